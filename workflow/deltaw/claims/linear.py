"""The claims on what a linear network learns: Fig. 3 and Eq. 5 to 12.

The theory is that of infinite N. What of it fluctuates with the draw of m, w and W0 is allowed
for, by its standard deviation at the run's N:

    Var(w^T B m) = beta / N,        Var(w^T B B^T w) = 2 beta^2 (beta^2 - 1) / N

are the readout before learning and Eq. 12; they follow from the moments beta and beta^4 of
B B^T at large N.
"""

import numpy as np
import xarray as xr

from ..linear import theory
from ..linear.flow import integrate_without_w0
from ..numerals import number, spread
from .measures import SOLVED, at_most, below, choose, counted, left_out, near
from .registry import NotEvaluated, Part, claim

SIGMAS = 4  # standard deviations allowed: a draw is outside in 1 of 16000 cases


def targets(summary: xr.Dataset) -> list[float]:
    """Return zhat of the run."""
    return summary["zhat"].values.tolist()


def finished(summary: xr.Dataset, zhat: float, g: float) -> tuple[xr.Dataset, list[Part]]:
    """Return the networks that did not diverge, and a caveat if some did."""
    cell = choose(summary, zhat=zhat, g=g)
    kept = cell["diverged"].values == 0
    where = f"zhat = {zhat:g}, g = {g:g}"
    if 2 * kept.sum() <= kept.size:
        raise NotEvaluated(f"{where}: {kept.size - kept.sum()} of {kept.size} diverged")
    return cell.isel(seed=np.flatnonzero(kept)), left_out(f"{where}, diverged", kept)


DOMINATES = 0.1


@claim(
    "linear network: one singular value dominates, and the functional rank is 1",
    "Fig. 3d, e",
    f"s2 at most {DOMINATES:g} s1 after training, and a loss below {SOLVED:.0%} of zhat^2/2 "
    "with dW truncated to rank 1, in every network that converged",
    "a tenth in s2 is a hundredth of ‖dW‖^2; 5 % is the paper's mark of a solved task",
    section=3,
    panels="fig3d fig3e",
)
def linear_rank_one(evidence):
    """Check Fig. 3d, e at the end of training."""
    summary, parts = evidence.part("linear"), []
    for zhat in targets(summary):
        cells = choose(summary, zhat=zhat).stack(network=("g", "seed"))
        kept = (np.isfinite(cells["convergence_time"]) & (cells["diverged"] == 0)).values
        if 2 * kept.sum() <= kept.size:
            raise NotEvaluated(f"zhat = {zhat:g}: {kept.sum()} of {kept.size} networks converge")
        cells = cells.isel(network=np.flatnonzero(kept))
        ratio = (choose(cells["sv_dw"], index=2) / choose(cells["sv_dw"], index=1)).values
        loss = (choose(cells["truncation_loss"], rank=1) / (zhat**2 / 2)).values
        text = f"{spread(ratio)}, at most {number(ratio.max(), 2)}"
        parts.append(at_most(f"zhat = {zhat:g}: s2 / s1", ratio, DOMINATES, text))
        text = f"{spread(100 * loss)} % of zhat^2/2"
        parts.append(below(f"zhat = {zhat:g}: rank 1 leaves", loss, SOLVED, text))
        parts += left_out(f"zhat = {zhat:g}, not converged", kept)
    return parts


ROUNDING, EARLY, LINE = 1e-5, 0.1, 0.05


def _flow_without_w0(cell: xr.Dataset, zhat: float, times) -> np.ndarray:
    """Return A of the gradient flow from each seed's own m and w, shape (seed, K, 2, 2)."""
    times = np.array([0, *times])
    if (np.diff(times) <= 0).any():
        raise NotEvaluated(f"zhat = {zhat:g}: learning ends at time {times[-1]:.2g}, too early")
    return np.stack([integrate_without_w0(o, zhat, times)[1:] for o in cell["overlap"].values])


def _end(cell: xr.Dataset) -> float:
    """Return the learning time at the end of training."""
    return cell["learning_rate"].values.flat[0] * cell["epoch"].values[-1]


@claim(
    "linear, g = 0: dW lies in the span of {w, m} on both sides and has rank at most 2; the "
    "entries of A are those of Eq. 10",
    "Eq. 9, 10",
    f"part of dW outside the span, and s3 / s1, at most {ROUNDING:g}; A within {LINE:.0%} (norm) "
    "of the gradient flow from the same m and w after training, and this flow at learning time "
    f"{EARLY:g} within 1 % + {SIGMAS} standard deviations, 1 / (zhat sqrt(N)), of Eq. 10",
    "the trial is simulated in single precision; Eq. 10 is an expansion, so it is compared early, "
    "through the flow of Eq. 6; z0 / zhat, zero at infinite N, scales its first order",
    section=3,
)
def rank_two_g0(evidence):
    """Check Eq. 9 on the trained networks and Eq. 10 on their flow."""
    summary, parts = evidence.part("linear"), []
    n = summary["N"].item()
    for zhat in targets(summary):
        cell, caveats = finished(summary, zhat, 0)
        outside = cell["outside_span"].values
        third = (choose(cell["sv_dw"], index=3) / choose(cell["sv_dw"], index=1)).values
        text = f"at most {number(outside.max(), 1)}, s3 / s1 {number(third.max(), 1)}"
        small = np.maximum(outside, third)
        parts.append(at_most(f"zhat = {zhat:g}: outside", small, ROUNDING, text))
        a = cell["a"].transpose("seed", "row", "column").values
        flow = _flow_without_w0(cell, zhat, (EARLY, _end(cell)))
        off = _distance(a, flow[:, 1])
        name = f"zhat = {zhat:g}: A off the flow by, in %:"
        parts.append(at_most(name, 100 * off, 100 * LINE))
        off = _distance(flow[:, 0], theory.change_without_w0(EARLY, zhat))
        allowed = 0.01 + SIGMAS / (zhat * np.sqrt(n))
        name = f"zhat = {zhat:g}: flow off Eq. 10 by, in %:"
        parts += [at_most(name, 100 * off, 100 * allowed), *caveats]
    return parts


