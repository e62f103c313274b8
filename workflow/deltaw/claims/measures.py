"""What several claims measure: selections, comparisons of convergence, and common criteria."""

from collections.abc import Callable

import numpy as np
import xarray as xr

from ..numerals import spread
from ..spectra import first_below
from .registry import NotEvaluated, Part

TASKS = ("flipflop", "mante", "romo")
# A loss below 5 % of the initial one is the paper's own mark of a solved task (Fig. 2a, d).
SOLVED = 0.05
# Of two sets of seeds, one is the earlier if it is so in three of four pairs: halfway between
# no difference (one in two) and no overlap.
PAIRS = 0.75


def counted(name: str, values, meets, limit: float = np.nan, numbers: str = "") -> Part:
    """Return a part that counts which of some numbers meet a criterion.

    Parameters
    ----------
    name : str
    values : array_like
        The numbers; their mean and spread are shown.
    meets : array_like of bool
        One for each number, or one of all.
    limit : float
        What the criterion asks.
    numbers : str
        What is shown instead.
    """
    values = np.asarray(values, dtype=float)
    finite = values[np.isfinite(values)]
    mean = finite.mean() if finite.size else np.nan
    met, of = int(np.count_nonzero(meets)), int(np.size(meets))
    return Part(name, numbers or spread(values), met, of, float(mean), float(limit))


def at_most(name: str, values, limit: float, numbers: str = "") -> Part:
    """Return a part that counts the numbers that are no larger than a limit."""
    return counted(name, values, np.asarray(values) <= limit, limit, numbers)


def at_least(name: str, values, limit: float, numbers: str = "") -> Part:
    """Return a part that counts the numbers that are no smaller than a limit."""
    return counted(name, values, np.asarray(values) >= limit, limit, numbers)


def below(name: str, values, limit: float, numbers: str = "") -> Part:
    """Return a part that counts the numbers below a limit."""
    return counted(name, values, np.asarray(values) < limit, limit, numbers)


def above(name: str, values, limit: float, numbers: str = "") -> Part:
    """Return a part that counts the numbers above a limit."""
    return counted(name, values, np.asarray(values) > limit, limit, numbers)


def near(name: str, values, expected: float, tolerance: float, numbers: str = "") -> Part:
    """Return a part that counts the numbers that are within a tolerance of what is expected."""
    off = np.asarray(values) - expected
    limit = expected + np.copysign(tolerance, np.mean(off))
    return counted(name, values, abs(off) <= tolerance, limit, numbers)


def choose(data: xr.Dataset | xr.DataArray, **at: float):
    """Return the part at these coordinates.

    Raises
    ------
    NotEvaluated
        If the run has not got them.
    """
    for name, value in at.items():
        near_it = np.isclose(data[name], value)
        if not near_it.any():
            whose = f"{data['task'].item()}: " if "task" in data.coords else ""
            raise NotEvaluated(f"{whose}the run has no {name} = {value:g}")
        data = data.isel({name: int(near_it.argmax())})
    return data


def is_solved(summary: xr.Dataset) -> xr.DataArray:
    """Return whether each network solves its task after training; one that diverged does not."""
    return summary["trained_loss"] < SOLVED * summary["initial_loss"]


def solved_at(summary: xr.Dataset, g: float) -> tuple[xr.Dataset, list[Part]]:
    """Return the networks at g that solve their task, and a caveat if some do not.

    Raises
    ------
    NotEvaluated
        If no more than half of the seeds do.
    """
    cell, caveats = solved_or_none(summary, g)
    if cell is None:
        (caveat,) = caveats
        raise NotEvaluated(f"{caveat.name} {caveat.numbers}")
    return cell, caveats


def solved_or_none(summary: xr.Dataset, g: float) -> tuple[xr.Dataset | None, list[Part]]:
    """As `solved_at`, for one of several cells: None if no more than half of the seeds do."""
    cell = choose(summary, g=g)
    solved = is_solved(cell).values
    where = f"{summary['task'].item()} at g = {g:g}"
    if 2 * solved.sum() <= solved.size:
        few = f"only {solved.sum()} of {solved.size} seeds solve the task: all left out"
        return None, [Part(f"{where}:", few, 0, 0)]
    return cell.isel(seed=np.flatnonzero(solved)), left_out(where, solved)


