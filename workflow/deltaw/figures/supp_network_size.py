"""Supplement: how learning depends on the number of neurons N."""

from collections.abc import Mapping, Sequence
from string import ascii_lowercase

import matplotlib as mpl
import numpy as np
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
    "w_norm": r"$\|W\|$",
    "functional_rank": "Functional rank",
}
LOGARITHMIC = ("convergence_epoch", "w_norm")
MARKERS = "os^Dvp"


def cells(summaries: Sequence[xr.Dataset], g: Sequence[float]) -> pd.DataFrame:
    """Return one row for each network of a task, of all its sizes, at those g that it has."""
    shown = [s.sel(g=[value for value in g if value in s["g"]]) for s in summaries]
    # seaborn needs rows with numbers of their own
    return pd.concat([one_row_each(s, PANELS) for s in shown], ignore_index=True)


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
    g = options["g"]
    tables = {
        name: cells([s for s in summaries if s["task"] == name], g) for name in options["tasks"]
    }
    with mpl.rc_context(style.STYLE):
        figure = style.new_figure(options["size"])
        figure.get_layout_engine().set(h_pad=0.08)
        panels = figure.subplots(len(PANELS), len(tables), sharex=True, squeeze=False)
        for k, (name, task) in enumerate(options["tasks"].items()):
            _draw_task(panels[:, k], tables[name], g, task["colors"])
            panels[0, k].set_title(task["title"], pad=16)
            panels[0, k].legend(
                loc="lower left", bbox_to_anchor=(-0.05, 0.98), ncols=len(g), columnspacing=1
            )
        for row, label in zip(panels, PANELS.values(), strict=True):
            row[0].set_ylabel(label)
        figure.align_ylabels(panels[:, 0])
        for panel, letter in zip(panels.flat, ascii_lowercase, strict=False):
            style.label_panel(panel, letter)
        if left_out := left_out_handles(list(tables.values()), PANELS):
            figure.legend(handles=left_out, loc="outside lower center", ncols=len(left_out))
    return figure


def _draw_task(
    panels: Sequence[Axes], table: pd.DataFrame, g: Sequence[float], colors: Sequence[str]
) -> None:
    """Draw all quantities of one task over N, one colour for each g."""
    sizes = np.unique(table["N"])
    for panel, quantity in zip(panels, PANELS, strict=True):
        for value, color, marker in zip(g, colors, MARKERS, strict=False):
            look = {"color": color, "marker": marker}
            rows = table[table["g"] == value]
            draw_quantity(panel, rows, quantity, look, over="N", label=f"$g = {value}$")
            if quantity == "w_norm" and value > 0:
                # The expected norm of W0, whose N^2 entries have the variance g^2 / N
                panel.plot(sizes, value * np.sqrt(sizes), color="black", linewidth=0.6, zorder=3)
        panel.get_legend().remove()
        panel.set(xlabel="", ylabel="")
        _logarithmic_sizes(panel, sizes)
        if quantity in LOGARITHMIC:
            style.log_scale(panel)
        else:
            style.start_at_zero(panel)
    panels[-1].set_xlabel("$N$")


def _logarithmic_sizes(panel: Axes, sizes: np.ndarray) -> None:
    panel.set_xscale("log", base=2)
    panel.set_xticks(sizes, [str(n) for n in sizes])
    panel.set_xticks([], minor=True)
