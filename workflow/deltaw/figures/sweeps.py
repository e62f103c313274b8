"""Panels that show a quantity over g, or over N: mean and spread over seeds."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
import seaborn as sns
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from . import style


class Quantity(NamedTuple):
    """How a quantity is called, and its axis."""

    label: str
    logarithmic: bool = False
    whole: bool = False  # a number of something


OF_NETWORKS = {
    "convergence_epoch": Quantity("Convergence epoch", logarithmic=True),
    "dw_norm": Quantity(r"$\|\Delta W\|$"),
    "w_norm": Quantity(r"$\|W\|$", logarithmic=True),
    "relative_shuffle_loss": Quantity("Shuffled loss / $L_0$"),
    "functional_rank": Quantity("Functional rank", whole=True),
}
BARS = {"err_style": "bars", "err_kws": {"linewidth": 1, "capsize": 2}}  # where points lie apart
# As parts of a panel's height: the row of counts at its top, a further row, room below them
TOP, ROW, GAP = 0.97, 0.1, 0.06


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
        **{"errorbar": "sd", "legend": False, "err_kws": {"linewidth": 0}} | line,
    )
    rest = table[~table["complete"]]
    panel.scatter(rest[over], rest[quantity], color=look["color"], marker="x", s=10, linewidth=0.7)
    _count_missing(panel, table.loc[table[quantity].isna(), over], look["color"])


def _count_missing(panel: Axes, places: pd.Series, color: str) -> None:
    """Write how many seeds have no value at a place, in a row of this sweep's own."""
    height = _room(panel)
    panel.update_datalim(np.stack([places, places], axis=1), updatey=False)
    panel.autoscale_view(scaley=False)  # there may be nothing else to draw
    for x, number in places.value_counts(sort=False).items():
        where = {"xycoords": panel.get_xaxis_transform(), "ha": "center", "va": "top"}
        panel.annotate(str(number), (x, height), **where, color=color, fontsize=6)


def _room(panel: Axes) -> float:
    """Return the height below the counts that a panel has, as a part of its own."""
    return min([TOP + ROW, *(text.xy[1] for text in panel.texts)]) - ROW


def frame(panel: Axes, quantity: Quantity) -> None:
    """Set label, scale and limits of the vertical axis: from 0, or over what is drawn.

    To be called after the drawing: seaborn takes means on the axis's scale.
    """
    panel.set_ylabel(quantity.label)
    low, high = panel.dataLim.minposy, panel.dataLim.y1
    part = _room(panel) - GAP  # of the height, for what is drawn
    if quantity.logarithmic:
        low, high = (low, max(high, 1.5 * low)) if 0 < high < np.inf else (1, 10)
        panel.set_yscale("log")
        panel.set_ylim(low / (high / low) ** GAP, low * (high / low) ** (1 / part))
        style.without_exponents(panel.yaxis)
    else:
        panel.set_ylim(0, high / part if 0 < high < np.inf else 1)
        panel.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10], integer=quantity.whole))


def draw_over_g(
    figure: Figure,
    tables: Mapping[str, pd.DataFrame],
    looks: Mapping[str, Mapping],
    quantities: Mapping[str, Quantity],
    **line,
) -> list[Axes]:
    """Draw a panel for each quantity, in it one sweep over g for each table.

    `looks` has the colour and marker of each sweep; `line` are options of `seaborn.lineplot`.
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


def left_out(
    tables: Iterable[pd.DataFrame], quantities: Iterable[str], why: str = "not all converged"
) -> list[Line2D]:
    """Return the legend of those marks of `draw_quantity` that stand for less than all seeds.

    The words say why the table is not complete.
    """
    mark = {"linestyle": "none", "markersize": 3.5}
    handles, table = [], pd.concat(tables)
    if not table["complete"].all():
        handles.append(style.line_of(f"one seed; {why}", marker="x", **mark))
    if table[list(quantities)].isna().any(axis=None):
        handles.append(style.line_of("seeds without a value", marker="$1$", **mark))
    return handles
