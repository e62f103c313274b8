"""Supplement: linear networks that learn to oscillate without input."""

from collections.abc import Mapping

import matplotlib as mpl
import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ..linear.summary import COSINE_SUMMARY
from ..linear.theory import oscillating_eigenvalue
from . import style

READS = {"summary": COSINE_SUMMARY}
FAINT = {"alpha": 0.35, "linewidth": 0.5}
GREY = {"color": "0.35", "linestyle": "--"}


def draw(summary: xr.Dataset, options: Mapping) -> Figure:
    """Draw outputs after training; loss and the fastest eigenvalue of W over epochs.

    Parameters
    ----------
    summary : xarray.Dataset
        Of kind "cosine_summary".
    options : mapping
        ``figures.supp_cosine`` of the config, and ``dt`` and ``trial`` of the experiment.
    """
    with mpl.rc_context(style.STYLE):
        figure = style.new_figure(options["size"])
        panels = figure.subplot_mosaic("ab;ac;ad", width_ratios=[1, 1.25])
        outputs, *learning = panels.values()
        for g, color in zip(summary["g"].values, options["colors"], strict=True):
            for seed in summary["seed"].values:
                look = {"color": color} | ({} if seed == options["seed"] else FAINT)
                _draw_learning(learning, summary.sel(g=g, seed=seed), look)
            one = summary.sel(g=g, seed=options["seed"])
            outputs.plot(one["time"], one["outputs"], color=color)
        _frame_outputs(outputs, summary, options["trial"]["penalised"])
        _frame_learning(learning, options)
        _name_lines(figure, summary, options["colors"])
        for letter, panel in panels.items():
            style.label_panel(panel, letter)
    return figure


def _draw_learning(panels: list[Axes], cell: xr.Dataset, look: Mapping) -> None:
    """Draw loss and eigenvalues of one network."""
    losses, imaginary, real = panels
    losses.plot(cell["epoch"], cell["loss"] / cell["loss"].sel(epoch=0), **look)
    imaginary.plot(cell["followed"], cell["fastest_imag"], **look)
    real.plot(cell["followed"], cell["fastest_real"], **look)
    real.plot(cell["followed"], cell["leading_real"].sel(order=1), **look | {"linestyle": ":"})


def _frame_outputs(panel: Axes, summary: xr.Dataset, penalised: float) -> None:
    """Draw the target, and shade the time in which the output is penalised."""
    time, targets = (summary[name][0, 0].values for name in ("time", "targets"))
    panel.plot(time, targets, linewidth=0.9, **GREY)
    panel.axvspan(0, penalised, color="0.93", zorder=-1, linewidth=0)
    panel.axhline(0, color="0.8", linewidth=0.5, zorder=0)
    panel.set(xlabel="Trial time $t$", ylabel="Output $z$", xlim=(0, time[-1]))
    # What grows on after the penalised time may leave the panel.
    top = np.clip(1.1 * np.nan_to_num(abs(summary["outputs"])).max(), 1.2, 2)
    panel.set_ylim(-top, top)
    panel.locator_params(axis="x", nbins=4)
    diverged = int(summary["diverged"].sum())
    if diverged:
        panel.set_title(f"{diverged} of {summary['diverged'].size} networks diverged")


def _frame_learning(panels: list[Axes], options: Mapping) -> None:
    """Set labels, and draw the eigenvalue of a lasting oscillation with the target's period."""
    goal = oscillating_eigenvalue(options["dt"], options["trial"]["period"])
    losses, imaginary, real = panels
    losses.set(ylabel=r"Loss / $L_0$", ylim=(-0.04, 1.15))
    losses.axhline(0, color="0.8", linewidth=0.5, zorder=0)
    imaginary.set_ylabel(r"$\Im\,\lambda(W)$")
    real.set(ylabel=r"$\Re\,\lambda(W)$", xlabel="Epoch")
    for panel in (losses, imaginary):
        panel.sharex(real)
        panel.tick_params(labelbottom=False)
    for panel, height in ((imaginary, goal.imag), (real, goal.real)):
        panel.axhline(height, linewidth=0.6, zorder=0, **GREY)


def _name_lines(figure: Figure, summary: xr.Dataset, colors: list[str]) -> None:
    handles = [
        Line2D([], [], color=color, label=rf"$g = {g:g}$")
        for g, color in zip(summary["g"].values, colors, strict=True)
    ]
    handles += [
        Line2D([], [], linewidth=0.9, label=r"target $\hat{z}$ and its $\lambda$", **GREY),
        Line2D([], [], color="0.35", label=r"$\lambda$ with largest $\Im$"),
        Line2D([], [], color="0.35", linestyle=":", label=r"$\lambda$ with largest $\Re$"),
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=len(handles))
