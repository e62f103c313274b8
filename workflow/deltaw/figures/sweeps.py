"""Panels that show a quantity over g: mean and standard deviation over seeds."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.lines import Line2D


def draw_quantity(panel: Axes, table: pd.DataFrame, quantity: str, look: Mapping) -> None:
    """Draw mean and standard deviation where all seeds converged, else each seed as a cross.

    How many seeds have no value (no convergence, or no rank that is enough) stands at the top.

    Parameters
    ----------
    panel : matplotlib.axes.Axes
    table : pandas.DataFrame
        One row for each network, with the columns ``g``, ``complete`` (whether all seeds of
        this g converged) and the quantity.
    quantity : str
    look : mapping
        ``color`` and ``marker``.
    """
    sns.lineplot(
        data=table[table["complete"]],
        x="g",
        y=quantity,
        errorbar="sd",
        color=look["color"],
        marker=look["marker"],
        markeredgewidth=0,
        markersize=4,
        ax=panel,
    )
    rest = table[~table["complete"]]
    panel.scatter(rest["g"], rest[quantity], color=look["color"], marker="x", s=10, linewidth=0.7)
    for g, number in table.loc[table[quantity].isna(), "g"].value_counts(sort=False).items():
        _mark_missing(panel, g, number, look["color"])


def _mark_missing(panel: Axes, g: float, number: int, color: str) -> None:
    """Mark at the top, one row below another, how many seeds have no value at this g."""
    height = 1 - 0.08 * len(panel.texts)
    top = panel.get_xaxis_transform()
    panel.scatter([g], [height], color=color, marker="v", s=10, transform=top, clip_on=False)
    panel.annotate(
        str(number),
        (g, height),
        xycoords=top,
        xytext=(4, 0),
        textcoords="offset points",
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
