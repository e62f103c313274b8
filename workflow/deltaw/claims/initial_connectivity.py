"""The claims on what W0 does to ΔW in the nonlinear networks (Section 2, Fig. 2b-d)."""

import numpy as np
from scipy.stats import spearmanr

from .measures import (
    SOLVED,
    TASKS,
    functional_ranks,
    left_out,
    slope,
    solved_at,
    solved_sweep,
    spread,
)
from .registry import SUPPLEMENT, NotEvaluated, Part, claim

DOMINATED = 0.5


@claim(
    "‖W0‖ = sqrt(N) g, and W is dominated by W0",
    "Section 2, text",
    "for every network with g > 0: ‖W0‖ within 5 standard deviations, 5 / (sqrt(2) N), of "
    f"sqrt(N) g, and ‖dW‖ below {DOMINATED:g} ‖W0‖",
    "the norm of N^2 normal entries has a relative deviation of 1 / (sqrt(2) N); W is dominated "
    "by W0 if the change is less than half of it",
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
        off = np.abs(w0 / (np.sqrt(n) * g) - 1)
        text = f"{task}: ‖W0‖ / (sqrt(N) g) within {100 * off.max():.2g} % of 1"
        parts.append(Part(text, int((off <= 5 / (np.sqrt(2) * n)).sum()), off.size))
        low, high = (spread((dw / w0)[g == edge]) for edge in (g.min(), g.max()))
        text = f"‖dW‖ / ‖W0‖ {low} at g = {g.min():g}, {high} at {g.max():g}"
        parts.append(Part(text, int((dw < DOMINATED * w0).sum()), dw.size))
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
        text = (
            f"{task}: {spread(first)} at g = 0, {spread(last)} at g = {last['g'].item():g}, "
            f"rank correlation {rho:.2f}"
        )
        parts.append(Part(text, int(last.mean() < first.mean() and rho <= FALLS)))
        parts += caveats
    return parts


FLAT, SIZES, RANGE = 0.1, 3, 4
SHOWN = (0, 0.9, 1.8)  # the g of the supplement's figure


@claim(
    "‖dW‖ does not grow with N",
    "Section 2; supplement, network size",
    f"exponent of the mean ‖dW‖ in N at most {FLAT:g}, per task and g, over {SIZES} sizes or "
    f"more that span a factor of {RANGE}",
    "a fifth of the exponent 1/2 with which ‖W0‖ grows",
)
def dw_norm_size_free(evidence):
    """Check the supplement's figure of the network size."""
    parts = []
    for task in TASKS:
        sizes = evidence.sizes(task)
        if len(sizes) < SIZES or sizes[-1] < RANGE * sizes[0]:
            raise NotEvaluated(
                f"{task} was trained with N = {sizes}: needs {SIZES} sizes or more; {SUPPLEMENT}"
            )
        for g in SHOWN:
            solved = [solved_at(evidence.task(task, n), g) for n in sizes]
            cells = [cell for cell, _ in solved]
            norms = [cell["dw_norm"].mean().item() for cell in cells]
            exponent = slope(np.log(sizes), np.log(norms))
            text = (
                f"{task} at g = {g}: exponent {exponent:.2f} (‖dW‖ "
                f"{spread(cells[0]['dw_norm'])} at N = {sizes[0]}, "
                f"{spread(cells[-1]['dw_norm'])} at {sizes[-1]})"
            )
            parts.append(Part(text, int(exponent <= FLAT)))
            parts += [part for _, caveats in solved for part in caveats]
    return parts


NOT_WEAK, DESTROYED = 0.6, 5 * SOLVED


@claim(
    "shuffling W0 destroys the solution except for very weak g",
    "Fig. 2c",
    f"at each g from {NOT_WEAK:g}: mean loss after shuffling at least {DESTROYED:.0%} of the "
    "initial",
    "five times the mark of a solved task; in the linear theory, g^4 (2 - g^2)^2, g = 0.6 is "
    "where shuffling costs as much",
)
def shuffle_hurts(evidence):
    """Check Fig. 2c."""
    parts = []
    for task in TASKS:
        kept, caveats = solved_sweep(evidence.task(task), with_zero=False)
        loss = (kept["shuffle_loss"].mean("shuffle") / kept["initial_loss"]).transpose("g", "seed")
        loss = loss.isel(g=np.flatnonzero(loss["g"] >= NOT_WEAK - 1e-9))
        if not loss.size:
            raise NotEvaluated(f"{task}: most seeds solve it at no g from {NOT_WEAK:g}")
        means = loss.mean("seed")
        least = loss.isel(g=means.argmin("g").item())
        text = f"{task}: {spread(least)} of the initial loss or more (g = {least['g'].item():g})"
        parts.append(Part(text, int((means >= DESTROYED).sum()), means.size))
        parts += caveats
    return parts


LOWEST, HIGHEST, RISE = 2, 10, 1


@claim(
    "the functional rank is between 2 and 10 in all tasks; it rises with g for flip-flop, less "
    "so for the others",
    "Fig. 2d",
    f"mean over seeds from {LOWEST} to {HIGHEST} at each g; for flip-flop at the largest g at "
    f"least {RISE} above g = 0; a smaller slope over g in the other tasks",
    "the paper's numbers; a rank is a whole number, so 1 is the least rise",
)
def functional_rank(evidence):
    """Check Fig. 2d."""
    parts, slopes = [], {}
    for task in TASKS:
        kept, caveats = solved_sweep(evidence.task(task))
        ranks = functional_ranks(kept).transpose("g", "seed")
        means = ranks.mean("seed")
        within = (means >= LOWEST) & (means <= HIGHEST)
        ends = [f"{spread(ranks.isel(g=k))} at g = {kept['g'][k].item():g}" for k in (0, -1)]
        parts.append(Part(f"{task}: {', '.join(ends)}", int(within.sum()), within.size))
        parts += caveats
        slopes[task] = slope(means["g"], means) if np.isfinite(means).all() else np.inf
        if task == "flipflop":
            rise = means[-1].item() - means[0].item()
            parts.append(Part(f"a rise of {rise:.2g}", int(rise >= RISE)))
    less = [slopes[task] < slopes["flipflop"] for task in TASKS[1:]]
    text = ", ".join(f"{slope_:.2g} {task}" for task, slope_ in slopes.items())
    return [*parts, Part(f"slope over g: {text}", sum(less), len(less))]
