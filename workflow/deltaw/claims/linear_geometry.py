"""The claims on where ΔW of a linear network points, and on its start and end (Section 3)."""

import numpy as np
import xarray as xr

from ..linear import theory
from ..numerals import number, spread
from .linear import LINE, ROUNDING, SIGMAS, finished, targets
from .measures import above, at_least, at_most, choose, counted, left_out
from .registry import NotEvaluated, claim

FACTOR = 2


def _with_w0(summary: xr.Dataset) -> xr.Dataset:
    """Return the networks that have initial connectivity."""
    strong = summary.isel(g=np.flatnonzero(summary["g"] > 0))
    if not strong.sizes["g"]:
        raise NotEvaluated("the run has no g > 0")
    return strong


@claim(
    "the readout before learning vanishes as 1 / sqrt(N), with W0 as well",
    "Section 3",
    f"z0 at most {SIGMAS} sqrt(beta / N) in each network, and its root mean square over all "
    f"networks within a factor of {FACTOR} of sqrt(beta / N)",
    "w^T B m has the variance beta / N; one N tells the size and not the power of N",
    section=3,
    known=True,
)
def initial_readout(evidence):
    """Check the readout before the first update."""
    summary = evidence.part("linear")
    z0 = choose(summary["readout"], epoch=0)
    kept = np.isfinite(z0)
    if not kept.any():
        raise NotEvaluated("all networks diverged")
    scaled = z0 / np.sqrt(theory.beta(summary["g"]) / summary["N"].item())
    values = scaled.values[kept.values]
    mean = float(np.sqrt(np.mean(values**2)))
    within = 1 / FACTOR <= mean <= FACTOR
    size = counted("root mean square in these units:", mean, within, FACTOR)
    return [
        at_most("z0 / sqrt(beta / N), largest:", abs(values), SIGMAS, number(abs(values).max(), 2)),
        size,
        *left_out("diverged", kept.values),
    ]


@claim(
    "with W0 the rank of dW can exceed two, the rank without it",
    "Section 3, Higher-order terms",
    f"singular values above {ROUNDING:g} s1: at most 2 at g = 0, more than 2 at each g > 0 (mean "
    "over seeds)",
    "the trial is simulated in single precision",
    section=3,
    known=True,
)
def higher_rank(evidence):
    """Count the singular values of ΔW that are no rounding."""
    summary, parts = evidence.part("linear"), []
    for zhat in targets(summary):
        more = []
        for g in summary["g"].values:
            cell, caveats = finished(summary, zhat, g)
            values = cell["sv_dw"].transpose("seed", "index").values
            ranks = (values > ROUNDING * values[:, :1]).sum(axis=1)
            parts += caveats
            if np.isclose(g, 0):
                parts.append(at_most(f"zhat = {zhat:g}: rank at g = 0", ranks, 2))
            else:
                more.append(ranks.mean())
        text = f"{number(min(more), 2)} to {number(max(more), 2)}"
        parts.append(above(f"zhat = {zhat:g}: rank at g > 0", more, 2, text))
    return parts


AT_REST = 0.01


@claim(
    "in long trials the network converges to its fixed point, whose readout is w^T (I - W)^-1 m",
    "Section 3, Eq. 5",
    f"after training, w^T (I - W)^-1 m within {AT_REST:.0%} of zhat of the simulated readout, in "
    "each network",
    "a hundredth of the target, a ten-thousandth of the loss",
    section=3,
)
def fixed_point(evidence):
    """Check Eq. 5 on the trained networks."""
    summary, parts = evidence.part("linear"), []
    kept = (summary["diverged"] == 0).values
    if summary["fixed_point"].isnull().values[kept].all():
        raise NotEvaluated("the run has no readouts at the fixed point")
    for k, zhat in enumerate(targets(summary)):
        cell = summary.isel(zhat=k)
        off = abs(cell["fixed_point"] - cell["readout"].isel(epoch=-1)) / zhat
        values = off.transpose("g", "seed").values[kept[k]]
        text = f"{spread(100 * values)} %, at most {number(100 * values.max(), 2)} %"
        parts.append(at_most(f"zhat = {zhat:g}: off by", values, AT_REST, text))
    return [*parts, *left_out("diverged", kept)]


