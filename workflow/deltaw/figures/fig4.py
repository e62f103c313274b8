"""Fig. 4: dependence of learning on the strength g of W0 in the linear network."""

from collections.abc import Iterable, Mapping

import matplotlib as mpl
import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ..linear import theory
from ..linear.summary import SUMMARY
from . import style
from .sweeps import draw_quantity, left_out_handles

READS = {"summary": SUMMARY}
# Quantity: label, whether it is normalised by its mean at g = 0, first-order theory
PANELS = {
    "convergence_time": (r"Learning time $\tau^*$", True, theory.convergence_time),
    "dw_norm": (r"$\|\Delta W\|$", True, lambda g: theory.change_norm(1, g)),
    "mean_gradient_norm": (
        r"$\|\mathrm{d}W/\mathrm{d}\tau\|$",
        True,
        lambda g: theory.gradient_norm(1, g),
    ),
    "relative_shuffle_loss": ("Shuffled loss / $L_0$", False, theory.shuffled_loss),
}


def cells(summary: xr.Dataset) -> pd.DataFrame:
    """Return one row for each network of one zhat: g, seed, the quantities, complete.

    `complete` says whether all seeds converged at this g: only then do they have a mean.
    """
    table = summary[list(PANELS)]
    for quantity, (_, normalised, _) in PANELS.items():
        if normalised:
            table[quantity] = table[quantity] / table[quantity].sel(g=0).mean("seed")
    table["complete"] = summary["convergence_time"].notnull().all("seed")
    return table.drop_vars("zhat").to_dataframe().reset_index()


def draw(summary: xr.Dataset, options: Mapping) -> Figure:
    """Draw Fig. 4.

    Parameters
    ----------
    summary : xarray.Dataset
        Of kind "linear_summary".
    options : mapping
        ``figures.fig4`` of the config.
    """
    g = np.linspace(0, summary["g"].max().item(), 200)
    tables = [cells(summary.sel(zhat=target["zhat"])) for target in options["targets"].values()]
    with mpl.rc_context(style.STYLE):
        figure = style.new_figure(options["size"])
        panels = figure.subplots(1, len(PANELS))
        for panel, quantity, letter in zip(panels, PANELS, "abcd", strict=True):
            label, _, prediction = PANELS[quantity]
            for target, table in zip(options["targets"].values(), tables, strict=True):
                draw_quantity(panel, table, quantity, target)
            panel.plot(g, prediction(g), color="black", linestyle="--", linewidth=0.9)
            panel.set(xlabel="$g$", ylabel=label)
            panel.set_ylim(bottom=0)
            style.label_panel(panel, letter)
        _legend(figure, options["targets"].values(), left_out_handles(tables, PANELS))
    return figure


def _legend(figure: Figure, targets: Iterable[Mapping], left_out: list[Line2D]) -> None:
    """Name targets and theory, and what stands for cells in which not every seed converged."""
    handles = [
        Line2D(
            [],
            [],
            color=t["color"],
            marker=t["marker"],
            markersize=4,
            label=rf"$\hat{{z}} = {t['zhat']}$",
        )
        for t in targets
    ]
    handles.append(Line2D([], [], color="black", linestyle="--", label="theory, first order"))
    handles += left_out
    figure.legend(handles=handles, loc="outside upper center", ncols=len(handles))
