"""Supplement: norm of ΔW and functional rank of Fig. 2 with confidence intervals.

The interval of a mean over n seeds is Student's, mean ± t(n - 1) s / sqrt(n): with as few as
five seeds the percentile bootstrap is too narrow, as it resamples the few values there are.
"""

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.figure import Figure
from scipy import stats

from ..networks.summary import SUMMARY
from . import style
from .selection import only
from .sweeps import OF_NETWORKS, draw_over_g, left_out, marks, one_row_each

READS = {"summaries": SUMMARY}
SHOWN = ("dw_norm", "functional_rank")
FEWEST = 3  # values of which an interval is drawn: of two it is ten times as wide as they lie apart
QUANTITIES = {name: OF_NETWORKS[name] for name in SHOWN}


def t_interval(values: pd.Series, confidence: float) -> tuple[float, float]:
    """Return Student's confidence interval of the mean; NaN for few values."""
    if len(values) < FEWEST:
        return np.nan, np.nan
    quantile = stats.t.ppf((1 + confidence) / 2, len(values) - 1)
    half = quantile * np.std(values, ddof=1) / np.sqrt(len(values))
    return np.mean(values) - half, np.mean(values) + half


def has_intervals(table: pd.DataFrame) -> bool:
    """Return whether a quantity has enough values at a g for an interval."""
    return (table.groupby("g")[list(SHOWN)].count() >= FEWEST).any(axis=None)


@style.styled
def draw(summaries: Sequence[xr.Dataset], options: Mapping) -> Figure:
    """Draw the figure.

    Parameters
    ----------
    summaries : sequence of xarray.Dataset
        One for each of ``options["tasks"]``.
    options : mapping
        ``figures.supp_fig2`` of the config, with the tasks of ``figures.fig2``.
    """
    tasks, confidence = options["tasks"], options["confidence"]
    interval = partial(t_interval, confidence=confidence)
    tables = {name: one_row_each(only(summaries, task=name), SHOWN) for name in tasks}
    figure = style.new_figure(options["size"])
    draw_over_g(figure, tables, tasks, QUANTITIES, errorbar=interval)
    label = f"{confidence:.0%} interval (Student's t)"
    band = style.line_of(label, color=style.LIGHT, linewidth=5)
    bands = [band] if any(has_intervals(table) for table in tables.values()) else []
    style.name_above(figure, [*marks(tasks), *bands, *left_out(tables.values(), SHOWN)])
    return figure
