"""Fig. 3: the linear network learns to turn a constant input into a constant output."""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from ..linear.kinds import FLOW as FLOW_FILE
from ..linear.summary import SUMMARY
from ..linear.theory import beta
from . import style
from .curves import draw_mean, effective_time, third_order
from .selection import matching

READS = {"summary": SUMMARY, "flows": FLOW_FILE}
FLOW = {"color": "black", "linewidth": 0.5}
# Simulation and theory of the first two singular values
SIMULATED, PREDICTED = ("-", ":"), ("--", "-.")


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
    trial, learning = figure.subfigures(1, 2, width_ratios=[1, 2.2])
    inputs = _draw_trial(trial, summary, options)
    panels = learning.subplots(2, len(targets), squeeze=False)
    for (losses, values), target in zip(panels.T, targets, strict=True):
        losses.set_title(rf"$\hat{{z}} = {target['zhat']}$")
        for g, color in zip(options["g"], target["colors"], strict=True):
            at = {"zhat": target["zhat"], "g": g}
            _draw_simulation(losses, values, summary.sel(at), color)
            _draw_theory(losses, values, at, target["learning_time"], color)
            _draw_flow(losses, values, matching(flows, **at), g)
        _frame(losses, values, summary.sel(zhat=target["zhat"], g=options["g"]), target)
        handles = style.strengths(options["g"], target["colors"])
        losses.legend(handles=handles, loc="upper right", borderpad=0, labelspacing=0.2)
    panels[0, 0].set_ylabel("Loss")
    panels[1, 0].set_ylabel(r"SV($\Delta W$)")
    style.letter([inputs, *panels.flat])
    _name_lines(learning)
    return figure


def _draw_trial(part: SubFigure, summary: xr.Dataset, options: Mapping) -> Axes:
    """Draw input, outputs after training (mean over seeds), targets; return the first panel."""
    inputs, outputs = part.subplots(2, 1, sharex=True, height_ratios=[1, 1.6])
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


def _draw_simulation(losses: Axes, values: Axes, cell: xr.Dataset, color: str) -> None:
    """Draw the simulations of one zhat and g; one that diverged up to its end, with a cross."""
    tt = effective_time(cell)
    draw_mean(losses, tt, cell["loss"], color=color)
    for value, line in zip((1, 2), SIMULATED, strict=True):
        draw_mean(values, tt, cell["leading"].sel(value=value), color=color, linestyle=line)
    for seed in cell["seed"].values[cell["diverged"].values > 0]:
        one = cell.sel(seed=seed)
        end = max(int(one["loss"].notnull().sum()) - 1, 0)
        thin = {"color": color, "linewidth": 0.6, "marker": "x", "markevery": [end]}
        losses.plot(tt, one["loss"], **thin)
        values.plot(tt, one["leading"].sel(value=1), **thin)


def _draw_theory(losses: Axes, values: Axes, at: Mapping, longest: float, color: str) -> None:
    """Draw the third order (Eq. 14 and 15) up to an effective learning time."""
    tt, theory = third_order(at["zhat"], at["g"], longest)
    losses.plot(tt, theory["loss"], color=color, linestyle="--")
    for name, line in zip(("s1", "s2"), PREDICTED, strict=True):
        values.plot(tt, theory[name], color=color, linestyle=line)


def _draw_flow(losses: Axes, values: Axes, flows: Sequence[xr.Dataset], g: float) -> None:
    """Draw the gradient flow from the same weights as the simulations, mean over seeds."""
    tt = beta(g) ** 2 * flows[0]["tau"].values
    loss = np.mean([(f["zhat"] - f["readout"]) ** 2 / 2 for f in flows], axis=0)
    losses.plot(tt, loss, **FLOW)
    values.plot(tt, np.mean([f["singular_values"] for f in flows], axis=0), **FLOW)


def _frame(losses: Axes, values: Axes, cells: xr.Dataset, target: Mapping) -> None:
    """Set limits: to what the simulations reach, as a prediction that is not held rises on."""
    start = max(target["zhat"] ** 2 / 2, cells["loss"].sel(epoch=0).max().item())
    diverged = cells["diverged"] > 0
    highest = cells["leading"].where(~diverged, 0).max().item() or target["zhat"]
    losses.set(ylim=(-0.04 * start, 1.2 * start))
    style.guide(losses)
    values.set(
        ylim=(-0.04 * highest, 1.3 * highest), xlabel=r"Effective learning time $\beta^2\tau$"
    )
    for panel in (losses, values):
        panel.set_xlim(0, target["learning_time"])
    losses.tick_params(labelbottom=False)
    if diverged.any():
        text = f"{diverged.sum().item()} diverged"
        losses.annotate(text, (0.98, 0.4), xycoords="axes fraction", ha="right")


def _name_lines(part: SubFigure) -> None:
    """Name the kinds of lines above the panels."""
    handles = [
        style.line_of("simulation: loss, $s_1$", linestyle=SIMULATED[0]),
        style.line_of("$s_2$", linestyle=SIMULATED[1]),
        style.line_of("theory: loss, $s_1$", linestyle=PREDICTED[0]),
        style.line_of("$s_2$ ", linestyle=PREDICTED[1]),
        style.line_of("gradient flow", **FLOW),
    ]
    style.name_above(part, handles, handlelength=2)
