"""The claims on how the nonlinear networks learn (Section 2, Fig. 1 and 2a)."""

import numpy as np

from .measures import (
    PAIRS,
    SOLVED,
    TASKS,
    choose,
    epochs_to_converge,
    functional_ranks,
    left_out,
    share_sooner,
    solved_at,
    spread,
)
from .registry import Evidence, NotEvaluated, Part, claim

WEAK, STRONG = 0, 0.9  # the g of Fig. 1

# "Much larger than the remaining ones" (flip-flop) and "discernibly larger than the remaining
# tail" (Mante, Romo); Fig. 1g-i draws 11 singular values.
FAR, DISCERNIBLE, DRAWN = 2.0, 1.5, 11
RANK_REASON = "5 % of the initial loss is the paper's mark of a solved task; "


def _low_rank(evidence: Evidence, task: str, rank: int, leading: int, gap: float) -> list[Part]:
    """Compare the loss at a rank, and the leading singular values with the others drawn."""
    cell, caveats = solved_at(evidence.task(task), WEAK)
    losses = (choose(cell["truncation_loss"], rank=rank) / cell["initial_loss"]).values
    values = cell["sv_dw"].transpose("seed", "index").values
    rest = values[:, leading:DRAWN]
    # The flip-flop's stand above each other one, the others' above the tail as a whole.
    tail = rest.max(axis=1) if gap == FAR else np.median(rest, axis=1)
    ratios = values[:, leading - 1] / tail
    return [
        Part(
            f"loss at rank {rank}: {spread(100 * losses)} % of the initial",
            int((losses < SOLVED).sum()),
            losses.size,
        ),
        Part(
            f"s{leading} / rest: {spread(ratios)}",
            int((ratios >= gap).sum()),
            ratios.size,
        ),
        *caveats,
    ]


@claim(
    "g = 0, flip-flop: two singular values far above the rest; the truncation loss drops to "
    "zero at rank 2",
    "Fig. 1g, j",
    f"loss at rank 2 below {SOLVED:.0%} of the initial, and s2 at least {FAR:g} s3",
    RANK_REASON + "'much larger' is taken as twice",
)
def low_rank_flipflop(evidence):
    """Check Fig. 1g, j."""
    return _low_rank(evidence, "flipflop", 2, 2, FAR)


@claim(
    "g = 0, Mante: the truncation loss drops to zero at rank 4; six singular values above the tail",
    "Fig. 1h, k",
    f"loss at rank 4 below {SOLVED:.0%} of the initial, and s6 at least {DISCERNIBLE:g} times "
    f"the median of s7 to s{DRAWN}",
    RANK_REASON + "'discernibly larger' than the tail that the figure draws is taken as half more",
)
def low_rank_mante(evidence):
    """Check Fig. 1h, k."""
    return _low_rank(evidence, "mante", 4, 6, DISCERNIBLE)


@claim(
    "g = 0, Romo: the truncation loss drops to zero at rank 6; six singular values above the tail",
    "Fig. 1i, l",
    f"loss at rank 6 below {SOLVED:.0%} of the initial, and s6 at least {DISCERNIBLE:g} times "
    f"the median of s7 to s{DRAWN}",
    RANK_REASON + "'discernibly larger' than the tail that the figure draws is taken as half more",
)
def low_rank_romo(evidence):
    """Check Fig. 1i, l."""
    return _low_rank(evidence, "romo", 6, 6, DISCERNIBLE)


@claim(
    "g = 0: the loss converges in all three tasks",
    "Fig. 1d-f",
    f"every seed's loss falls below {SOLVED:.0%} of the initial",
    "the paper's measure of convergence (Fig. 2a)",
)
def converges_without_w0(evidence):
    """Check Fig. 1d-f at g = 0."""
    parts = []
    for task in TASKS:
        epochs = choose(epochs_to_converge(evidence.task(task)), g=WEAK).values
        converged = int(np.isfinite(epochs).sum())
        parts.append(Part(f"{task}: epoch {spread(epochs)}", converged, epochs.size))
    return parts


