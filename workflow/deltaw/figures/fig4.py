"""Fig. 4: dependence of learning on the strength g of W0 in the linear network."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.figure import Figure

from ..linear import theory
from ..linear.summary import SUMMARY
from . import style
from .sweeps import Quantity, draw_over_g, left_out, marks

READS = {"summary": SUMMARY}
GRADIENT = r"\|\mathrm{d}W/\mathrm{d}\tau\|"
QUANTITIES = {
    "convergence_time": Quantity(r"$\tau$* / $\tau$*(0)"),
    "dw_norm": Quantity(r"$\|\Delta W\| \,/\, \|\Delta W\|(0)$"),
    "mean_gradient_norm": Quantity(rf"${GRADIENT} \,/\, {GRADIENT}(0)$", logarithmic=True),
    "relative_shuffle_loss": Quantity("Shuffled loss / $L_0$"),
}
NORMALISED = ("convergence_time", "dw_norm", "mean_gradient_norm")  # by their mean at g = 0
FIRST_ORDER = {
    "convergence_time": theory.convergence_time,
    "dw_norm": lambda g: theory.change_norm(1, g),
    "mean_gradient_norm": lambda g: theory.gradient_norm(1, g),
    "relative_shuffle_loss": theory.shuffled_loss,
}


def cells(summary: xr.Dataset) -> pd.DataFrame:
    """Return one row for each network of one zhat: g, seed, the quantities, complete.

    `complete` says whether all seeds converged at this g: only then do they have a mean.
    """
    table = summary[list(QUANTITIES)]
    for quantity in NORMALISED:
        table[quantity] = table[quantity] / table[quantity].sel(g=0).mean("seed")
    table["complete"] = summary["convergence_time"].notnull().all("seed")
    return table.drop_vars("zhat").to_dataframe().reset_index()


@style.styled
def draw(summary: xr.Dataset, options: Mapping) -> Figure:
    """Draw Fig. 4.

    Parameters
    ----------
    summary : xarray.Dataset
        Of kind "linear_summary".
    options : mapping
        ``figures.fig4`` of the config.
    """
    targets = {
        name: look | {"title": rf"$\hat{{z}} = {look['zhat']}$"}
        for name, look in options["targets"].items()
    }
    tables = {name: cells(summary.sel(zhat=look["zhat"])) for name, look in targets.items()}
    figure = style.new_figure(options["size"])
    panels = draw_over_g(figure, tables, targets, QUANTITIES)
    dashed = {"color": "black", "linestyle": "--"}
    g = np.linspace(0, summary["g"].max().item(), 200)
    for panel, prediction in zip(panels, FIRST_ORDER.values(), strict=True):
        panel.plot(g, prediction(g), linewidth=0.9, **dashed)
    theory_line = style.line_of("theory, first order", **dashed)
    left = left_out(tables.values(), QUANTITIES)
    style.name_above(figure, [*marks(targets), theory_line, *left])
    return figure
