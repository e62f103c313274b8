"""Fig. 3: the linear network learns to turn a constant input into a constant output."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import SubplotSpec

from ..linear.kinds import FLOW
from ..linear.summary import SUMMARY
from ..linear.theory import beta
from . import style
from .curves import draw_mean, effective_time, third_order
from .selection import matching

READS = {"summary": SUMMARY, "flows": FLOW}
SIMULATION = {"linewidth": 2.6, "alpha": 0.4}
THEORY = {"linewidth": 1, "linestyle": (0, (3.5, 1.5))}
# Dots, some of the axes' diagonal apart: a line would hide the simulation.
DOTS = {"color": "0.1", "linestyle": "none", "marker": "o", "markersize": 1.6, "markevery": 0.08}
INSET = (0.08, 0.62, 0.36, 0.36)  # left, bottom, width, height as parts of the panel
ABOVE = 1.7  # top of the panel over the highest s1: room for the inset
ABOVE_SECOND = 2  # top of the inset over the highest s2: theory lies above the simulation


class Panels(NamedTuple):
    """What is drawn of the networks with one target: loss, singular values, s2 once more."""

    losses: Axes
    values: Axes
    inset: Axes


@style.styled
def draw(summary: xr.Dataset, flows: Sequence[xr.Dataset], options: Mapping) -> Figure:
    """Draw Fig. 3.

    Parameters
    ----------
    summary : xarray.Dataset
        Of kind "linear_summary".
    flows : sequence of xarray.Dataset
        Of kind "linear_flow": every seed of each g and zhat that is shown.
    options : mapping
        ``figures.fig3`` of the config.
    """
    targets = list(options["targets"].values())
    figure = style.new_figure(options["size"])
    left, right = figure.add_gridspec(1, 2, width_ratios=[1, 2.2])
    inputs = _draw_trial(left, summary, options)
    rows = right.subgridspec(2, len(targets), height_ratios=[1, 1.3]).subplots(squeeze=False)
    for (losses, values), target in zip(rows.T, targets, strict=True):
        panels = Panels(losses, values, values.inset_axes(INSET))
        for g, color in zip(options["g"], target["colors"], strict=True):
            at = {"zhat": target["zhat"], "g": g}
            _draw_simulation(panels, summary.sel(at), color)
            _draw_theory(panels, at, target["learning_time"], color)
            _draw_flow(panels, matching(flows, **at), g)
        _frame(panels, summary.sel(zhat=target["zhat"], g=options["g"]), target)
        handles = style.strengths(options["g"], target["colors"])
        losses.legend(handles=handles, loc="upper right", borderpad=0, labelspacing=0.2)
    rows[0, 0].set_ylabel("Loss")
    rows[1, 0].set_ylabel(r"SV($\Delta W$)")
    figure.align_ylabels(rows[:, 0])
    style.letter([inputs, *rows.flat])
    lines = {"simulation": SIMULATION, "theory, third order": THEORY, "gradient flow": DOTS}
    handles = [style.line_of(name, **look) for name, look in lines.items()]
    style.name_above(figure, handles, handlelength=2)
    return figure


def _draw_trial(place: SubplotSpec, summary: xr.Dataset, options: Mapping) -> Axes:
    """Draw input, outputs after training (mean over seeds), targets; return the first panel."""
    inputs, outputs = place.subgridspec(2, 1, height_ratios=[1, 1.6]).subplots(sharex=True)
    time = summary["time"][0, 0, 0]
    inputs.plot(time, summary["inputs"][0, 0, 0], color="black")
    inputs.set(title="Trained networks", ylabel="Input $u$", ylim=(-0.1, 1.15))
    for target in options["targets"].values():
        goal = target["zhat"]
        for g, color in zip(options["g"], target["colors"], strict=True):
            cell = summary.sel(zhat=goal, g=g)
            draw_mean(outputs, time, cell["outputs"].where(cell["diverged"] == 0), color=color)
        end, above = (time[-1], goal), {"xytext": (0, 4), "textcoords": "offset points"}
        outputs.plot(*end, "o", color=target["colors"][0], markersize=4, clip_on=False)
        outputs.annotate(rf"$\hat{{z}} = {goal}$", end, **above, ha="right")
    goals = [target["zhat"] for target in options["targets"].values()]
    outputs.set(xlabel="Trial time $t$", ylabel="Output $z$", ylim=(-0.05, 1.25 * max(goals)))
    return inputs


def _draw_simulation(panels: Panels, cell: xr.Dataset, color: str) -> None:
    """Draw the simulations of one zhat and g; one that diverged up to its end, with a cross."""
    tt, (s1, s2) = effective_time(cell), (cell["leading"].sel(value=k) for k in (1, 2))
    for panel, values in _placed(panels, cell["loss"], s1, s2):
        draw_mean(panel, tt, values, color=color, **SIMULATION)
    for seed in cell["seed"].values[cell["diverged"].values > 0]:
        one = cell.sel(seed=seed)
        end = max(int(one["loss"].notnull().sum()) - 1, 0)
        thin = {"color": color, "linewidth": 0.6, "marker": "x", "markevery": [end]}
        panels.losses.plot(tt, one["loss"], **thin)
        panels.values.plot(tt, s1.sel(seed=seed), **thin)


def _placed(panels: Panels, loss, s1, s2) -> list[tuple]:
    """Return panels and the curves that they show."""
    return [
        (panels.losses, loss),
        (panels.values, s1),
        (panels.values, s2),
        (panels.inset, s2),
    ]


def _draw_theory(panels: Panels, at: Mapping, longest: float, color: str) -> None:
    """Draw the third order (Eq. 14 and 15) up to an effective learning time."""
    tt, theory = third_order(at["zhat"], at["g"], longest)
    for panel, values in _placed(panels, theory["loss"], theory["s1"], theory["s2"]):
        panel.plot(tt, values, color=color, **THEORY)


def _draw_flow(panels: Panels, flows: Sequence[xr.Dataset], g: float) -> None:
    """Draw the gradient flow from the same weights as the simulations, mean over seeds."""
    tt = beta(g) ** 2 * flows[0]["tau"].values
    loss = np.mean([(f["zhat"] - f["readout"]) ** 2 / 2 for f in flows], axis=0)
    singular_values = np.mean([f["singular_values"] for f in flows], axis=0)
    for panel, values in _placed(panels, loss, *singular_values.T[:2]):
        panel.plot(tt, values, **DOTS)


def _frame(panels: Panels, cells: xr.Dataset, target: Mapping) -> None:
    """Set limits: to what the simulations reach, as a prediction that is not held rises on."""
    losses, values, inset = panels
    start = max(target["zhat"] ** 2 / 2, cells["loss"].sel(epoch=0).max().item())
    leading = cells["leading"].where(cells["diverged"] == 0, 0)
    first, second = (leading.sel(value=k).max().item() or target["zhat"] for k in (1, 2))
    losses.set(title=rf"$\hat{{z}} = {target['zhat']}$", ylim=(-0.04 * start, 1.2 * start))
    values.set(ylim=(-0.04 * first, ABOVE * first), xlabel="Effective learning time")
    inset.set(ylim=(0, ABOVE_SECOND * second), xticks=[])
    inset.yaxis.tick_right()  # on its left stand the panel's own
    inset.spines["right"].set_visible(True)
    inset.spines["left"].set_visible(False)
    inset.text(0.06, 0.72, "$s_2$", transform=inset.transAxes)
    for panel in panels:
        panel.set_xlim(0, target["learning_time"])
    losses.tick_params(labelbottom=False)
    style.guide(losses)
    style.count_failures(losses, cells)