@claim(
    "g = 0.9 converges in fewer epochs than g = 0",
    "Fig. 1d-f, 2a",
    f"sooner in at least {PAIRS:.0%} of all pairs of a seed at g = 0.9 and one at g = 0",
    "halfway between no difference (half of the pairs) and no overlap (all)",
)
def faster_with_w0(evidence):
    """Check Fig. 2a between g = 0 and 0.9."""
    parts = []
    for task in TASKS:
        epochs = epochs_to_converge(evidence.task(task))
        ours, others = (choose(epochs, g=g).values for g in (STRONG, WEAK))
        if np.isinf(np.median(ours)) and np.isinf(np.median(others)):
            raise NotEvaluated(f"{task}: most seeds converge neither at g = 0 nor at 0.9")
        share = share_sooner(ours, others)
        text = f"{task}: epoch {spread(ours)} against {spread(others)}, {share:.0%} of pairs"
        parts.append(Part(text, int(share >= PAIRS)))
        parts += left_out(f"{task} at g = {STRONG}, not converged", np.isfinite(ours))
    return parts


# Where the sweeps of Fig. 2 end
LARGEST = {"flipflop": 2.1, "mante": 2.7, "romo": 3.0}
SLOWER = 1.2


@claim(
    "for very large g convergence slows again",
    "Fig. 2a",
    f"at the largest g of Fig. 2 (2.1, 2.7, 3.0) the median epoch is at least {SLOWER:g} times "
    f"that of the fastest g, and later in {PAIRS:.0%} of pairs; never counts as later",
    "a rise that is seen on the axis of Fig. 2a, beyond the overlap of seeds",
)
def slower_when_chaotic(evidence):
    """Check the right end of Fig. 2a."""
    parts = []
    for task, g in LARGEST.items():
        epochs = epochs_to_converge(evidence.task(task))
        last = choose(epochs, g=g).values
        medians = epochs.median("seed")
        if np.isinf(medians).all():
            raise NotEvaluated(f"{task}: at no g do most seeds converge")
        fastest_at = medians.argmin("g").item()
        fastest = epochs.isel(g=fastest_at).values
        slow = np.median(last) >= SLOWER * np.median(fastest)
        text = (
            f"{task}: epoch {spread(last)} at g = {g}, {spread(fastest)} at "
            f"g = {epochs['g'][fastest_at].item():g}"
        )
        parts.append(Part(text, int(slow and share_sooner(fastest, last) >= PAIRS)))
    return parts


ALIKE = 2.0


@claim(
    "training W alone, or by SGD, converges later and gives similar low-rank dW",
    "Section 2, text",
    f"flip-flop, g = 0 and 0.9: later in at least {PAIRS:.0%} of pairs, and the mean functional "
    f"rank within {ALIKE:g} of that of Adam on all weights",
    "within the band of low ranks, 2 to 10, a difference of 2 is a quarter",
)
def trained_alike(evidence):
    """Check what the paper states without a figure."""
    parts = []
    base = evidence.task("flipflop")
    for label in ("flipflop_w_only", "flipflop_sgd"):
        other = evidence.task(label)
        for g in (WEAK, STRONG):
            epochs = [choose(epochs_to_converge(s), g=g).values for s in (base, other)]
            share = share_sooner(*epochs)
            later = f"{label} at g = {g}: epoch {spread(epochs[1])}, later in {share:.0%} of pairs"
            parts.append(Part(later, int(share >= PAIRS)))
            (ours, unsolved), (theirs, too) = solved_at(base, g), solved_at(other, g)
            ranks = [functional_ranks(cell).values for cell in (ours, theirs)]
            alike = abs(ranks[1].mean() - ranks[0].mean()) <= ALIKE
            parts.append(Part(f"rank {spread(ranks[1])} against {spread(ranks[0])}", int(alike)))
            parts += [*unsolved, *too]
    return parts
