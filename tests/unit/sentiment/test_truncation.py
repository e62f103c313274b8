"""The LSTM with truncated matrices."""

import numpy as np
import pytest
from scipy import linalg

from deltaw.sentiment.truncation import truncated_accuracies
from small_lstm import UNITS


@pytest.mark.parametrize("part", ["dw", "w"])
def test_full_rank_gives_back_the_trained_network(trained, part):
    before, after, _ = trained
    seen = []
    truncated_accuracies(before, after, [UNITS], lambda w: seen.append(w) or 0.0, part)
    for name, weight in after._asdict().items():
        np.testing.assert_allclose(getattr(seen[0], name), weight, rtol=0, atol=1e-7)


@pytest.mark.parametrize(("part", "rank"), [("dw", 0), ("dw", 3), ("w", 0), ("w", 3)])
def test_truncation_has_the_error_of_the_singular_values_left_out(trained, part, rank):
    before, after, _ = trained
    seen = []
    truncated_accuracies(before, after, [rank], lambda w: seen.append(w) or 0.0, part)
    for name, weight in after._asdict().items():
        left_out = getattr(seen[0], name) - weight
        w0 = getattr(before, name) if part == "dw" else 0
        expected = linalg.svdvals(weight - w0)[rank:] if name in {"rec1", "in2", "rec2"} else 0
        assert np.linalg.norm(left_out) == pytest.approx(np.linalg.norm(expected), abs=1e-5)


def test_processes_share_the_ranks(trained):
    before, after, _ = trained
    found = [
        truncated_accuracies(before, after, range(8), lambda w: w.rec1.sum(), "dw", processes)
        for processes in (1, 3)
    ]
    assert len(set(found[0])) > 1
    np.testing.assert_array_equal(*found)
