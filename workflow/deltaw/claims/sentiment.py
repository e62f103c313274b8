"""The claims on the LSTM of the sentiment analysis (Section 4, Fig. 5)."""

import numpy as np
import xarray as xr

from .measures import choose, spread
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


@claim(
    "dW has few large singular values; W0 and W have full rank, and W leaves W0's spectrum only "
    "in the first",
    "Fig. 5a",
    f"layer 2, recurrent: at most {TENTH:.0%} of dW's singular values above {TENTH:g} of the "
    f"largest; the smallest of W0 and W above {FULL:g} of the largest; W's and W0's differ by "
    f"more than {TENTH:.0%} only within the first {TENTH:.0%}, the first itself does",
    "'few' and 'visibly differs' taken as a tenth; a rank is full if no value is near rounding",
)
def lstm_low_rank(evidence):
    """Check Fig. 5a."""
    summary = _learnt(evidence)
    dw, w0, w = (
        summary[f"sv_{part}_rec2"].transpose("seed", "index").values for part in ("dw", "w0", "w")
    )
    few = int(np.ceil(TENTH * dw.shape[1]))
    large = (dw > TENTH * dw[:, :1]).sum(axis=1)
    smallest = np.minimum(w0[:, -1] / w0[:, 0], w[:, -1] / w[:, 0])
    differs = abs(w - w0) > TENTH * w0
    last = np.array([np.flatnonzero(row).max(initial=-1) + 1 for row in differs])
    good = differs[:, 0] & (last <= few)
    seeds = len(dw)
    first = 100 * (w[:, 0] / w0[:, 0] - 1)
    return [
        Part(
            f"{_source(summary)}: {spread(large)} of {dw.shape[1]} values of dW are large",
            int((large <= few).sum()),
            seeds,
        ),
        Part(f"smallest / largest {spread(smallest)}", int((smallest > FULL).sum()), seeds),
        Part(
            f"W differs from W0 up to value {spread(last)}, in the first by {spread(first)} %",
            int(good.sum()),
            seeds,
        ),
    ]


RANK, NEAR = 10, 0.01


@claim(
    "dW truncated at rank 10 has the final accuracy",
    "Fig. 5b",
    f"validation accuracy at rank {RANK} at most {NEAR:g} below the final one",
    "less than the standard error, 0.014, of an accuracy of 0.8 on the treebank's 872 sentences",
)
def lstm_rank_ten(evidence):
    """Check Fig. 5b, ΔW."""
    summary = _learnt(evidence)
    final = summary["final_accuracy"].values
    reached = choose(summary["accuracy_dw"], rank=RANK).values
    text = f"{_source(summary)}: {spread(reached)} of {spread(final)}"
    return [Part(text, int((reached >= final - NEAR).sum()), final.size)]


@claim(
    "W truncated needs more than half of the rank",
    "Fig. 5b",
    f"the first rank at which the validation accuracy comes within {NEAR:g} of the final one is "
    "above half the units",
    "the same nearness as for dW",
)
def lstm_full_w(evidence):
    """Check Fig. 5b, W."""
    summary = _learnt(evidence)
    half = summary.sizes["index"] / 2
    ranks = summary["rank"].values
    if ranks.max() <= half:
        raise NotEvaluated(f"W is truncated to ranks up to {ranks.max()} only, not above {half:g}")
    near = summary["accuracy_w"] >= summary["final_accuracy"] - NEAR
    near = near.transpose("seed", "rank").values
    first = np.where(near.any(axis=1), ranks[near.argmax(axis=1)], np.inf)
    text = f"{_source(summary)}: near at rank {spread(first)} of {summary.sizes['index']}"
    return [Part(text, int((first > half).sum()), first.size)]
