"""The claims on linear networks before training, and on the rank that training can reach."""

import numpy as np
import xarray as xr

from ..linear import theory
from ..numerals import number, spread
from .linear import ROUNDING
from .measures import SOLVED, above, at_most, choose, left_out, near, slope
from .registry import NotEvaluated, claim

POWER, TOLERANCE, SIZES, RANGE = -0.5, 0.15, 3, 4


@claim(
    "all scalar quantities of interest are self-averaging: they deviate as 1 / sqrt(N)",
    "Section 3",
    f"exponent in N of the median modulus of the deviation, mean over g, within {TOLERANCE:g} of "
    f"{POWER:g}: of w^T B m from 0, w^T B B^T w and m^T B^T B m from beta (g > 0), and the first "
    f"gradient's norm from zhat beta; over {SIZES} sizes or more that span a factor of {RANGE}",
    "tells it from 0 and -1, and is twice the fit's error or more; near g = 1 small networks can "
    "be unstable, so the median and not the mean square",
    section=3,
)
def self_averaging(evidence):
    """Check how scalars of untrained networks scatter at several N."""
    summary = evidence.part("start").sortby("N")
    sizes = summary["N"].values
    if len(sizes) < SIZES or sizes[-1] < RANGE * sizes[0]:
        raise NotEvaluated(f"networks were drawn with N = {sizes.tolist()}: needs {SIZES} or more")
    parts = []
    for name, values in _deviations(summary).items():
        medians = abs(values).median("seed").transpose("g", "N").values
        exponents = np.array([slope(np.log(sizes), np.log(row)) for row in medians])
        part = near(f"{name}: exponent", exponents.mean(), POWER, TOLERANCE, spread(exponents))
        parts.append(part)
    return parts


def _deviations(summary: xr.Dataset) -> dict[str, xr.DataArray]:
    """Return the deviations of scalars from their limit (N, g, seed), by their names."""
    # At g = 0 both forms are 1 at any N, as m and w have length 1.
    strong = summary.isel(g=np.flatnonzero(summary["g"] > 0))
    if not strong.sizes["g"]:
        raise NotEvaluated("networks were drawn with g = 0 only: needs another g")
    b, without = theory.beta(strong["g"]), theory.beta(summary["g"])
    zhat = summary["zhat"].item()
    return {
        "w^T B m": summary["readout"],
        "w^T B B^T w": strong["beta_w"] / b - 1,
        "m^T B^T B m": strong["beta_m"] / b - 1,
        "‖W1‖": summary["gradient_norm"] / (zhat * without) - 1,
    }


OFF = 0.01


@claim(
    "the first gradient is W1 = zhat B^T w m^T B^T, of rank one despite the full-rank W0",
    "Eq. 11",
    f"at the largest N, each g, in each network: the distance of the simulated trial's first "
    f"gradient from the outer product, both of norm 1, and its s2 / s1 at most {OFF:g}",
    "a hundredth, as for the readout at the fixed point; the trial is long and not infinite",
    section=3,
)
def first_gradient(evidence):
    """Check Eq. 11's direction and rank on networks before training."""
    summary = evidence.part("start")
    n = summary["N"].max().item()
    cell = choose(summary, N=n)
    parts = []
    for name, what in (("off_direction", "distance"), ("second", "s2 / s1")):
        values = cell[name].values.ravel()
        text = f"{number(np.median(values), 2)}, at most {number(values.max(), 2)}"
        parts.append(at_most(f"N = {n}: {what}", values, OFF, text))
    return parts


@claim(
    "without W0, N_in + N_out bounds the rank that linear networks obtain through learning; W0 "
    "enlarges the pool of directions",
    "Section 5",
    f"singular values of dW above {ROUNDING:g} s1, networks whose loss falls below {SOLVED:.0%} of "
    "the initial: at most N_in + N_out in each at g = 0; more, mean over seeds, at each g > 0",
    "double precision has rounding of 1e-16; 1e-5 as for one input and output",
    section=5,
)
def rank_bound(evidence):
    """Check linear networks with several inputs and outputs."""
    summary, parts = evidence.part("channels"), []
    learnt = summary["loss"].isel(epoch=-1) < SOLVED * summary["loss"].isel(epoch=0)
    bound = summary["inputs"] + summary["outputs"]
    values = summary["sv_dw"]
    beyond = (values > ROUNDING * values.max("index")).sum("index") - bound
    beyond = beyond.where(learnt).transpose("channels", "g", "seed")
    for g in summary["g"].values:
        cell = choose(beyond, g=g)
        means = cell.mean("seed").values
        if np.isnan(means).any():
            raise NotEvaluated(f"g = {g:g}: no network of some N_in + N_out has learnt its task")
        name = f"g = {g:g}: rank - (N_in + N_out)"
        text = f"{number(means.min(), 2)} to {number(means.max(), 2)}"
        kept = cell.values[np.isfinite(cell.values)]
        parts.append(above(name, means, 0, text) if g else at_most(name, kept, 0, text))
    return [*parts, *left_out("not learnt", learnt.values)]
