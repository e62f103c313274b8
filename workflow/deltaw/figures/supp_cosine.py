"""Supplement: linear networks that learn to oscillate without input."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..linear.summary import COSINE_SUMMARY
from ..linear.theory import oscillating_eigenvalue
from . import style
from .curves import of_seed

READS = {"summary": COSINE_SUMMARY}
TARGET = {"color": style.GREY, "linestyle": "--"}


@style.styled
def draw(summary: xr.Dataset, options: Mapping) -> Figure:
    """Draw outputs after training; loss and the fastest eigenvalue of W over epochs.

    Parameters
    ----------
    summary : xarray.Dataset
        Of kind "cosine_summary".
    options : mapping
        ``figures.supp_cosine`` of the config, and ``dt`` and ``trial`` of the experiment.
    """
    figure = style.new_figure(options["size"])
    panels = figure.subplot_mosaic("ab;ac;ad", width_ratios=[1, 1.25])
    outputs, *learning = panels.values()
    for g, color in zip(summary["g"].values, options["colors"], strict=True):
        for seed in summary["seed"].values:
            look = of_seed(color, seed == options["seed"])
            _draw_learning(learning, summary.sel(g=g, seed=seed), look)
        one = summary.sel(g=g, seed=options["seed"])
        outputs.plot(one["time"], one["outputs"], color=color)
    _frame_outputs(outputs, summary, options["trial"]["penalised"])
    _frame_learning(learning, options)
    learning[-1].set_xlim(0, summary["epoch"].max())
    figure.align_ylabels(learning)
    _name_lines(figure, summary, options["colors"])
    style.letter(panels.values())
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
    panel.plot(time, targets, linewidth=0.9, **TARGET)
    panel.axvspan(0, penalised, color="0.93", zorder=-1, linewidth=0)
    style.guide(panel)
    panel.set(xlabel="Trial time $t$", ylabel="Output $z$", xlim=(0, time[-1]))
    # What grows on after the penalised time may leave the panel.
    top = np.clip(1.1 * np.nan_to_num(abs(summary["outputs"])).max(), 1.2, 2)
    panel.set_ylim(-top, top)
    panel.locator_params(axis="x", nbins=4)
    style.count_failures(panel, summary)


def _frame_learning(panels: list[Axes], options: Mapping) -> None:
    """Set labels, and draw the eigenvalue of a lasting oscillation with the target's period."""
    goal = oscillating_eigenvalue(options["dt"], options["trial"]["period"])
    losses, imaginary, real = panels
    losses.set(ylabel="Loss / $L_0$", ylim=(-0.04, 1.15))
    style.guide(losses)
    imaginary.set_ylabel(r"Im $\lambda(W)$")
    real.set(ylabel=r"Re $\lambda(W)$", xlabel="Epoch")
    for panel in (losses, imaginary):
        panel.sharex(real)
        panel.tick_params(labelbottom=False)
    for panel, height in ((imaginary, goal.imag), (real, goal.real)):
        style.guide(panel, height, **TARGET)


def _name_lines(figure: Figure, summary: xr.Dataset, colors: list[str]) -> None:
    """Name colours and kinds of lines above the panels."""
    handles = [
        *style.strengths(summary["g"].values, colors),
        style.line_of(r"target $\hat{z}$ and its $\lambda$", linewidth=0.9, **TARGET),
        style.line_of(r"$\lambda$ with largest Im"),
        style.line_of(r"$\lambda$ with largest Re", linestyle=":"),
    ]
    style.name_above(figure, handles)
