"""The claim on the order in which ΔW's components grow in the nonlinear tasks (Sections 3, 5)."""

import numpy as np
import xarray as xr

from ..numerals import spread
from .measures import TASKS, at_most, choose, epochs_to_converge, functional_ranks, solved_at
from .registry import SUPPLEMENT, Evidence, NotEvaluated, claim

SHOWN = (0, 0.9)  # the g of Fig. 1
HALF, QUARTER = 0.5, 0.25


@claim(
    "some components of the connectivity only grow after others are present",
    "Sections 3 and 5",
    f"g = 0 and 0.9, networks that solve their task with a functional rank R of 2 or more: when s1 "
    f"first has {HALF:.0%} of its value at convergence, s_R has at most {QUARTER:.0%} of its own",
    "values that grow side by side have half at the same time; in Eq. 14 s2 grows with the third "
    "power and has an eighth; the second power, between them, gives a quarter",
    section=5,
)
def hierarchy(evidence):
    """Check which singular values of ΔW grow first."""
    parts = []
    for task in TASKS:
        summary = _followed(evidence, task)
        for g in SHOWN:
            cell, caveats = solved_at(summary, g)
            share = _last_when_first_is_half(cell)
            if np.isnan(share).all():
                raise NotEvaluated(f"{task} at g = {g}: no network needs 2 followed values or more")
            share = 100 * share[np.isfinite(share)]
            name = f"{task} at g = {g}: s_R in %"
            parts += [at_most(name, share, 100 * QUARTER, spread(share)), *caveats]
    return parts


def _followed(evidence: Evidence, task: str) -> xr.Dataset:
    """Return the summary of a task whose ΔW was followed over the training."""
    for label in (f"{task}_followed", task):
        summary = evidence.tasks.get((label, evidence.n))
        if summary is not None and "followed_sv" in summary:
            return summary
    raise NotEvaluated(f"the run has no followed networks of {task}; {SUPPLEMENT}")


def _last_when_first_is_half(cell: xr.Dataset) -> np.ndarray:
    """Return the share of s_R, at convergence 1, when that of s1 first is half (seed,).

    NaN where R is 1, or larger than the number of values that were followed.
    """
    ranks = functional_ranks(cell).values
    ends = choose(epochs_to_converge(cell.expand_dims("g")), g=cell["g"].item()).values
    values = cell["followed_sv"].transpose("seed", "followed", "order").values
    share = np.full(len(ranks), np.nan)
    for k, (rank, end) in enumerate(zip(ranks, ends, strict=True)):
        if not 2 <= rank <= values.shape[-1]:
            continue
        converged = np.searchsorted(cell["followed"].values[:-1], end)
        grown = values[k] / values[k, converged]
        share[k] = grown[(grown[:, 0] >= HALF).argmax(), int(rank) - 1]
    return share
