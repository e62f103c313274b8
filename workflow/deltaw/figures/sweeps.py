"""Panels that show a quantity over g, or over N: mean and spread over seeds."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
import seaborn as sns
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.lines import Line2D


def one_row_each(summary: xr.Dataset, quantities: Iterable[str]) -> pd.DataFrame:
    """Return one row for each network of a task: coordinates, the quantities, complete.

    `complete` says whether all seeds converged at this g: only then do they have a mean.
    """
    table = summary[list(quantities)]
    table["complete"] = summary["convergence_epoch"].notnull().all("seed")
    return table.to_dataframe().reset_index()


def draw_quantity(
    panel: Axes, table: pd.DataFrame, quantity: str, look: Mapping, over: str = "g", **line
) -> None:
    """Draw mean and standard deviation where all seeds converged, else each seed as a cross.

    How many seeds have no value (no convergence, or no rank that is enough) stands at the top.

    Parameters
    ----------
    panel : matplotlib.axes.Axes
    table : pandas.DataFrame
        One row for each network, with the columns `over`, ``complete`` (whether all seeds of
        this point converged) and the quantity.
    quantity : str
    look : mapping
        ``color`` and ``marker``.
    over : str
        The column of the horizontal axis.
    **line
        Options of `seaborn.lineplot`, such as another `errorbar`.
    """
    sns.lineplot(
        data=table[table["complete"]],
        x=over,
        y=quantity,
        color=look["color"],
        marker=look["marker"],
        markeredgewidth=0,
        markersize=4,
        ax=panel,
        **{"errorbar": "sd", **line},
    )
    rest = table[~table["complete"]]
    panel.scatter(rest[over], rest[quantity], color=look["color"], marker="x", s=10, linewidth=0.7)
    for x, number in table.loc[table[quantity].isna(), over].value_counts(sort=False).items():
        _mark_missing(panel, x, number, look["color"])


def _mark_missing(panel: Axes, x: float, number: int, color: str) -> None:
    """Mark at the top, one row below another, how many seeds have no value at this point."""
    row = sum(text.xy[0] == x for text in panel.texts)
    height = 0.97 - 0.12 * row
    # Room for the marks above what is drawn
    panel.set_ymargin(max(panel.margins()[1], 0.2 + 0.15 * row))
    top = panel.get_xaxis_transform()
    panel.plot([x], [height], color=color, marker="v", markersize=3.2, transform=top, clip_on=False)
    panel.annotate(
        str(number),
        (x, height),
        xycoords=top,
        xytext=(2.2, 0),
        textcoords="offset points",
        ha="left",
        va="center",
        color=color,
        fontsize=6,
    )


def left_out_handles(tables: Sequence[pd.DataFrame], quantities: Iterable[str]) -> list[Line2D]:
    """Return the legend of those marks of `draw_quantity` that stand for less than all seeds."""
    grey = {"color": "0.4", "linestyle": "none", "markersize": 3.5}
    handles = []
    if not all(table["complete"].all() for table in tables):
        handles.append(Line2D([], [], marker="x", label="one seed; not all converged", **grey))
    if any(table[list(quantities)].isna().any(axis=None) for table in tables):
        handles.append(Line2D([], [], marker="v", label="seeds without a value", **grey))
    return handles
