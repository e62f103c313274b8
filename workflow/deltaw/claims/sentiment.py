"""The claims on the LSTM of the sentiment analysis (Sections 4 and 5, Fig. 5)."""

import numpy as np
import xarray as xr

from ..numerals import number, spread
from .measures import above, at_most, choose, counted
from .registry import Evidence, NotEvaluated, Part, claim

LEARNT = 0.6
TENTH, FULL = 0.1, 1e-3


def _learnt(evidence: Evidence) -> xr.Dataset:
    """Return the summary, if its networks tell positive from negative at all."""
    summary = evidence.part("sentiment")
    worst = summary["final_accuracy"].min().item()
    if worst < LEARNT:
        raise NotEvaluated(f"the final accuracy is {worst:.2f}: near chance, nothing was learnt")
    return summary


def _source(summary: xr.Dataset) -> str:
    return f"{summary['corpus'].item()}, {summary['embeddings'].item()}"


def _values(summary: xr.Dataset, part: str, matrix: str) -> np.ndarray:
    """Return the singular values of a matrix (rec2, ...) or of its change, (seed, index)."""
    return summary[f"sv_{part}_{matrix}"].transpose("seed", ...).values


def _few_large(name: str, dw: np.ndarray) -> Part:
    """Return how many singular values of ΔW are above a tenth of the largest."""
    large = (dw > TENTH * dw[:, :1]).sum(axis=1)
    text = f"{spread(large)} of {dw.shape[1]} values of dW are large"
    return at_most(name, large, _few(dw), text)


def _few(dw: np.ndarray) -> int:
    return int(np.ceil(TENTH * dw.shape[1]))


@claim(
    "dW has few large singular values; W0 and W have full rank, and W leaves W0's spectrum only "
    "in the first",
    "Fig. 5a",
    f"layer 2, recurrent: at most {TENTH:.0%} of dW's singular values above {TENTH:g} of the "
    f"largest; the smallest of W0 and W above {FULL:g} of the largest; W's and W0's differ by "
    f"more than {TENTH:.0%} only within the first {TENTH:.0%}, the first itself does",
    "'few' and 'visibly differs' taken as a tenth; a rank is full if no value is near rounding",
    section=4,
    panels="fig5a",
    legible=True,
)
def lstm_low_rank(evidence):
    """Check Fig. 5a."""
    summary = _learnt(evidence)
    dw, w0, w = (_values(summary, part, "rec2") for part in ("dw", "w0", "w"))
    smallest = np.minimum(w0[:, -1] / w0[:, 0], w[:, -1] / w[:, 0])
    differs = abs(w - w0) > TENTH * w0
    last = np.array([np.flatnonzero(row).max(initial=-1) + 1 for row in differs])
    good = differs[:, 0] & (last <= _few(dw))
    first = 100 * (w[:, 0] / w0[:, 0] - 1)
    text = f"up to value {spread(last)}, in the first by {spread(first)} %"
    return [
        _few_large(f"{_source(summary)}:", dw),
        above("smallest / largest", smallest, FULL),
        counted("W differs from W0", last, good, _few(dw), text),
    ]


@claim(
    "the other matrices of the LSTM behave similarly",
    "Section 4; supplement, LSTM",
    f"input weights of both layers and recurrent weights of layer 1: at most {TENTH:.0%} of dW's "
    f"singular values above {TENTH:g} of the largest",
    "as for layer 2's recurrent weights",
    section=4,
    known=True,
)
def lstm_others(evidence):
    """Check the other spectra of the LSTM."""
    summary = _learnt(evidence)
    names = {"in1": "layer 1, input:", "rec1": "layer 1, recurrent:", "in2": "layer 2, input:"}
    return [_few_large(name, _values(summary, "dw", k)) for k, name in names.items()]


DOMINATED = 0.5


@claim(
    "learning only leads to small changes: W is dominated by W0",
    "Section 4",
    f"layer 2, input and recurrent weights: ‖dW‖ below {DOMINATED:g} ‖W0‖",
    "as for the nonlinear networks of Section 2",
    section=4,
    known=True,
)
def lstm_small_changes(evidence):
    """Compare the norms of ΔW and W0 in layer 2."""
    summary, parts = _learnt(evidence), []
    for matrix, name in (("in2", "input"), ("rec2", "recurrent")):
        dw, w0 = (np.linalg.norm(_values(summary, k, matrix), axis=1) for k in ("dw", "w0"))
        meets = dw < DOMINATED * w0
        parts.append(counted(f"{name}: ‖dW‖ / ‖W0‖", dw / w0, meets, DOMINATED))
    return parts


RANK, NEAR = 10, 0.01