def left_out(where: str, kept: np.ndarray) -> list[Part]:
    """Return a caveat that counts the networks that are not kept; none if all are."""
    missing = int(kept.size - np.count_nonzero(kept))
    return [Part(f"{where}:", f"{missing} of {kept.size} left out", 0, 0)] if missing else []


def at_g(summary: xr.Dataset, kept: Callable) -> xr.Dataset:
    """Return the part of a sweep at the g that a claim is about.

    Parameters
    ----------
    summary : xarray.Dataset
    kept : callable
        Takes the g, returns for each whether the claim is about it.

    Raises
    ------
    NotEvaluated
        If there is none.
    """
    places = np.flatnonzero(kept(summary["g"].values))
    if not places.size:
        raise NotEvaluated(f"the run has {summary['task'].item()} at no g that this is about")
    return summary.isel(g=places)


def solved_sweep(summary: xr.Dataset, with_zero: bool = True) -> tuple[xr.Dataset, list[Part]]:
    """Return the g at which most seeds solve the task, NaN for the others, and a caveat.

    Raises
    ------
    NotEvaluated
        If there is none, or, `with_zero`, not 0 and another.
    """
    solved = is_solved(summary)
    most = (solved.mean("seed") > 0.5).values
    task = summary["task"].item()
    if not most.any():
        raise NotEvaluated(f"{task}: at no g do most seeds solve it")
    if with_zero and (most.sum() < 2 or not most[np.isclose(summary["g"], 0)].any()):
        found = ", ".join(f"{g:g}" for g in summary["g"].values[most])
        raise NotEvaluated(f"{task}: most seeds solve it at g = {found}; needs 0 and another")
    numbers = summary[[name for name, v in summary.items() if v.dtype.kind == "f"]]
    kept = numbers.where(solved).isel(g=np.flatnonzero(most)).sortby("g")
    return kept, left_out(task, solved.values)


def epochs_to_converge(summary: xr.Dataset) -> xr.DataArray:
    """Return the first epoch with a loss below 5 % of the initial one, infinity if none (g, seed).

    A network that diverged has not converged, whatever it reached before. Published points have
    the epoch and no loss.
    """
    if "loss" not in summary:
        return summary["convergence_epoch"]
    loss = summary["loss"].transpose("g", "seed", "epoch")
    goal = SOLVED * summary["initial_loss"].transpose("g", "seed")
    first = first_below(summary["epoch"].values, loss.values, goal.values)
    converged = np.isfinite(first) & (summary["diverged"].transpose("g", "seed").values == 0)
    return xr.DataArray(np.where(converged, first, np.inf), goal.coords, goal.dims)


def share_sooner(ours: np.ndarray, others: np.ndarray) -> float:
    """Return in what share of all pairs ours is smaller; equal ones count half."""
    ours, others = np.asarray(ours)[:, None], np.asarray(others)[None]
    return float(np.mean((ours < others) + 0.5 * (ours == others)))


def functional_ranks(summary: xr.Dataset) -> xr.DataArray:
    """Return the lowest rank with a loss below 5 % of the initial one.

    Infinity if no evaluated rank is, NaN for a network that was left out. Published points have
    the rank itself.
    """
    if "loss" not in summary:
        return summary["functional_rank"]
    below_it = summary["truncation_loss"] < SOLVED * summary["initial_loss"]
    first = below_it.argmax("rank")
    ranks = summary["rank"].isel(rank=first).astype(float).drop_vars("rank")
    ranks = ranks.where(below_it.any("rank"), np.inf)
    return ranks.where(summary["initial_loss"].notnull())


def slope(x, y) -> float:
    """Return the slope of the least-squares line."""
    return float(np.polyfit(np.asarray(x, dtype=float), np.asarray(y, dtype=float), 1)[0])
