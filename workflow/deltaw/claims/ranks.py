"""The claims on the functional rank of ΔW in the nonlinear networks (Sections 2 and 5, Fig. 2d)."""

import numpy as np
import xarray as xr

from ..numerals import spread
from .measures import (
    TASKS,
    at_g,
    at_least,
    counted,
    functional_ranks,
    slope,
    solved_at,
    solved_sweep,
)
from .registry import NotEvaluated, Part, claim

LOWEST, HIGHEST, RISE = 2, 10, 1


@claim(
    "the functional rank is between 2 and 10 in all tasks; it rises with g for flip-flop, less "
    "so for the others",
    "Fig. 2d",
    f"mean over seeds from {LOWEST} to {HIGHEST} at each g; for flip-flop at the largest g at "
    f"least {RISE} above g = 0; a smaller slope over g in the other tasks",
    "the paper's numbers; a rank is a whole number, so 1 is the least rise",
    section=2,
    panels="fig2d",
    legible=True,
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
        parts.append(counted(f"{task}:", means, within, numbers=", ".join(ends)))
        parts += caveats
        slopes[task] = slope(means["g"], means) if np.isfinite(means).all() else np.inf
        if task == "flipflop":
            rise = means[-1].item() - means[0].item()
            parts.append(at_least("flipflop: a rise of", rise, RISE))
    less = [slopes[task] < slopes["flipflop"] for task in TASKS[1:]]
    text = ", ".join(f"{slope_:.2g} {task}" for task, slope_ in slopes.items())
    return [*parts, Part("slope over g:", text, sum(less), len(less))]


STRONGLY = 1.5


@claim(
    "the functional rank is strongly task dependent",
    "Section 5; Fig. 2d",
    f"at each g that all tasks have, the largest of the three means at least {STRONGLY:g} times "
    "the smallest",
    "half as much again is more than the scatter of seeds",
    section=5,
    panels="fig2d",
    legible=True,
    known=True,
)
def rank_of_task(evidence):
    """Compare the tasks of Fig. 2d."""
    summaries = [evidence.task(task) for task in TASKS]
    common = set.intersection(*({*summary["g"].values} for summary in summaries))
    sweeps = [
        solved_sweep(at_g(summary, lambda g: np.isin(g, [*common])), with_zero=False)
        for summary in summaries
    ]
    means = [functional_ranks(kept).mean("seed") for kept, _ in sweeps]
    together = xr.concat(means, "task", join="inner", coords="minimal", compat="override")
    if not together.sizes["g"]:
        raise NotEvaluated("there is no g at which most seeds solve all three tasks")
    ratio = (together.max("task") / together.min("task")).values
    caveats = [part for _, parts in sweeps for part in parts]
    return [at_least("largest over smallest:", ratio, STRONGLY), *caveats]


CHANNELS = {"flipflop": 4, "mante": 5, "romo": 3}  # N_in + N_out


@claim(
    "nonlinearity may add directions: a rank above N_in + N_out without W0",
    "Section 5",
    "g = 0: the mean functional rank above N_in + N_out (flip-flop 4, Mante 5, Romo 3) in one task "
    "or more",
    "N_in + N_out is the bound for linear networks; 'may' asks for one case",
    section=5,
    panels="fig2d",
    at={"g": 0},
    legible=True,
    known=True,
)
def more_than_linear(evidence):
    """Check the functional ranks without W0 against the bound of linear networks."""
    excess, texts, parts = [], [], []
    for task, bound in CHANNELS.items():
        cell, caveats = solved_at(evidence.task(task), 0)
        ranks = functional_ranks(cell).values
        excess.append(ranks.mean() - bound)
        texts.append(f"{spread(ranks)} {task}")
        parts += caveats
    text = ", ".join(texts)
    return [counted("rank", max(excess), max(excess) > 0, 0, text), *parts]
