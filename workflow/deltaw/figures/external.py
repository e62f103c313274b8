"""A network that was trained elsewhere: spectra, share of ΔW's norm, truncation, shuffling."""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, MaxNLocator

from ..external.kinds import EVALUATION, SPECTRA
from . import style

READS = {"spectra": SPECTRA, "evaluations": EVALUATION}
LONGEST = 50  # letters of a name above a panel
MATRICES = {"w0": "$W_0$", "w": "$W$", "dw": r"$\Delta W$"}


@style.styled
def draw(spectra: xr.Dataset, evaluations: Sequence[xr.Dataset], options: Mapping) -> Figure:
    """Draw the figure of one network, a row for each matrix.

    Parameters
    ----------
    spectra : xarray.Dataset
        Of kind "external_spectra".
    evaluations : sequence of xarray.Dataset
        One of kind "external_evaluation", or none: the user names a file for it, or not.
    options : mapping
        ``figures.external`` of the config.
    """
    (width, height), colors = options["size"], options["colors"]
    rows, columns = spectra.sizes["matrix"], 2 + len(evaluations)
    figure = style.new_figure((width, 0.5 + rows * height), columns)
    panels = figure.subplots(rows, columns, squeeze=False)
    for row, name in zip(panels, spectra["matrix"].values, strict=True):
        matrix = spectra.sel(matrix=name)
        _draw_singular_values(row[0], matrix, colors)
        _draw_share(row[1], matrix, colors["dw"])
        for evaluation in evaluations:
            _draw_evaluation(row[2], evaluation.sel(matrix=name), colors["dw"])
        size = f"{matrix['rows'].item()} × {matrix['columns'].item()}"
        title = f"{_shortened(name)}, {size}"  # a name is no mathematics
        row[0].set_title(title, loc="left", fontsize="medium", parse_math=False)
    for panel in panels[-1]:
        panel.set_xlabel("Rank")
    for panel in panels[:, :2].flat:
        style.without_exponents(panel.xaxis)
    style.name_above(figure, _legend(colors, bool(evaluations)))
    return figure


def _shortened(name: str) -> str:
    """Return the end of a name, which tells the matrices of a network apart."""
    return name if len(name) <= LONGEST else f"…{name[1 - LONGEST :]}"


def _draw_singular_values(panel: Axes, matrix: xr.Dataset, colors: Mapping) -> None:
    for name, symbol in MATRICES.items():
        look = {"color": colors[name], "label": symbol}
        panel.plot(matrix["index"], matrix[f"sv_{name}"], marker="o", markersize=1.5, **look)
    panel.set_ylabel("Singular value")
    _spread_ranks(panel)


def _draw_share(panel: Axes, matrix: xr.Dataset, color: str) -> None:
    """Draw which part of ΔW's squared norm its first singular values have."""
    panel.plot(matrix["index"], matrix["dw_share"], marker="o", markersize=1.5, color=color)
    panel.axvline(matrix["dw_stable_rank"], color=style.GREY, linestyle=":", linewidth=0.8)
    panel.set(ylim=(0, 1.05), ylabel=r"Part of $\|\Delta W\|$²")
    _spread_ranks(panel)


def _spread_ranks(panel: Axes) -> None:
    """Show the first ranks as wide as the many that follow, with ticks in plain numbers."""
    panel.set(xscale="log", xlim=(0.9, None))
    panel.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    panel.xaxis.set_major_formatter("{x:g}")
    panel.minorticks_off()


def _draw_evaluation(panel: Axes, matrix: xr.Dataset, color: str) -> None:
    """Draw the values with ΔW truncated, and those to compare them with."""
    for value in np.ravel(matrix["shuffle_value"]):
        panel.axhline(value, color=style.LIGHT, linewidth=0.8, zorder=0)
    for name, dash in (("initial", ":"), ("trained", "--")):
        panel.axhline(matrix[f"{name}_value"], color=style.GREY, linestyle=dash, linewidth=0.8)
    panel.plot(matrix["rank"], matrix["truncation_value"], marker="o", color=color)
    panel.xaxis.set_major_locator(MaxNLocator(integer=True))
    panel.set_ylabel("evaluate(weights)")


def _legend(colors: Mapping, evaluated: bool) -> list[Line2D]:
    """Return the legend's entries."""
    matrices = [style.line_of(symbol, color=colors[n]) for n, symbol in MATRICES.items()]
    thin = {"linewidth": 0.8}
    values = [
        style.line_of("before", linestyle=":", **thin),
        style.line_of("after training", linestyle="--", **thin),
        style.line_of("$W_0$ shuffled", color=style.LIGHT, **thin),
    ]
    return matrices + (values if evaluated else [])
