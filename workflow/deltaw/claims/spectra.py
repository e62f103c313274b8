"""The claims on the spectrum of ΔW in the nonlinear networks (Section 2, Fig. 1g-l)."""

import numpy as np
import xarray as xr

from ..numerals import spread
from .measures import (
    PAIRS,
    SOLVED,
    TASKS,
    at_least,
    below,
    choose,
    counted,
    share_sooner,
    solved_at,
)
from .registry import Evidence, Part, claim

WEAK, STRONG = 0, 0.9  # the g of Fig. 1

# "Much larger than the remaining ones" (flip-flop) and "discernibly larger than the remaining
# tail" (Mante, Romo); Fig. 1g-i draws 11 singular values.
FAR, DISCERNIBLE, DRAWN = 2.0, 1.5, 11
RANK_REASON = "5 % of the initial loss is the paper's mark of a solved task; "


def _low_rank(evidence: Evidence, task: str, rank: int, leading: int, gap: float) -> list[Part]:
    """Compare the loss at a rank, and the leading singular values with the others drawn."""
    cell, caveats = solved_at(evidence.task(task), WEAK)
    losses = (choose(cell["truncation_loss"], rank=rank) / cell["initial_loss"]).values
    values = _drawn(cell)
    rest = values[:, leading:]
    # The flip-flop's stand above each other one, the others' above the tail as a whole.
    tail = rest.max(axis=1) if gap == FAR else np.median(rest, axis=1)
    return [
        below(f"loss at rank {rank} in % of the initial:", 100 * losses, 100 * SOLVED),
        at_least(f"s{leading} / rest:", values[:, leading - 1] / tail, gap),
        *caveats,
    ]


def _drawn(cell: xr.Dataset) -> np.ndarray:
    """Return the singular values that Fig. 1 draws, shape (seed, 11)."""
    return cell["sv_dw"].transpose("seed", "index").values[:, :DRAWN]


@claim(
    "g = 0, flip-flop: two singular values far above the rest; the truncation loss drops to "
    "zero at rank 2",
    "Fig. 1g, j",
    f"loss at rank 2 below {SOLVED:.0%} of the initial, and s2 at least {FAR:g} s3",
    RANK_REASON + "'much larger' is taken as twice",
    section=2,
    panels="fig1g fig1j",
    at={"g": 0},
    legible=True,
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
    section=2,
    panels="fig1h fig1k",
    at={"g": 0},
    legible=True,
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
    section=2,
    panels="fig1i fig1l",
    at={"g": 0},
    legible=True,
)
def low_rank_romo(evidence):
    """Check Fig. 1i, l."""
    return _low_rank(evidence, "romo", 6, 6, DISCERNIBLE)


@claim(
    "g = 0: the singular values of Mante and Romo drop more slowly than those of the flip-flop",
    "Section 2; Fig. 1g-i",
    f"s3 / s1 larger in at least {PAIRS:.0%} of all pairs of a network and one of the flip-flop",
    "s3 is the first value beyond the flip-flop's two",
    section=2,
    panels="fig1g fig1h fig1i",
    at={"g": 0},
    legible=True,
    known=True,
)
def slower_drop(evidence):
    """Compare the tasks of Fig. 1g-i."""
    ratios, parts = {}, []
    for task in TASKS:
        cell, caveats = solved_at(evidence.task(task), WEAK)
        values = _drawn(cell)
        ratios[task] = values[:, 2] / values[:, 0]
        parts += caveats
    for task in TASKS[1:]:
        share = share_sooner(ratios["flipflop"], ratios[task])
        text = f"{share:.0%} (s3 / s1 {spread(ratios[task])}, {spread(ratios['flipflop'])})"
        parts.append(at_least(f"{task}: slower in", share, PAIRS, text))
    return parts


AMPLITUDE, PATTERN = 1.5, 0.9


@claim(
    "g = 0.9: pattern and overall amplitude of the singular values are very similar to g = 0",
    "Section 2; Fig. 1g-i",
    f"mean s1 within a factor of {AMPLITUDE:g}, and the correlation of the mean s1 to s{DRAWN} at "
    f"both g at least {PATTERN:g}",
    "'very similar' allows less than a factor of 2; a correlation does not see the amplitude",
    section=2,
    panels="fig1g fig1h fig1i",
    legible=True,
    known=True,
)
def alike_with_w0(evidence):
    """Compare both g of Fig. 1g-i."""
    parts = []
    for task in TASKS:
        solved = [solved_at(evidence.task(task), g) for g in (WEAK, STRONG)]
        without, with_w0 = (_drawn(cell).mean(axis=0) for cell, _ in solved)
        ratio = with_w0[0] / without[0]
        within = 1 / AMPLITUDE <= ratio <= AMPLITUDE
        limit = 1 / AMPLITUDE if ratio < 1 else AMPLITUDE
        parts.append(counted(f"{task}: s1 over that at g = 0", ratio, within, limit))
        same = np.corrcoef(without, with_w0)[0, 1]
        parts.append(at_least(f"{task}: correlation", same, PATTERN))
        parts += [part for _, caveats in solved for part in caveats]
    return parts


BEFORE = 10


@claim(
    "g = 0 and 0.9: the truncation loss is close to zero before rank 10 in all tasks",
    "Section 2; Fig. 1j-l",
    f"loss at rank {BEFORE - 1} below {SOLVED:.0%} of the initial in each network",
    RANK_REASON + "the last rank before 10",
    section=2,
    panels="fig1j fig1k fig1l",
    legible=True,
    known=True,
)
def solved_before_ten(evidence):
    """Check Fig. 1j-l."""
    parts = []
    for task in TASKS:
        for g in (WEAK, STRONG):
            cell, caveats = solved_at(evidence.task(task), g)
            loss = choose(cell["truncation_loss"], rank=BEFORE - 1) / cell["initial_loss"]
            parts.append(below(f"{task} at g = {g}, % of the initial:", 100 * loss, 100 * SOLVED))
            parts += caveats
    return parts
