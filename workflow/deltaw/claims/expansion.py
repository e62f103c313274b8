"""The claims on the course of learning in a linear network: Fig. 3b-e, Eq. 13 to 15."""

import numpy as np
import xarray as xr

from ..linear import theory
from ..numerals import spread
from .linear import SIGMAS, finished, targets
from .measures import SOLVED, above, at_most, below, choose, counted, left_out, slope
from .registry import NotEvaluated, Part, claim

FIG3 = (0, 0.6)  # the g that Fig. 3 shows
CLOSE, FACTOR = 0.1, 2


@claim(
    "third-order z, s1 and s2 agree with the simulation during most of learning",
    "Fig. 3, Eq. 14, 15",
    f"g = 0 and 0.6, mean over seeds, until z passes zhat / 2: z within {CLOSE:g} zhat and s1 "
    f"within {CLOSE:g} of its value then, plus 2 standard errors of z0 / zhat; s2 then within a "
    f"factor of {FACTOR} of Eq. 14",
    "three quarters of the loss are gone by then; a tenth of a panel's height is close, and a "
    "factor of 2 on the logarithmic axis on which the supplement shows s2; z0, zero at infinite "
    "N, has the standard deviation sqrt(beta / N)",
    section=3,
    panels="fig3b fig3c fig3d fig3e",
)
def expansion(evidence):
    """Check the dashed lines of Fig. 3."""
    summary, parts = evidence.part("linear"), []
    n = summary["N"].item()
    for zhat in targets(summary):
        for g in FIG3:
            cell, caveats = finished(summary, zhat, g)
            off = _departure(cell, zhat, g)
            error = np.sqrt(theory.beta(g) / n / cell.sizes["seed"]) / zhat
            where = f"zhat = {zhat:g}, g = {g:g}:"
            allowed = CLOSE + 2 * error
            parts += [at_most(f"{where} {name} off by", off[name], allowed) for name in ("z", "s1")]
            held = 1 / FACTOR <= off["s2"] <= FACTOR
            limit = 1 / FACTOR if off["s2"] < 1 else FACTOR
            parts.append(counted(f"{where} s2 / Eq. 14", off["s2"], held, limit))
            parts += caveats
    return parts


def _departure(cell: xr.Dataset, zhat: float, g: float) -> dict[str, float]:
    """Return the largest departures of z and s1 up to z = zhat / 2, and s2 there over Eq. 14."""
    z = cell["readout"].mean("seed").values
    passed = z >= zhat / 2
    if not passed.any():
        raise NotEvaluated(f"zhat = {zhat:g}, g = {g:g}: z never reaches zhat / 2")
    window = slice(0, int(passed.argmax()) + 1)
    leading = cell["leading"].transpose("seed", "epoch", "value").mean("seed").values[window]
    tau = (cell["learning_rate"].values.flat[0] * cell["epoch"].values)[window]
    s1, s2 = theory.singular_value_expansion(tau, zhat, g)
    return {
        "z": abs(z[window] - theory.readout_expansion(tau, zhat, g)).max() / zhat,
        "s1": abs(leading[:, 0] - s1).max() / leading[-1, 0],
        "s2": leading[-1, 1] / s2[-1],
    }


START, POWER = 0.05, 0.5


@claim(
    "s1 grows linearly, s2 with the third power of learning time",
    "Eq. 14; supplement, log axis",
    f"g = 0 and 0.6: slopes on logarithmic axes within {POWER:g} of 1 and 3, from effective "
    f"learning time {START:g} until z of Eq. 15 passes zhat / 4, in each network",
    "the nearest whole power; later the next orders bend both lines",
    section=3,
)
def s2_cubic(evidence):
    """Check the powers of Eq. 14 on the singular values of the simulation."""
    summary, parts = evidence.part("linear"), []
    for zhat in targets(summary):
        for g in FIG3:
            cell, caveats = finished(summary, zhat, g)
            tau = cell["learning_rate"].values.flat[0] * cell["epoch"].values
            late = tau * theory.beta(g) ** 2 >= START
            early = theory.readout_expansion(tau, zhat, g) <= zhat / 4
            window = np.flatnonzero(late & early)
            if len(window) < 3:
                raise NotEvaluated(f"zhat = {zhat:g}, g = {g:g}: {len(window)} epochs to fit")
            values = cell["leading"].transpose("seed", "value", "epoch").values[..., window]
            powers = [[slope(np.log(tau[window]), np.log(v)) for v in s[:2]] for s in values]
            first, second = np.transpose(powers)
            good = (abs(first - 1) <= POWER) & (abs(second - 3) <= POWER)
            text = f"{spread(first)} and {spread(second)}"
            parts.append(counted(f"zhat = {zhat:g}, g = {g:g}: powers", second, good, 3, text))
            parts += caveats
    return parts


