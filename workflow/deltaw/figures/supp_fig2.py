"""Supplement: norm of ΔW and functional rank of Fig. 2 with confidence intervals.

The interval of a mean over n seeds is Student's, mean ± t(n - 1) s / sqrt(n): with as few as
five seeds the percentile bootstrap is too narrow, as it resamples the few values there are.
"""

from collections.abc import Mapping, Sequence
from functools import partial

import matplotlib as mpl
import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from scipy import stats

from ..networks.summary import SUMMARY
from . import style
from .fig2 import PANELS as OF_FIG2
from .fig2 import draw_legend
from .sweeps import draw_quantity, left_out_handles, one_row_each

READS = {"summaries": SUMMARY}
PANELS = {name: OF_FIG2[name] for name in ("dw_norm", "functional_rank")}


def t_interval(values: pd.Series, confidence: float) -> tuple[float, float]:
    """Return Student's confidence interval of the mean; NaN for fewer than two values."""
    quantile = stats.t.ppf((1 + confidence) / 2, len(values) - 1)
    half = quantile * np.std(values, ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.nan
    return np.mean(values) - half, np.mean(values) + half


def draw(summaries: Sequence[xr.Dataset], options: Mapping) -> Figure:
    """Draw the figure.

    Parameters
    ----------
    summaries : sequence of xarray.Dataset
        One for each of ``options["tasks"]``.
    options : mapping
        ``figures.supp_fig2`` of the config, with the tasks of ``figures.fig2``.
    """
    confidence = options["confidence"]
    interval = partial(t_interval, confidence=confidence)
    with mpl.rc_context(style.STYLE):
        figure = style.new_figure(options["size"])
        panels = figure.subplots(1, len(PANELS))
        tables = [one_row_each(summary, PANELS) for summary in summaries]
        for panel, (quantity, label), letter in zip(panels, PANELS.items(), "ab", strict=True):
            for task, table in zip(options["tasks"].values(), tables, strict=True):
                draw_quantity(panel, table, quantity, task, errorbar=interval)
            panel.set(xlabel="$g$", ylabel=label)
            style.start_at_zero(panel)
            style.label_panel(panel, letter)
        label = f"{confidence:.0%} interval (Student's t)"
        band = Line2D([], [], color="0.8", linewidth=5, label=label)
        draw_legend(figure, options["tasks"].values(), [band, *left_out_handles(tables, PANELS)])
    return figure
