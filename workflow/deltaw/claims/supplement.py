"""The claims on linear networks that fail to learn, or that need W0 (supplement)."""

import numpy as np

from ..numerals import number
from .measures import at_least, at_most, choose, counted, left_out
from .registry import NotEvaluated, claim

CLOSE, FAR, EXPLODES = 0.95, 0.9, 10


@claim(
    "an eigenvalue of W that approaches 1 can make the gradient explode",
    "Sections 3 and 5; supplement",
    f"gradient norm at its largest over that at the start: at least {EXPLODES} in each network "
    f"whose leading eigenvalue passes {CLOSE:g}, less in each whose stays below {FAR:g}",
    "an order of magnitude; the gradient of Eq. 6 has 1 - eigenvalue below it, twice or more",
    section=5,
    known=True,
)
def exploding_gradient(evidence):
    """Check gradients and eigenvalues of the networks that may fail to learn."""
    summary = evidence.part("failing").stack(network=("zhat", "g", "seed"))
    gradient = summary["gradient_norm"].transpose("network", "epoch")
    growth = (gradient.max("epoch") / gradient.isel(epoch=0)).values
    leading = choose(summary["leading_real"], order=1).max("followed").values
    exploded, calm = leading > CLOSE, leading < FAR
    if not exploded.any() or not calm.any():
        raise NotEvaluated(f"no network passes {CLOSE:g}, or none stays below {FAR:g}")
    name = f"{exploded.sum()} with an eigenvalue above {CLOSE:g}: gradient grows"
    text = f"{number(growth[exploded].min(), 2)} times or more"
    grows = at_least(name, growth[exploded], EXPLODES, text)
    name = f"{calm.sum()} below {FAR:g}:"
    text = f"{number(growth[calm].max(), 2)} times or less"
    return [grows, counted(name, growth[calm], growth[calm] < EXPLODES, EXPLODES, text)]


UNLEARNT, LEARNT = 0.5, 0.05


@claim(
    "for other tasks W0 is necessary: an oscillation is not learnt without it",
    "Section 5; supplement",
    f"loss at the end over that at the start, mean over seeds: at least {UNLEARNT:.0%} at g = 0, "
    f"at most {LEARNT:.0%} at each g > 0",
    "5 % is the paper's mark of a solved task; half of the loss is far from it",
    section=5,
    known=True,
)
def needs_w0(evidence):
    """Check the losses of the networks that learn to oscillate."""
    summary, parts = evidence.part("cosine"), []
    loss = summary["loss"].transpose("g", "seed", "epoch")
    kept = (summary["diverged"] == 0).transpose("g", "seed")
    left = (loss.isel(epoch=-1) / loss.isel(epoch=0)).where(kept)
    choose(left, g=0)
    for g in summary["g"].values:
        values = 100 * choose(left, g=g).values
        if not np.isfinite(values).any():
            raise NotEvaluated(f"g = {g:g}: all networks diverged")
        name, mean = f"g = {g:g}: % of the loss left", np.nanmean(values)
        if np.isclose(g, 0):
            parts.append(at_least(name, mean, 100 * UNLEARNT))
        else:
            parts.append(at_most(name, mean, 100 * LEARNT))
    return [*parts, *left_out("diverged", kept.values)]