@claim(
    "dW truncated at rank 10 already has the final training accuracy",
    "Fig. 5b",
    f"validation accuracy at rank {RANK} at most {NEAR:g} below the final one",
    "less than the standard error, 0.014, of an accuracy of 0.8 on the treebank's 872 sentences",
    section=4,
    panels="fig5b",
    legible=True,
)
def lstm_rank_ten(evidence):
    """Check Fig. 5b, ΔW."""
    summary = _learnt(evidence)
    final = summary["final_accuracy"].values
    reached = choose(summary["accuracy_dw"], rank=RANK).values
    text = f"{spread(reached)} of {spread(final)}"
    meets, limit = reached >= final - NEAR, final.mean() - NEAR
    return [counted(f"{_source(summary)}:", reached, meets, limit, text)]


def _first_near(summary: xr.Dataset, accuracy: str) -> np.ndarray:
    """Return the first rank with an accuracy near the final one, infinity if none (seed,)."""
    ranks = summary["rank"].values
    near = summary[accuracy] >= summary["final_accuracy"] - NEAR
    near = near.transpose("seed", "rank").values
    return np.where(near.any(axis=1), ranks[near.argmax(axis=1)], np.inf)


@claim(
    "W truncated needs more than half of the rank",
    "Fig. 5b",
    f"the first rank at which the validation accuracy comes within {NEAR:g} of the final one is "
    "above half the units",
    "the same nearness as for dW",
    section=4,
    panels="fig5b",
    legible=True,
)
def lstm_full_w(evidence):
    """Check Fig. 5b, W."""
    summary = _learnt(evidence)
    half = summary.sizes["index"] / 2
    ranks = summary["rank"].values
    if ranks.max() <= half:
        raise NotEvaluated(f"W is truncated to ranks up to {ranks.max()} only, not above {half:g}")
    first = _first_near(summary, "accuracy_w")
    text = f"{spread(first)} of {summary.sizes['index']}"
    return [above(f"{_source(summary)}: near at rank", first, half, text)]


COMPRESSED = 0.1


@claim(
    "a large potential for compression: the seed of W0 and dW at a very low rank are enough",
    "Sections 4 and 5, Broader Impact",
    f"numbers of dW's factors at the first rank with an accuracy at most {NEAR:g} below the final "
    f"one: at most {COMPRESSED:.0%} of the three truncated matrices' own",
    "a tenth of the size; that a seed gives back W0 is how every network here is made",
    section=5,
    panels="fig5b",
    legible=True,
    known=True,
)
def compression(evidence):
    """Compare what ΔW at its least sufficient rank takes with the full matrices."""
    summary = _learnt(evidence)
    units, ranks = summary.sizes["index"], _first_near(summary, "accuracy_dw")
    part = ranks * (4 * units + units) / (4 * units * units)
    text = f"{number(100 * part.mean(), 2)} % at rank {spread(ranks)}"
    return [at_most("part of the numbers:", part, COMPRESSED, text)]


SAME, SMALLER = 0.005, 0.5


@claim(
    "W0 comes back from the seed of its random number generator, and truncating dW compresses "
    "better than truncating W",
    "Section 5, Broader Impact; [38]",
    f"rebuilt from seed and factors, the accuracy at each stored rank within {SAME:g} of the "
    f"truncated network's; bytes of the first with an accuracy at most {NEAR:g} below the final "
    f"one at most {SMALLER:g} of the bytes with W truncated alike, or stored whole",
    "factors are stored in single precision, which can turn an answer or two; 'large potential' "
    "taken as half or less, where the text's ranks, 10 and more than 128, give a tenth",
    section=5,
    known=True,
)
def seed_and_factors(evidence):
    """Check networks that were stored as seed and factors."""
    summary, packed = _learnt(evidence), evidence.part("packed")
    known = summary["accuracy_dw"].sel(rank=packed["rank"])
    off = abs(packed["accuracy_dw"] - known).values
    parts = [at_most("rebuilt, off by", off, SAME, f"{number(off.max(), 2)} at most")]
    goal = summary["final_accuracy"] - NEAR
    ours, plain = (_least_bytes(packed, part, goal) for part in ("dw", "w"))
    text = f"{spread(ours / 1e6)} of {spread(plain / 1e6)} MB"
    return [*parts, at_most("bytes over those of W:", ours / plain, SMALLER, text)]


def _least_bytes(packed: xr.Dataset, part: str, goal: xr.DataArray) -> np.ndarray:
    """Return the bytes of the smallest file that is accurate enough, or of all weights (seed,)."""
    enough = packed[f"accuracy_{part}"] >= goal
    sizes = packed[f"bytes_{part}"].where(enough).min("rank")
    return np.fmin(sizes, packed["bytes_whole"]).transpose("seed").values
