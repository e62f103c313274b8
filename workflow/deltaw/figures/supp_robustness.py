"""Supplement: variants of the flip-flop task and of its training, side by side."""

from collections.abc import Mapping, Sequence
from itertools import cycle
from textwrap import fill

import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..networks.summary import SUMMARY
from . import style
from .selection import only
from .sweeps import BARS, OF_NETWORKS, draw_quantity, frame, left_out, one_row_each

READS = {"summaries": SUMMARY}
SHOWN = ("convergence_epoch", "dw_norm", "functional_rank")
APART = 0.4  # of neighbouring g, where variants are 1 apart
WIDTH = 8  # letters in a line of a variant's name


def cells(summaries: Sequence[xr.Dataset], g: Sequence[float]) -> pd.DataFrame:
    """Return one row for each network, with its position: variant by variant, g beside g."""
    tables = []
    for place, summary in enumerate(summaries):
        table = one_row_each(summary.sel(g=list(g)), SHOWN)
        beside = table["g"].map({value: k for k, value in enumerate(g)}) - (len(g) - 1) / 2
        tables.append(table.assign(position=place + APART * beside))
    return pd.concat(tables, ignore_index=True)


@style.styled
def draw(summaries: Sequence[xr.Dataset], options: Mapping) -> Figure:
    """Draw the figure of the robustness.

    Parameters
    ----------
    summaries : sequence of xarray.Dataset
        One for each of ``options["tasks"]``.
    options : mapping
        ``figures.supp_robustness`` of the config.
    """
    shown = [only(summaries, task=name) for name in options["tasks"]]
    titles = [task["title"] for task in options["tasks"].values()]
    table = cells(shown, options["g"])
    figure = style.new_figure(options["size"], len(shown))
    rows = figure.add_gridspec(2, 1, height_ratios=[1, 1.2])
    losses = rows[0].subgridspec(1, len(shown)).subplots(sharey=True, squeeze=False)[0]
    panels = rows[1].subgridspec(1, len(SHOWN)).subplots(squeeze=False)[0]
    for panel, summary, title in zip(losses, shown, titles, strict=True):
        _draw_losses(panel, summary, options)
        panel.set_title(title)
    highest = max(panel.dataLim.y1 for panel in losses)
    losses[0].set(ylabel="Loss / $L_0$", ylim=(0, 1.08 * highest if highest > 0 else 1))
    for panel, quantity in zip(panels, SHOWN, strict=True):
        _draw_quantity(panel, table, quantity, options)
        panel.set_xlabel("")
        panel.set_xticks(range(len(shown)), [fill(title, WIDTH) for title in titles])
    style.letter([*losses, *panels])
    handles = panels[0].get_legend_handles_labels()[0]
    style.name_above(figure, handles + left_out([table], SHOWN))
    return figure


def _draw_losses(panel: Axes, summary: xr.Dataset, options: Mapping) -> None:
    """Draw the loss of each seed over its initial one, from the first update on."""
    for g, color in zip(options["g"], options["colors"], strict=True):
        shown = summary.sel(g=g)
        relative = (shown["loss"] / shown["initial_loss"]).sel(epoch=slice(1, None))
        curves = relative.transpose("epoch", "seed")
        panel.plot(curves["epoch"], curves, color=color, linewidth=0.7)
    style.guide(panel, 1, linestyle=":")
    panel.set(xscale="log", xlabel="Epoch", xlim=(1, summary["epoch"].max()))
    panel.xaxis.set_major_formatter("{x:g}")


def _draw_quantity(panel: Axes, table: pd.DataFrame, quantity: str, options: Mapping) -> None:
    """Draw mean and standard deviation of each variant, one colour for each g."""
    apart = {"over": "position", "linestyle": "none", **BARS}
    for g, color, marker in zip(options["g"], options["colors"], cycle(style.MARKERS)):
        look = {"color": color, "marker": marker}
        draw_quantity(panel, table[table["g"] == g], quantity, look, label=f"$g = {g}$", **apart)
    frame(panel, OF_NETWORKS[quantity])
