"""Fig. 2: dependence of learning on the strength g of the initial connectivity."""

from collections.abc import Mapping, Sequence

import pandas as pd
import xarray as xr
from matplotlib.figure import Figure

from ..networks.summary import SUMMARY
from . import style
from .selection import only
from .sweeps import OF_NETWORKS, draw_over_g, left_out, marks, one_row_each

READS = {"summaries": SUMMARY}
SHOWN = ("convergence_epoch", "dw_norm", "relative_shuffle_loss", "functional_rank")
QUANTITIES = {name: OF_NETWORKS[name] for name in SHOWN}


def cells(summary: xr.Dataset) -> pd.DataFrame:
    """Return one row for each network, with the quantities of Fig. 2.

    The loss after shuffling is averaged over shuffles, before seeds.
    """
    shuffled = summary["shuffle_loss"].mean("shuffle") / summary["initial_loss"]
    return one_row_each(summary.assign(relative_shuffle_loss=shuffled), SHOWN)


@style.styled
def draw(summaries: Sequence[xr.Dataset], options: Mapping) -> Figure:
    """Draw Fig. 2.

    Parameters
    ----------
    summaries : sequence of xarray.Dataset
        One for each of ``options["tasks"]``.
    options : mapping
        ``figures.fig2`` of the config.
    """
    tasks = options["tasks"]
    tables = {name: cells(only(summaries, task=name)) for name in tasks}
    figure = style.new_figure(options["size"])
    draw_over_g(figure, tables, tasks, QUANTITIES)
    style.name_above(figure, marks(tasks) + left_out(tables.values(), SHOWN))
    return figure