@claim(
    "the readout is z = tau zhat beta^2 + O(tau^2)",
    "Eq. 13",
    f"at each g and zhat, mean over seeds: the slope of the first update within {SIGMAS} standard "
    "errors of zhat beta^2, plus 1 / sqrt(N) of it",
    "at finite N the slope is (zhat - z0) times both forms of Eq. 12; the standard deviations are "
    "those of the claim on beta",
    section=3,
    known=True,
)
def first_order_readout(evidence):
    """Check Eq. 13 on the first update."""
    summary, parts = evidence.part("linear"), []
    n = summary["N"].item()
    b = theory.beta(summary["g"])
    for zhat in targets(summary):
        cell = choose(summary, zhat=zhat)
        step = choose(cell["readout"], epoch=1) - choose(cell["readout"], epoch=0)
        values = step / cell["learning_rate"] / (zhat * b**2)
        one = np.sqrt((4 * (b**2 - 1) + b / zhat**2) / n)
        allowed = SIGMAS * one / np.sqrt(summary.sizes["seed"]) + 1 / np.sqrt(n)
        means = values.mean("seed")
        held = (abs(means - 1) <= allowed).values
        at_ends = [f"{spread(values.isel(g=k))} at g = {values['g'][k]:g}" for k in (0, -1)]
        text = ", ".join(at_ends)
        parts.append(counted(f"zhat = {zhat:g}: slope", means, held, numbers=text))
    return [*parts, *left_out("diverged", (summary["diverged"] == 0).values)]


def curves(summary: xr.Dataset, zhat: float, g: float) -> tuple[np.ndarray, np.ndarray, list[Part]]:
    """Return effective learning times, the losses over zhat^2 / 2 (seed, K), and caveats.

    Published points have the times; those of a run follow from epoch and learning rate.
    """
    cell, caveats = finished(summary, zhat, g)
    if "effective_time" in cell:
        times = cell["effective_time"].values
    else:
        rate = cell["learning_rate"].values.flat[0]
        times = theory.beta(g) ** 2 * rate * cell["epoch"].values
    return times, cell["loss"].transpose("seed", "epoch").values / (zhat**2 / 2), caveats


def _time_below(times: np.ndarray, loss: np.ndarray, level: float) -> float:
    """Return when a loss first passes a level, between its points; NaN if it never does."""
    passed = loss < level
    if not passed.any() or passed[0]:
        return np.nan
    k = int(passed.argmax())
    return float(np.interp(level, loss[[k, k - 1]], times[[k, k - 1]]))


@claim(
    "g = 0: convergence is slower or faster than the first order, tau = 1, depending on the target",
    "Section 3; Fig. 3b, c",
    "the time at which the loss passes 5 % of zhat^2/2 above 1 for the smallest target and below 1 "
    "for the largest, in each network",
    "the figure's two targets; to first order both converge at 1",
    section=3,
    panels="fig3b fig3c",
    at={"g": 0, "quantity": "loss"},
    legible=True,
    known=True,
)
def time_of_target(evidence):
    """Check the dark lines of Fig. 3b, c."""
    summary, parts = evidence.part("linear"), []
    first, *_, last = sorted(targets(summary)) if len(targets(summary)) > 1 else (None, None)
    if first is None:
        raise NotEvaluated("the run has one target: needs two")
    for zhat, on_its_side in ((first, above), (last, below)):
        times, losses, caveats = curves(summary, zhat, 0)
        ends = np.array([_time_below(times, loss, SOLVED) for loss in losses])
        parts += [on_its_side(f"zhat = {zhat:g}: time", ends, 1), *caveats]
    return parts


HALF = 0.5


@claim(
    "for the larger target the loss curve becomes concave",
    "Section 3; Fig. 3b, c",
    "g = 0 and 0.6, mean over seeds, until the loss is half of zhat^2/2: second differences "
    f"negative in more than {HALF:.0%} of the points for the largest target, in fewer for the "
    "smallest",
    "the part of the curve in which the panels differ in shape; more than half makes the curve "
    "concave as a whole",
    section=3,
    panels="fig3b fig3c",
    at={"quantity": "loss"},
    legible=True,
    known=True,
)
def concave_loss(evidence):
    """Check the shape of Fig. 3b, c."""
    summary, parts = evidence.part("linear"), []
    ordered = sorted(targets(summary))
    for zhat, on_its_side in ((ordered[0], below), (ordered[-1], above)):
        for g in FIG3:
            times, losses, caveats = curves(summary, zhat, g)
            mean = losses.mean(axis=0)
            count = int((mean < HALF).argmax()) + 1
            if not (mean < HALF).any() or count < 4:
                raise NotEvaluated(f"zhat = {zhat:g}, g = {g:g}: too few points to half the loss")
            slopes = np.diff(mean[:count]) / np.diff(times[:count])
            share = float(np.mean(np.diff(slopes) < 0))
            name = f"zhat = {zhat:g}, g = {g:g}: concave in"
            parts += [on_its_side(name, share, HALF, f"{share:.0%}"), *caveats]
    return parts
