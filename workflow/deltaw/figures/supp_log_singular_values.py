"""Supplement: the singular values of Fig. 3 on a logarithmic axis."""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..linear.summary import SUMMARY
from . import style
from .curves import draw_mean, effective_time, name_ends, third_order

READS = {"summary": SUMMARY}
THEORY = {"linestyle": "--", "linewidth": 0.8}


@style.styled
def draw(summary: xr.Dataset, options: Mapping) -> Figure:
    """Draw the loss, and below it all followed singular values of ΔW, one row for each g.

    Parameters
    ----------
    summary : xarray.Dataset
        Of kind "linear_summary".
    options : mapping
        ``g`` and ``targets`` of Fig. 3, and the ``size``.
    """
    targets = list(options["targets"].values())
    shown = summary.sel(zhat=[target["zhat"] for target in targets], g=options["g"])
    figure = style.new_figure(options["size"], len(targets))
    panels = figure.subplots(1 + len(options["g"]), len(targets), squeeze=False)
    _set_limits(panels[1:], shown["leading"])
    for column, target in zip(panels.T, targets, strict=True):
        cells = shown.sel(zhat=target["zhat"])
        _frame_losses(column[0], cells, options["g"], target)
        for g, color, values in zip(options["g"], target["colors"], column[1:], strict=True):
            _draw_network(column[0], values, cells.sel(g=g), target["learning_time"], color)
            values.set_title(f"$g = {g}$", fontsize="medium")
        for panel in column:
            panel.set_xlim(0, target["learning_time"])
            panel.tick_params(labelbottom=panel is column[-1])
        column[-1].set_xlabel("Effective learning time")
    panels[0, 0].set_ylabel("Loss")
    for panel in panels[1:, 0]:
        panel.set_ylabel(r"SV($\Delta W$)")
    figure.align_ylabels(panels[:, 0])
    style.letter(panels.flat)
    theory = style.line_of("theory, third order (Eq. 14, 15)", **THEORY)
    style.name_above(figure, [style.line_of("simulation"), theory], handlelength=2)
    return figure


def _frame_losses(
    panel: Axes, cells: xr.Dataset, g_values: Sequence[float], target: Mapping
) -> None:
    """Set title, limits and legend of a panel of losses."""
    start = cells["loss"].sel(epoch=0).max().item()
    panel.set(title=rf"$\hat{{z}} = {target['zhat']}$", ylim=(-0.05 * start, 1.1 * start))
    panel.legend(
        handles=style.strengths(g_values, target["colors"]), loc="upper right", borderpad=0
    )
    style.guide(panel)
    style.count_failures(panel, cells)


def _set_limits(panels: np.ndarray, leading: xr.DataArray) -> None:
    """Let all panels show all singular values, over one range."""
    positive = leading.where(leading > 0)
    for panel in panels.flat:
        panel.set_yscale("log")
        if positive.notnull().any():
            panel.set_ylim(positive.min().item() / 3, 5 * positive.max().item())


def _draw_network(losses: Axes, values: Axes, cell: xr.Dataset, longest: float, color: str) -> None:
    """Draw simulation and theory (Eq. 14, 15) of one zhat and g up to a learning time."""
    g, tt = cell["g"].item(), effective_time(cell)
    tt, cell = tt[tt <= longest], cell.isel(epoch=tt <= longest)
    draw_mean(losses, tt, cell["loss"], color=color)
    theory_tt, theory = third_order(cell["zhat"].item(), g, longest)
    losses.plot(theory_tt, theory["loss"], color=color, **THEORY)
    # Before learning there is no logarithm.
    _draw_values(values, tt[1:], cell["leading"][:, 1:].dropna("seed"), color)
    for name in ("s1", "s2"):
        values.plot(theory_tt[1:], theory[name][1:], color="black", **THEORY)


def _draw_values(panel: Axes, tt: np.ndarray, leading: xr.DataArray, color: str) -> None:
    """Draw and name all followed singular values; or say that no network has them all."""
    if not leading.size:
        panel.annotate("all diverged", (0.5, 0.5), xycoords="axes fraction", ha="center")
        return
    for value in leading["value"].values:
        draw_mean(panel, tt, leading.sel(value=value), color=color)
    ends = np.exp(np.log(leading.isel(epoch=-1)).mean("seed")).values
    name_ends(panel, ends, "s", color)