@claim(
    "gradient flow describes the discrete updates, with W0 too",
    "Section 3, Eq. 6",
    f"g of Fig. 3: the readout within {LINE:.0%} of zhat of the flow's, from the same W0, m and w, "
    "at each learning time that the flow has, in each network",
    "as for A at g = 0; the flow is exact for small learning rates, and steps add an error of "
    "their order",
    section=3,
    known=True,
)
def gradient_flow(evidence):
    """Compare the readout over learning time with the integrated Eq. 6."""
    summary, flow, parts = evidence.part("linear"), evidence.part("flow"), []
    for zhat in targets(summary):
        for g in flow["g"].values:
            of_flow = choose(flow, zhat=zhat, g=g)
            cell, caveats = finished(summary, zhat, g)
            off = np.array([_off_flow(cell, of_flow, seed) for seed in cell["seed"].values])
            text = f"{number(100 * off.max() / zhat, 2)} % at most"
            name = f"zhat = {zhat:g}, g = {g:g}: off by"
            parts += [at_most(name, off / zhat, LINE, text), *caveats]
    return parts


def _off_flow(cell: xr.Dataset, flow: xr.Dataset, seed: int) -> float:
    """Return the largest distance of a network's readout from its flow's."""
    network, of_flow = choose(cell, seed=seed), choose(flow, seed=seed)
    tau = network["learning_rate"].item() * network["epoch"].values
    readout = np.interp(of_flow["tau"].values, tau, network["readout"].values)
    return float(abs(readout - of_flow["readout"].values).max())


ALIGNED = 0.9


@claim(
    "dW and W0 are correlated: learning multiplies m and w by powers of W0",
    "Sections 1 and 5; Eq. 11",
    f"at each g > 0, mean over seeds: the part of dW along B^T w (rows: B m) at least {ALIGNED:g} "
    "of its norm, and larger than that along w and m",
    "Eq. 11 has all of dW there to first order; without a correlation W0 would not matter",
    section=3,
)
def correlated(evidence):
    """Check the direction of ΔW against that of Eq. 11."""
    summary, parts = evidence.part("linear"), []
    if summary["along_w0"].isnull().all():
        raise NotEvaluated("the run has no directions of dW")
    strong = _with_w0(summary)
    for zhat in targets(summary):
        cell = choose(strong, zhat=zhat)
        ours, plain = (cell[name].mean("seed").values for name in ("along_w0", "along_mw"))
        g = cell["g"].values
        text = f"{number(ours[0])} at g = {g[0]:g}, {number(ours[-1])} at {g[-1]:g}"
        parts.append(at_least(f"zhat = {zhat:g}: along B^T w, B m", ours, ALIGNED, text))
        text = f"{number(plain[0])} and {number(plain[-1])}"
        parts.append(counted(f"zhat = {zhat:g}: along w, m", plain, plain < ours, numbers=text))
    return [*parts, *left_out("diverged", (strong["diverged"] == 0).values)]


LEFT_OUT = 0.01


@claim(
    "with W0 the vectors of dW are those of Eq. 11 multiplied by B and B^T, such as BB^T w",
    "Section 3, Higher-order terms",
    "at each g > 0, mean over seeds: part of the norm of dW outside the span of B^T w, B^T B m and "
    f"B^T B B^T w (rows: B m, B B^T w and B B^T B m) at most {LEFT_OUT:g}, and less than outside "
    "the span of w and m",
    "the first three vectors that the gradient flow of Eq. 6 collects on each side, one at each "
    "order in tau; a hundredth is a ten-thousandth of the squared norm",
    section=3,
)
def span_of_powers(evidence):
    """Check where ΔW lies."""
    summary, parts = evidence.part("linear"), []
    if "outside_powers" not in summary or summary["outside_powers"].isnull().all():
        raise NotEvaluated("the run has no parts of dW outside powers of B")
    strong = _with_w0(summary)
    for zhat in targets(summary):
        cell = choose(strong, zhat=zhat)
        ours, plain = (cell[k].mean("seed").values for k in ("outside_powers", "outside_span"))
        text = f"{number(ours.max(), 2)} or less (w, m: {number(plain.min(), 2)} or more)"
        name = f"zhat = {zhat:g}: outside"
        parts.append(counted(name, ours, (ours <= LEFT_OUT) & (ours < plain), LEFT_OUT, text))
    return [*parts, *left_out("diverged", (strong["diverged"] == 0).values)]
