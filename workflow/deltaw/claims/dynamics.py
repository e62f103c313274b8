"""The claims on what networks do: chaos, amplification, linearisation (Sections 2 and 5)."""

import numpy as np
import xarray as xr

from ..numerals import number
from .initial_connectivity import NOT_WEAK
from .linear import finished, targets
from .measures import (
    SOLVED,
    TASKS,
    at_least,
    at_most,
    choose,
    counted,
    epochs_to_converge,
    solved_at,
    solved_sweep,
)
from .networks import SLOWER
from .registry import Evidence, NotEvaluated, Part, claim

CHAOTIC = 0.01


@claim(
    "for very large g the networks turn chaotic, and the convergence time increases again",
    "Section 2; Fig. 2a",
    f"largest Lyapunov exponent of W0's activity without input, median over seeds: above "
    f"{CHAOTIC:g} per time constant at each g beyond the fastest at which the median epoch is at "
    f"least {SLOWER:g} times as large again, below it at each g < 1; the first g above it at most "
    "one step of the sweep from the fastest",
    f"at {CHAOTIC:g} a difference grows by e in 100 time constants, twice the longest trial; below "
    "g = 1 a large network without input comes to rest (Sompolinsky et al. 1988, the paper's "
    "[31]); the sentence names both changes as one",
    section=2,
    known=True,
)
def chaotic_at_large_g(evidence):
    """Compare the g at which activity turns chaotic with the g at which learning slows."""
    parts = []
    for task in TASKS:
        exponents = evidence.measured(task)["lyapunov_w0"].median("seed").sortby("g")
        epochs = epochs_to_converge(evidence.task(task)).median("seed").sortby("g")
        if np.isinf(epochs).all():
            raise NotEvaluated(f"{task}: at no g do most seeds converge")
        g, fastest = epochs["g"].values, int(epochs.argmin("g"))
        exponents = choose_all(exponents, g)
        slow = (np.arange(len(g)) > fastest) & (epochs.values >= SLOWER * epochs.values[fastest])
        parts += [
            _chaotic(task, g[slow], exponents[slow]),
            at_most(f"{task}: exponent at g < 1", exponents[g < 1], CHAOTIC),
            _together(task, g, exponents > CHAOTIC, fastest),
        ]
    return parts


def choose_all(values: xr.DataArray, g: np.ndarray) -> np.ndarray:
    """Return the values at each of these g."""
    return np.array([choose(values, g=at).item() for at in g])


def _chaotic(task: str, g: np.ndarray, exponents: np.ndarray) -> Part:
    name = f"{task}: exponent where learning is slower again"
    if not g.size:
        return Part(name, "at no g", 0)
    text = f"{number(exponents.min(), 2)} or more (g = {', '.join(f'{at:g}' for at in g)})"
    return counted(name, exponents, exponents > CHAOTIC, CHAOTIC, text)


def _together(task: str, g: np.ndarray, chaotic: np.ndarray, fastest: int) -> Part:
    name = f"{task}: first chaotic"
    if not chaotic.any():
        return Part(name, f"at no g, fastest at g = {g[fastest]:g}", 0)
    first = int(chaotic.argmax())
    text = f"at g = {g[first]:g}, fastest at g = {g[fastest]:g}"
    return Part(name, text, int(abs(first - fastest) <= 1), 1, g[first], g[fastest])


def _joined(evidence: Evidence, task: str) -> xr.Dataset:
    """Return the summary of a task with what was measured of its networks."""
    measured = evidence.measured(task).drop_vars("diverged", errors="ignore")
    return xr.merge([evidence.task(task), measured], join="inner", compat="override")


HALF = 0.5


@claim(
    "W0 amplifies the effect of dW",
    "Section 2",
    f"at each g from {NOT_WEAK:g}: root mean square of the penalised outputs with dW alone, over "
    f"that with W0 + dW, mean over seeds, at most {HALF:g}",
    "an output of half the target leaves a quarter of the loss, the limit for shuffled W0; weaker "
    "W0 is spared there, too",
    section=2,
)
def amplified(evidence):
    """Compare the outputs without and with W0."""
    parts = []
    for task in TASKS:
        kept, caveats = solved_sweep(_joined(evidence, task), with_zero=False)
        ratio = kept["alone_output"].mean("seed")
        ratio = ratio.isel(g=np.flatnonzero(ratio["g"] >= NOT_WEAK - 1e-9))
        if not ratio.size:
            raise NotEvaluated(f"{task}: most seeds solve it at no g from {NOT_WEAK:g}")
        most = ratio.isel(g=ratio.argmax("g").item())
        text = f"{number(most.item(), 2)} or less (g = {most['g'].item():g})"
        parts += [at_most(f"{task}:", ratio.values, HALF, text), *caveats]
    return parts


SHOWN = (0, 0.9)  # the g of Fig. 1


@claim(
    "vanishing changes may alter the dynamics; near an eigenvalue of 1 the network function cannot "
    "be linearised around the initial weights",
    "Section 5",
    f"nonlinear tasks, g = 0 and 0.9: loss of the outputs linearised in the changes of W, M and V "
    f"at least {SOLVED:.0%} of the initial in each network that solves its task; linear network, "
    f"largest target, each g, mean over seeds: loss of z0 + w^T B dW B m at least {SOLVED:.0%} of "
    "zhat^2/2",
    "5 % is the paper's mark of a solved task: linearised, a trained network would not count as "
    "one",
    section=5,
)
def beyond_linearisation(evidence):
    """Check losses of linearised outputs."""
    parts = []
    for task in TASKS:
        joined = _joined(evidence, task)
        for g in SHOWN:
            cell, caveats = solved_at(joined, g)
            left = 100 * (cell["linearised_loss"] / cell["initial_loss"]).values
            name = f"{task} at g = {g}, % of the initial:"
            parts += [at_least(name, left, 100 * SOLVED), *caveats]
    return [*parts, *_linearised_readouts(evidence.part("linear"))]


def _linearised_readouts(summary: xr.Dataset) -> list[Part]:
    """Return the same of the linear network: its readout is a number."""
    zhat, losses, parts = max(targets(summary)), [], []
    if summary["along_w0"].isnull().all():
        raise NotEvaluated("the run has no directions of dW")
    for g in summary["g"].values:
        cell, caveats = finished(summary, zhat, g)
        # The gradient of z at W0 is B^T w m^T B^T, of norm sqrt(beta_w beta_m).
        slope = np.sqrt(cell["beta_w"] * cell["beta_m"]) * cell["along_w0"]
        z = choose(cell["readout"], epoch=0) + slope * cell["dw_norm"]
        losses.append(float(((1 - z / zhat) ** 2).mean()))
        parts += caveats
    text = f"{number(100 * min(losses), 2)} to {number(100 * max(losses), 2)}"
    losses = 100 * np.array(losses)
    return [at_least(f"zhat = {zhat:g}, % of zhat^2/2:", losses, 100 * SOLVED, text), *parts]
