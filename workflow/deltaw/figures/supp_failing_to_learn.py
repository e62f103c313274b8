"""Supplement: linear networks that fail to learn when an eigenvalue of W comes near 1."""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ..linear.summary import FAILING_SUMMARY
from . import style
from .curves import of_seed

READS = {"summary": FAILING_SUMMARY}
FURTHER = {"linestyle": ":", "linewidth": 0.9}  # eigenvalues after the first
MARK = {"linestyle": "none", "markersize": 3.5, "clip_on": False}


@style.styled
def draw(summary: xr.Dataset, options: Mapping) -> Figure:
    """Draw the loss, and below it the leading eigenvalues of W, one row for each g.

    Parameters
    ----------
    summary : xarray.Dataset
        Of kind "failing_summary".
    options : mapping
        ``figures.supp_failing_to_learn`` of the config.
    """
    targets, g_values = list(options["targets"].values()), summary["g"].values
    figure = style.new_figure(options["size"], len(targets))
    panels = figure.subplots(1 + len(g_values), len(targets), squeeze=False, sharex=True)
    for column, target in zip(panels.T, targets, strict=True):
        cells = summary.sel(zhat=target["zhat"])
        column[0].set_title(rf"$\hat{{z}} = {target['zhat']}$")
        _draw_losses(column[0], cells, target["colors"], options["seed"])
        for g, color, panel in zip(g_values, target["colors"], column[1:], strict=True):
            _draw_eigenvalues(panel, cells.sel(g=g), color, options["seed"])
        column[-1].set(xlabel="Epoch", xlim=(0, summary["epoch"].max().item()))
    panels[0, 0].set_ylabel("Loss")
    for panel in panels[1:, 0]:
        panel.set_ylabel(r"Re $\lambda(W)$")
    figure.align_ylabels(panels[:, 0])
    style.letter(panels.flat)
    style.name_above(figure, _names(g_values, options["seed"]))
    return figure


def _draw_losses(panel: Axes, cells: xr.Dataset, colors: Sequence[str], shown: int) -> None:
    """Draw the losses of all seeds."""
    top = 1.15 * cells["loss"].sel(epoch=0).max().item()
    for g, color in zip(cells["g"].values, colors, strict=True):
        for seed in cells["seed"].values:
            _draw_below(
                panel, cells["loss"].sel(g=g, seed=seed), top, of_seed(color, seed == shown)
            )
    panel.set_ylim(-0.04 * top, top)
    style.guide(panel)


def _draw_below(panel: Axes, curve: xr.DataArray, top: float, look: Mapping) -> None:
    """Draw a curve over epochs, with triangles beyond the top and a cross where it ends early."""
    (over,) = curve.dims
    epochs, low = curve[over].values, np.minimum(curve.values, top)
    panel.plot(epochs, low, **look)
    beyond, last = np.flatnonzero(curve.values > top), np.flatnonzero(np.isfinite(low))[-1]
    marks = {"^": beyond[beyond < last], "x": [last] if last < len(epochs) - 1 else []}
    for marker, places in marks.items():
        if len(places):  # the layout would take a line without points for one at the origin
            panel.plot(epochs[places], low[places], marker, color=look["color"], **MARK)


def _draw_eigenvalues(panel: Axes, cells: xr.Dataset, color: str, shown: int) -> None:
    """Draw the first eigenvalue of all seeds, the further ones of the shown seed, and count."""
    lowest = cells["leading_real"].sel(followed=0).min().item()
    margin = 0.25 * (1 - lowest)
    for seed in cells["seed"].values:
        first = cells["leading_real"].sel(seed=seed, order=1)
        _draw_below(panel, first, 1 + margin, of_seed(color, seed == shown))
    further = cells["leading_real"].sel(seed=shown).isel(order=slice(1, None))
    panel.plot(further["followed"], further, color=color, **FURTHER)
    style.guide(panel, 1, color=style.GREY, linestyle="--")
    panel.set_ylim(lowest - margin, 1 + margin)
    passed = int((cells["leading_real"].sel(order=1) > 1).any("followed").sum())
    diverged, total = int(cells["diverged"].sum()), cells.sizes["seed"]
    title = rf"$g = {cells['g'].item():g}$; $\lambda_1 > 1$ in {passed} of {total} seeds, "
    panel.set_title(f"{title}{diverged} diverged", fontsize="medium")


def _names(g_values: Sequence[float], shown: int) -> list[Line2D]:
    """Return a legend's entries: greys for the dark to light colours, and kinds of lines."""
    return [
        *style.strengths(g_values, style.greys(len(g_values))),
        style.line_of(r"further $\lambda$ of seed " + str(shown), **FURTHER),
        style.line_of("other seeds", **of_seed(style.GREY, shown=False)),
        style.line_of("beyond the axis", marker="^", **MARK),
        style.line_of("diverged", marker="x", **MARK),
    ]
