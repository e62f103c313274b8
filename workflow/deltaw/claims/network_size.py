"""The claims on networks of several sizes (Sections 2 and 5; supplement)."""

from dataclasses import replace

import numpy as np
import xarray as xr

from ..numerals import spread
from .measures import (
    TASKS,
    at_least,
    at_most,
    choose,
    functional_ranks,
    near,
    slope,
    solved_or_none,
)
from .measures import epochs_to_converge as epochs_of
from .registry import SUPPLEMENT, Evidence, NotEvaluated, Part, claim

FLAT, SIZES, RANGE = 0.1, 3, 4
SHOWN = (0, 0.9, 1.8)  # the g of the supplement's figure


def _sizes(evidence: Evidence, task: str) -> list[int]:
    """Return the sizes at which a task was trained, if they span enough."""
    sizes = evidence.sizes(task)
    if not _enough(sizes):
        raise NotEvaluated(
            f"{task} was trained with N = {sizes}: needs {SIZES} sizes or more; {SUPPLEMENT}"
        )
    return sizes


def _enough(sizes: list[int]) -> bool:
    return len(sizes) >= SIZES and sizes[-1] >= RANGE * sizes[0]


def _solved(evidence: Evidence, task: str, g: float) -> tuple[list[xr.Dataset], list[Part]]:
    """Return the networks of each size that solve a task at g, and caveats.

    Raises
    ------
    NotEvaluated
        If most seeds solve it at too few sizes.
    """
    cells, caveats = [], []
    for n in _sizes(evidence, task):
        cell, of_size = solved_or_none(evidence.task(task, n), g)
        caveats += [replace(part, name=f"{task} at g = {g}, N = {n}:") for part in of_size]
        cells += [] if cell is None else [cell]
    if not _enough(kept := [cell["N"].item() for cell in cells]):
        raise NotEvaluated(f"{task} at g = {g}: most seeds solve it at N = {kept} alone")
    return cells, caveats


def _exponent(cells: list[xr.Dataset], quantity: str) -> tuple[float, str]:
    """Return the exponent of the mean in N, and the means at both ends."""
    sizes = [cell["N"].item() for cell in cells]
    exponent = slope(np.log(sizes), np.log([cell[quantity].mean().item() for cell in cells]))
    ends = [f"{spread(cells[k][quantity])} at N = {sizes[k]}" for k in (0, -1)]
    return exponent, f"{exponent:.2f} ({', '.join(ends)})"


CELLS = f"per task and g, over {SIZES} sizes or more that span a factor of {RANGE}"


@claim(
    "‖dW‖ does not grow with N",
    "Section 2; supplement, network size",
    f"exponent of the mean ‖dW‖ in N at most {FLAT:g}, {CELLS}",
    "a fifth of the exponent 1/2 with which ‖W0‖ grows",
    section=2,
)
def dw_norm_size_free(evidence):
    """Check the supplement's figure of the network size."""
    parts = []
    for task in TASKS:
        for g in SHOWN:
            cells, caveats = _solved(evidence, task, g)
            exponent, text = _exponent(cells, "dw_norm")
            parts.append(at_most(f"{task} at g = {g}: exponent", exponent, FLAT, text))
            parts += caveats
    return parts


@claim(
    "‖dW‖ remains unchanged with N",
    "Section 2; supplement, network size",
    f"exponent of the mean ‖dW‖ in N within {FLAT:g} of 0, {CELLS}",
    "as above, to both sides",
    section=2,
)
def dw_norm_unchanged(evidence):
    """Check the supplement's figure of the network size to both sides."""
    parts = []
    for task in TASKS:
        for g in SHOWN:
            cells, caveats = _solved(evidence, task, g)
            exponent, text = _exponent(cells, "dw_norm")
            parts.append(near(f"{task} at g = {g}: exponent", exponent, 0, FLAT, text))
            parts += caveats
    return parts


EPOCHS, RANKS = 0.2, 1


@claim(
    "N is large enough for the learning dynamics to be invariant under changes in N",
    "Section 2; supplement, network size",
    f"exponent of the mean convergence epoch in N within {EPOCHS:g} of 0, and mean functional "
    f"ranks at the two largest N that differ by at most {RANKS}, {CELLS}",
    "0.2 is 15 % for twice the neurons, less than the scatter of seeds; a rank is a whole number",
    section=2,
)
def dynamics_size_free(evidence):
    """Check convergence and rank in the supplement's figure of the network size."""
    parts = []
    for task in TASKS:
        for g in SHOWN:
            cells, caveats = _solved(evidence, task, g)
            cells = [_with_epochs(cell) for cell in cells]
            exponent, text = _exponent(cells, "epochs")
            parts.append(near(f"{task} at g = {g}: exponent", exponent, 0, EPOCHS, text))
            ranks = [functional_ranks(cell).values for cell in cells[-2:]]
            text = " and ".join(map(spread, ranks))
            means = [r.mean() for r in ranks]
            parts.append(near(f"{task} at g = {g}: rank", means[1], means[0], RANKS, text))
            parts += caveats
    return parts


def _with_epochs(cell: xr.Dataset) -> xr.Dataset:
    """Return the networks of one g with the epoch of their convergence."""
    epochs = epochs_of(cell.expand_dims("g"))
    return cell.assign(epochs=choose(epochs, g=cell["g"].item()))


VANISHES = -0.5


@claim(
    "the entries of dW become infinitely small in the limit of wide networks",
    "Section 5",
    f"exponent in N of the mean largest entry of dW at most {VANISHES:g}, {CELLS}",
    "with it the entries of W0 fall; a norm of dW that stays gives -1",
    section=5,
)
def entries_vanish(evidence):
    """Check the largest entry of ΔW over N."""
    parts = []
    for task in TASKS:
        for g in SHOWN:
            cells, caveats = _solved(evidence, task, g)
            if any(cell["dw_largest"].isnull().any() for cell in cells):
                raise NotEvaluated("the run has no largest entries of dW")
            exponent, text = _exponent(cells, "dw_largest")
            parts.append(at_most(f"{task} at g = {g}: exponent", exponent, VANISHES, text))
            parts += caveats
    return parts


OUTSIDE = 1.2


@claim(
    "vanishing changes still induce large outlier eigenvalues",
    "Section 5",
    f"g = 0.9, every size: the spectral radius of W at least {OUTSIDE:g} times that of W0, in each "
    "network",
    "the eigenvalues of W0 fill a disk of radius g, with deviations of a few per cent at N = 256",
    section=5,
)
def outlier_eigenvalues(evidence):
    """Check that eigenvalues of W leave the disk of those of W0."""
    parts, g = [], 0.9
    for task in TASKS:
        for n in evidence.sizes(task) or [evidence.n]:
            cell, caveats = solved_or_none(evidence.task(task, n), g)
            parts += [replace(part, name=f"{task}, N = {n}:") for part in caveats]
            if cell is None:
                continue
            ratio = (cell["w_radius"] / cell["w0_radius"]).values
            if not np.isfinite(ratio).all():
                raise NotEvaluated("the run has no spectral radii")
            parts.append(at_least(f"{task}, N = {n}: ratio", ratio, OUTSIDE))
    return parts