def _distance(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return |a - b| / |b| of matrices, shape (seed,)."""
    return np.linalg.norm(a - b, axis=(-2, -1)) / np.linalg.norm(b, axis=(-2, -1))


@claim(
    "w^T B B^T w = m^T B^T B m = beta = 1 / (1 - g^2) up to O(1 / sqrt(N)), and ‖W1‖ = zhat beta",
    "Eq. 11, 12",
    f"at each g, means over all networks within {SIGMAS} standard errors of beta and zhat beta, "
    "plus 1 / sqrt(N) beta; ‖W1‖ is the first gradient's norm in the simulation",
    "the standard deviations at finite N: sqrt(2 (beta^2 - 1) / N) of Eq. 12 over beta; "
    "1 / sqrt(N) is the order that the paper neglects",
    section=3,
)
def beta(evidence):
    """Check Eq. 12 on every W0 and Eq. 11 on the first gradient."""
    summary = evidence.part("linear")
    n, zhat, b = summary["N"].item(), summary["zhat"], theory.beta(summary["g"])
    form = np.sqrt(2 * (b**2 - 1) / n)
    first = choose(summary["gradient_norm"], epoch=0) / (zhat * b)
    # Half the sum of two forms, and z0 / zhat
    deviation = np.sqrt((b**2 - 1 + b * (zhat**-2.0).mean()) / n)
    parts = []
    for name, values, one in (
        ("w^T B B^T w / beta", summary["beta_w"] / b, form),
        ("m^T B^T B m / beta", summary["beta_m"] / b, form),
        ("‖W1‖ / (zhat beta)", first, deviation),
    ):
        error = one / np.sqrt(summary.sizes["zhat"] * summary.sizes["seed"])
        means = values.mean(["zhat", "seed"])
        held = abs(means - 1) <= SIGMAS * error + 1 / np.sqrt(n)
        text = ", ".join(f"{spread(values.sel(g=g))} at g = {g:g}" for g in ends(summary))
        parts.append(counted(f"{name}:", means, held.values, numbers=text))
    return parts


def ends(summary: xr.Dataset) -> list[float]:
    """Return the smallest and the largest g."""
    return sorted({summary["g"].min().item(), summary["g"].max().item()})


STEP = 0.01  # learning time between the points of the difference


@claim(
    "g = 0: dW gets a nonzero eigenvalue only at second order in tau",
    "Eq. 10",
    f"first order: z0 at most {SIGMAS} / sqrt(N) in each network; second order: the flow's "
    f"coefficient of the trace, mean over seeds, within 10 % + {SIGMAS} standard errors of "
    f"zhat^2; the trained dW's leading eigenvalue within {LINE:.0%} of the flow's",
    "at finite N, W1 = (zhat - z0) w m^T has the eigenvalue (zhat - z0) z0, zero in the limit; "
    "the trace is the sum of the two eigenvalues, 2 A11 in Eq. 10; its second order scatters by "
    "2.5 z0 / zhat; the last ties the flow to the run",
    section=3,
)
def eigenvalues_second_order(evidence):
    """Check Eq. 10's eigenvalues through the flow from the run's own m and w."""
    summary, parts = evidence.part("linear"), []
    n = summary["N"].item()
    for zhat in targets(summary):
        cell, caveats = finished(summary, zhat, 0)
        z0 = cell["overlap"].values
        flow = _flow_without_w0(cell, zhat, (STEP, 2 * STEP, _end(cell)))
        eigenvalues = _eigenvalues(flow, z0)
        within, limit = abs(z0) <= SIGMAS / np.sqrt(n), SIGMAS / np.sqrt(n)
        parts.append(counted(f"zhat = {zhat:g}: z0", z0, within, limit))
        once, twice = eigenvalues[:, :2].sum(axis=-1).real.T
        second = (twice - 2 * once) / (2 * STEP**2) / zhat**2
        allowed = 0.1 + SIGMAS * 2.5 / (zhat * np.sqrt(n * z0.size))
        name = f"zhat = {zhat:g}: second order / zhat^2"
        parts.append(near(name, second.mean(), 1, allowed, spread(second)))
        a = cell["a"].transpose("seed", "row", "column").values[:, None]
        run = _eigenvalues(a, z0)[:, 0].real.max(axis=-1)
        off = run / eigenvalues[:, 2].real.max(axis=-1) - 1
        text = f"{spread(run)}, off the flow by {spread(100 * off)} %"
        parts.append(near(f"zhat = {zhat:g}: eigenvalue after training", off, 0, LINE, text))
        parts += caveats
    return parts


def _eigenvalues(a: np.ndarray, overlap: np.ndarray) -> np.ndarray:
    """Return the nonzero eigenvalues of dW = U A U^T, those of A U^T U, shape (seed, K, 2)."""
    gram = np.stack([np.array([[1, o], [o, 1]]) for o in overlap])
    return np.linalg.eigvals(a @ gram[:, None])
