"""Fig. 2: dependence of learning on the strength g of the initial connectivity."""

from collections.abc import Mapping, Sequence

import matplotlib as mpl
import pandas as pd
import xarray as xr
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ..networks.summary import SUMMARY
from . import style
from .sweeps import draw_quantity, left_out_handles, one_row_each

READS = {"summaries": SUMMARY}
PANELS = {
    "convergence_epoch": "Convergence epoch",
    "dw_norm": r"$\|\Delta W\|$",
    "relative_shuffle_loss": "Shuffled loss / $L_0$",
    "functional_rank": "Functional rank",
}


def cells(summary: xr.Dataset) -> pd.DataFrame:
    """Return one row for each network, with the quantities of Fig. 2.

    The loss after shuffling is averaged over shuffles, before seeds.
    """
    shuffled = summary["shuffle_loss"].mean("shuffle") / summary["initial_loss"]
    return one_row_each(summary.assign(relative_shuffle_loss=shuffled), PANELS)


def draw(summaries: Sequence[xr.Dataset], options: Mapping) -> Figure:
    """Draw Fig. 2.

    Parameters
    ----------
    summaries : sequence of xarray.Dataset
        One for each of ``options["tasks"]``.
    options : mapping
        ``figures.fig2`` of the config.
    """
    with mpl.rc_context(style.STYLE):
        figure = style.new_figure(options["size"])
        panels = figure.subplots(1, len(PANELS))
        tables = [cells(summary) for summary in summaries]
        for task, table in zip(options["tasks"].values(), tables, strict=True):
            for panel, quantity in zip(panels, PANELS, strict=True):
                draw_quantity(panel, table, quantity, task)
        for panel, label, letter in zip(panels, PANELS.values(), "abcd", strict=True):
            panel.set(xlabel="$g$", ylabel=label)
            style.label_panel(panel, letter)
        style.log_scale(panels[0])
        for panel in panels[1:]:
            panel.set_ylim(bottom=0)
        draw_legend(figure, options["tasks"].values(), left_out_handles(tables, PANELS))
    return figure


def draw_legend(figure: Figure, tasks, left_out: list[Line2D]) -> None:
    """Name the tasks, and what stands for cells in which not every seed converged."""
    handles = [
        Line2D([], [], color=t["color"], marker=t["marker"], markersize=4, label=t["title"])
        for t in tasks
    ]
    handles += left_out
    figure.legend(handles=handles, loc="outside upper center", ncols=len(handles))
