"""The claims on what W0 does to ΔW in the nonlinear networks (Sections 1 and 2, Fig. 2b, c)."""

import numpy as np
from scipy.stats import spearmanr

from ..numerals import number, spread
from .measures import (
    SOLVED,
    TASKS,
    at_g,
    at_least,
    at_most,
    below,
    counted,
    left_out,
    solved_at,
    solved_sweep,
)
from .registry import NotEvaluated, claim

DOMINATED = 0.5


@claim(
    "the changes of connectivity are small compared to the initial connectivity",
    "Section 1",
    f"at each g > 0: mean ‖dW‖ below {DOMINATED:g} sqrt(N) g",
    "a quarter of the squared norm; the norm of W0 is sqrt(N) g but for 1 / (sqrt(2) N)",
    section=1,
    panels="fig2b",
    legible=True,
    known=True,
)
def small_changes(evidence):
    """Compare Fig. 2b with the norm of W0."""
    parts = []
    for task in TASKS:
        summary = evidence.task(task)
        kept, caveats = solved_sweep(at_g(summary, lambda g: g > 0), with_zero=False)
        norm = kept["dw_norm"].mean("seed")
        ratio = (norm / (np.sqrt(summary["N"].item()) * norm["g"])).values
        ends = [f"{number(ratio[k])} at g = {norm['g'][k].item():g}" for k in (0, -1)]
        name = f"{task}: ‖dW‖ / (sqrt(N) g)"
        parts += [below(name, ratio, DOMINATED, ", ".join(ends)), *caveats]
    return parts


@claim(
    "for increasing g, W is dominated by W0, since ‖W0‖ = sqrt(N) g",
    "Section 2, text",
    "for every network with g > 0: ‖W0‖ within 5 standard deviations, 5 / (sqrt(2) N), of "
    f"sqrt(N) g, and ‖dW‖ below {DOMINATED:g} ‖W0‖",
    "the norm of N^2 normal entries has a relative deviation of 1 / (sqrt(2) N); W is dominated "
    "by W0 if the change is less than half of it",
    section=2,
)
def w0_norm(evidence):
    """Check the norm of W0 and its share in W."""
    parts = []
    for task in TASKS:
        summary = evidence.task(task)
        n = summary["N"].item()
        w0, dw, g = (a.values for a in _broadcast(summary))
        kept = (g > 0) & np.isfinite(w0)
        if not kept.any():
            raise NotEvaluated(f"{task}: no network with g > 0")
        w0, dw, g = w0[kept], dw[kept], g[kept]
        off, allowed = np.abs(w0 / (np.sqrt(n) * g) - 1), 5 / (np.sqrt(2) * n)
        text = f"{number(100 * off.max(), 2)} % of 1"
        parts.append(at_most(f"{task}: ‖W0‖ / (sqrt(N) g) within", off, allowed, text))
        low, high = (spread((dw / w0)[g == edge]) for edge in (g.min(), g.max()))
        text = f"{low} at g = {g.min():g}, {high} at {g.max():g}"
        meets = dw < DOMINATED * w0
        parts.append(counted(f"{task}: ‖dW‖ / ‖W0‖", dw / w0, meets, DOMINATED, text))
        parts += left_out(f"{task}, diverged", summary["diverged"].values == 0)
    return parts


def _broadcast(summary):
    names = ("w0_norm", "dw_norm")
    w0, dw = (summary[name].transpose("g", "seed") for name in names)
    return w0, dw, summary["g"].broadcast_like(w0)


FALLS = -0.5


@claim(
    "‖dW‖ falls with g",
    "Fig. 2b",
    f"mean ‖dW‖ at the largest g below that at g = 0, and a rank correlation of ‖dW‖ and g over "
    f"networks of at most {FALLS:g}",
    "a fall that is more than the scatter of seeds",
    section=2,
    panels="fig2b",
    legible=True,
)
def dw_norm_falls(evidence):
    """Check Fig. 2b."""
    parts = []
    for task in TASKS:
        kept, caveats = solved_sweep(evidence.task(task))
        norm = kept["dw_norm"].transpose("g", "seed")
        g = norm["g"].broadcast_like(norm)
        there = np.isfinite(norm.values)
        rho = spearmanr(g.values[there], norm.values[there]).statistic
        first, last = norm.isel(g=0), norm.isel(g=-1)
        text = f"{rho:.2f} ({spread(first)} at g = 0, {spread(last)} at g = {last['g'].item():g})"
        falls = bool(last.mean() < first.mean() and rho <= FALLS)
        parts.append(counted(f"{task}: rank correlation", rho, falls, FALLS, text))
        parts += caveats
    return parts


NOT_WEAK, DESTROYED = 0.6, 5 * SOLVED


def _shuffled(evidence, task: str, least: float):
    """Return the loss after shuffling over the initial one (g, seed) from a g on, and caveats."""
    sweep = at_g(evidence.task(task), lambda g: g >= least - 1e-9)
    kept, caveats = solved_sweep(sweep, with_zero=False)
    loss = kept["shuffle_loss"].mean("shuffle") / kept["initial_loss"]
    return loss.transpose("g", "seed"), caveats


@claim(
    "shuffling W0 strongly degrades performance, except for very weak g",
    "Fig. 2c",
    f"at each g from {NOT_WEAK:g}: mean loss after shuffling at least {DESTROYED:.0%} of the "
    "initial",
    "five times the mark of a solved task; in the linear theory, g^4 (2 - g^2)^2, g = 0.6 is "
    "where shuffling costs as much",
    section=2,
    panels="fig2c",
    legible=True,
)
def shuffle_hurts(evidence):
    """Check Fig. 2c."""
    parts = []
    for task in TASKS:
        loss, caveats = _shuffled(evidence, task, NOT_WEAK)
        means = loss.mean("seed")
        least = loss.isel(g=means.argmin("g").item())
        text = f"{spread(least)} of the initial loss or more (g = {least['g'].item():g})"
        parts += [at_least(f"{task}:", means.values, DESTROYED, text), *caveats]
    return parts


VERY_WEAK, KEPT = 0.3, 0.5


@claim(
    "shuffling W0 degrades the performance little where W0 is very weak",
    "Section 2; Fig. 2c",
    f"at g = {VERY_WEAK:g}: mean loss after shuffling below {KEPT:.0%} of the initial",
    "the weakest W0 of Fig. 2; less than half of what was learnt is lost",
    section=2,
    panels="fig2c",
    at={"g": VERY_WEAK},
    legible=True,
    known=True,
)
def weak_w0_spared(evidence):
    """Check the left end of Fig. 2c."""
    parts = []
    for task in TASKS:
        cell, caveats = solved_at(evidence.task(task), VERY_WEAK)
        values = (cell["shuffle_loss"].mean("shuffle") / cell["initial_loss"]).values
        parts += [below(f"{task}:", values.mean(), KEPT, spread(values)), *caveats]
    return parts
