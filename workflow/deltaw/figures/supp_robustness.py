"""Supplement: variants of the flip-flop task and of its training, side by side."""

from collections.abc import Mapping, Sequence
from itertools import cycle
from string import ascii_lowercase
from textwrap import fill

import matplotlib as mpl
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..networks.summary import SUMMARY
from . import style
from .sweeps import draw_quantity, left_out_handles, one_row_each

READS = {"summaries": SUMMARY}
PANELS = {
    "convergence_epoch": "Convergence epoch",
    "dw_norm": r"$\|\Delta W\|$",
    "functional_rank": "Functional rank",
}
APART = 0.4  # of neighbouring g, where variants are 1 apart
WIDTH = 8  # letters in a line of a variant's name
MARKERS = "os^Dvp"


def cells(summaries: Sequence[xr.Dataset], g: Sequence[float]) -> pd.DataFrame:
    """Return one row for each network, with its position: variant by variant, g beside g."""
    tables = []
    for place, summary in enumerate(summaries):
        table = one_row_each(summary.sel(g=list(g)), PANELS)
        beside = table["g"].map({value: k for k, value in enumerate(g)}) - (len(g) - 1) / 2
        tables.append(table.assign(position=place + APART * beside))
    return pd.concat(tables)


def draw(summaries: Sequence[xr.Dataset], options: Mapping) -> Figure:
    """Draw the figure of the robustness.

    Parameters
    ----------
    summaries : sequence of xarray.Dataset
        One for each of ``options["tasks"]``.
    options : mapping
        ``figures.supp_robustness`` of the config.
    """
    table = cells(summaries, options["g"])
    titles = [task["title"] for task in options["tasks"].values()]
    with mpl.rc_context(style.STYLE):
        figure = style.new_figure(options["size"])
        rows = figure.add_gridspec(2, 1, height_ratios=[1, 1.2])
        losses = rows[0].subgridspec(1, len(titles)).subplots(sharey=True, squeeze=False)[0]
        panels = rows[1].subgridspec(1, len(PANELS)).subplots(squeeze=False)[0]
        for panel, summary, title in zip(losses, summaries, titles, strict=True):
            _draw_losses(panel, summary, options)
            panel.set_title(title)
        losses[0].set_ylabel("Loss / $L_0$")
        for panel, (quantity, label) in zip(panels, PANELS.items(), strict=True):
            _draw_quantity(panel, table, quantity, options)
            panel.set(xlabel="", ylabel=label)
            panel.set_xticks(range(len(titles)), [fill(title, WIDTH) for title in titles])
        for panel, letter in zip([*losses, *panels], ascii_lowercase, strict=False):
            style.label_panel(panel, letter)
        handles = panels[0].get_legend_handles_labels()[0] + left_out_handles([table], PANELS)
        figure.legend(handles=handles, loc="outside upper center", ncols=len(handles))
    return figure


def _draw_losses(panel: Axes, summary: xr.Dataset, options: Mapping) -> None:
    """Draw the loss of each seed over its initial one, from the first update on."""
    for g, color in zip(options["g"], options["colors"], strict=True):
        shown = summary.sel(g=g)
        relative = (shown["loss"] / shown["initial_loss"]).sel(epoch=slice(1, None))
        panel.plot(
            relative["epoch"], relative.transpose("epoch", "seed"), color=color, linewidth=0.7
        )
    panel.set(xscale="log", xlabel="Epoch", xlim=(1, summary["epoch"].max()), ylim=(0, 1.5))


def _draw_quantity(panel: Axes, table: pd.DataFrame, quantity: str, options: Mapping) -> None:
    """Draw mean and standard deviation of each variant, one colour for each g."""
    for g, color, marker in zip(options["g"], options["colors"], cycle(MARKERS), strict=False):
        draw_quantity(
            panel,
            table[table["g"] == g],
            quantity,
            {"color": color, "marker": marker},
            over="position",
            linestyle="none",
            err_style="bars",
            label=f"$g = {g}$",
        )
    panel.get_legend().remove()
    if quantity == "convergence_epoch":
        style.log_scale(panel)
    else:
        style.start_at_zero(panel)
