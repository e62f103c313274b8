"""Supplement: how learning depends on the number of neurons N."""

from collections.abc import Mapping, Sequence
from itertools import cycle

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..networks.summary import SUMMARY
from . import style
from .selection import matching
from .sweeps import BARS, OF_NETWORKS, draw_quantity, frame, left_out, one_row_each

READS = {"summaries": SUMMARY}
SHOWN = ("convergence_epoch", "dw_norm", "w_norm", "functional_rank")
EXPECTED = {"color": style.LIGHT, "linewidth": 4}  # a band, as the data may lie on it


def cells(summaries: Sequence[xr.Dataset], g: Sequence[float]) -> pd.DataFrame:
    """Return one row for each network of a task, of all its sizes, at those g that it has."""
    shown = [s.sel(g=[value for value in g if value in s["g"]]) for s in summaries]
    # seaborn needs rows with numbers of their own
    return pd.concat([one_row_each(s, SHOWN) for s in shown], ignore_index=True)


@style.styled
def draw(summaries: Sequence[xr.Dataset], options: Mapping) -> Figure:
    """Draw the figure of the network size.

    Parameters
    ----------
    summaries : sequence of xarray.Dataset
        Of each of ``options["tasks"]`` one for each N.
    options : mapping
        ``figures.supp_network_size`` of the config, and ``g``: strengths of the initial
        connectivity; those that a dataset lacks are left out.
    """
    g, tasks = options["g"], options["tasks"]
    tables = {name: cells(matching(summaries, task=name), g) for name in tasks}
    figure = style.new_figure(options["size"], len(tasks))
    panels = figure.subplots(len(SHOWN), len(tasks), sharex=True, squeeze=False)
    for column, (name, task) in zip(panels.T, tasks.items(), strict=True):
        for panel, quantity in zip(column, SHOWN, strict=True):
            _draw_quantity(panel, tables[name], quantity, g, task["colors"])
        column[0].set_title(task["title"])
        column[-1].set_xlabel("$N$")
    for panel in panels[:, 1:].flat:
        panel.set_ylabel("")
    figure.align_ylabels(panels[:, 0])
    style.letter(panels.flat)
    expected = style.line_of("√$N$ $g$", **EXPECTED)
    left = left_out(tables.values(), SHOWN)
    strengths = style.strengths(g, style.greys(len(g)), cycle(style.MARKERS))
    style.name_above(figure, [*strengths, expected, *left])
    return figure


def _draw_quantity(
    panel: Axes, table: pd.DataFrame, quantity: str, g: Sequence[float], colors: Sequence[str]
) -> None:
    """Draw a quantity of one task over N, one colour for each g."""
    sizes = np.unique(table["N"])
    for value, color, marker in zip(g, colors, cycle(style.MARKERS)):
        look, rows = {"color": color, "marker": marker}, table[table["g"] == value]
        draw_quantity(panel, rows, quantity, look, over="N", **BARS)
        if quantity == "w_norm" and value > 0:
            # The expected norm of W0, whose N^2 entries have the variance g^2 / N
            panel.plot(sizes, value * np.sqrt(sizes), zorder=0, **EXPECTED)
    panel.set(xlabel="", xscale="log")
    panel.set_xticks(sizes, [str(n) for n in sizes])
    panel.set_xticks([], minor=True)
    frame(panel, OF_NETWORKS[quantity])
