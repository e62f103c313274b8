"""Panels that show a quantity over g, or over N: mean and spread over seeds."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd
import seaborn as sns
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, NullFormatter

from . import style


class Quantity(NamedTuple):
    """How a quantity is called, and its axis."""

    label: str
    logarithmic: bool = False


OF_NETWORKS = {
    "convergence_epoch": Quantity("Convergence epoch", logarithmic=True),
    "dw_norm": Quantity(r"$\|\Delta W\|$"),
    "w_norm": Quantity(r"$\|W\|$", logarithmic=True),
    "relative_shuffle_loss": Quantity("Shuffled loss / $L_0$"),
    "functional_rank": Quantity("Functional rank"),
}
# Counts at a panel's top, as parts of its height: the first row, and from one row to the next;
# the room above what is drawn for one row and for each further one.
FIRST_ROW, ROW = 0.97, 0.12
ROOM, ROOM_FOR_ROW = 0.2, 0.15


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
        **{"errorbar": "sd", "legend": False} | line,
    )
    rest = table[~table["complete"]]
    panel.scatter(rest[over], rest[quantity], color=look["color"], marker="x", s=10, linewidth=0.7)
    for x, number in table.loc[table[quantity].isna(), over].value_counts(sort=False).items():
        _mark_missing(panel, x, number, look["color"])


def _mark_missing(panel: Axes, x: float, number: int, color: str) -> None:
    """Mark at the top, one row below another, how many seeds have no value at this point."""
    row = sum(text.xy[0] == x for text in panel.texts)
    height = FIRST_ROW - ROW * row
    panel.set_ymargin(max(panel.margins()[1], ROOM + ROOM_FOR_ROW * row))
    top = panel.get_xaxis_transform()
    panel.plot([x], [height], color=color, marker="v", markersize=3.2, transform=top, clip_on=False)
    beside = {"xytext": (2.2, 0), "textcoords": "offset points", "ha": "left", "va": "center"}
    panel.annotate(str(number), (x, height), xycoords=top, **beside, color=color, fontsize=6)


def frame(panel: Axes, quantity: Quantity) -> None:
    """Set label, scale and limits of the vertical axis, and leave room at the top.

    To be called after the drawing: seaborn takes means on the axis's scale.
    """
    panel.set_ylabel(quantity.label)
    if not quantity.logarithmic:
        panel.set_ylim(0, 1.05 * panel.get_ylim()[1])
        return
    panel.set_yscale("log")
    if panel.get_ylim()[0] <= 0:  # nothing is drawn, and the limits are those of a linear axis
        panel.set_ylim(1, 10)
    panel.yaxis.set_major_locator(LogLocator(subs=(1, 3)))
    panel.yaxis.set_major_formatter("{x:g}")
    panel.yaxis.set_minor_formatter(NullFormatter())


def draw_over_g(
    figure: Figure,
    tables: Mapping[str, pd.DataFrame],
    looks: Mapping[str, Mapping],
    quantities: Mapping[str, Quantity],
    **line,
) -> list[Axes]:
    """Draw a panel for each quantity, in it one sweep over g for each table.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    tables : mapping
        Rows of networks, by the names of the sweeps.
    looks : mapping
        ``color`` and ``marker`` of each sweep.
    quantities : mapping
        The columns that are shown.
    **line
        Options of `seaborn.lineplot`.

    Returns
    -------
    list of matplotlib.axes.Axes
    """
    panels = list(figure.subplots(1, len(quantities)))
    for panel, (name, quantity) in zip(panels, quantities.items(), strict=True):
        for sweep, look in looks.items():
            draw_quantity(panel, tables[sweep], name, look, **line)
        frame(panel, quantity)
        panel.set_xlabel("$g$")
    style.letter(panels)
    return panels


def marks(looks: Mapping[str, Mapping]) -> list[Line2D]:
    """Return a legend's entries: colour, marker and title of each sweep."""
    return [
        style.line_of(look["title"], color=look["color"], marker=look["marker"], markersize=4)
        for look in looks.values()
    ]


def left_out(tables: Iterable[pd.DataFrame], quantities: Iterable[str]) -> list[Line2D]:
    """Return the legend of those marks of `draw_quantity` that stand for less than all seeds."""
    mark = {"linestyle": "none", "markersize": 3.5}
    handles, table = [], pd.concat(tables)
    if not table["complete"].all():
        handles.append(style.line_of("one seed; not all converged", marker="x", **mark))
    if table[list(quantities)].isna().any(axis=None):
        handles.append(style.line_of("seeds without a value", marker="v", **mark))
    return handles
