"""The LSTM as a small file, read back."""

from io import BytesIO

import numpy as np
import pytest
from scipy import linalg

from deltaw.sentiment.compression import factors, pack, pack_whole, unpack
from deltaw.sentiment.lstm import drawn
from deltaw.sentiment.truncation import TRUNCATED, truncated_accuracies
from small_lstm import DIMENSION, UNITS

SEEDS = [7, 0]  # of small_lstm


def test_the_seeds_give_back_the_weights_before_training(trained):
    before, _, _ = trained
    again = drawn(*SEEDS, UNITS, DIMENSION)
    assert all(np.array_equal(a, b) for a, b in zip(again, before, strict=True))
    other = drawn(7, 1, UNITS, DIMENSION)
    assert not np.array_equal(other.rec1, before.rec1)


@pytest.mark.parametrize("part", ["dw", "w"])
@pytest.mark.parametrize("rank", [1, 3, UNITS])
def test_a_file_gives_back_the_truncated_network(trained, part, rank):
    before, after, _ = trained
    content = pack(
        after,
        factors(after, before if part == "dw" else None),
        rank,
        SEEDS if part == "dw" else [],
    )
    found = unpack(content)
    seen = []
    truncated_accuracies(before, after, [rank], lambda w: seen.append(w) or 0.0, part)
    for name, weight in seen[0]._asdict().items():
        np.testing.assert_allclose(getattr(found, name), weight, rtol=1e-5, atol=1e-6)
        assert getattr(found, name).dtype == np.float32
    assert found.bias_out.shape == after.bias_out.shape


def test_the_error_is_that_of_the_values_left_out(trained):
    before, after, _ = trained
    found = unpack(pack(after, factors(after, before), 2, SEEDS))
    for name in TRUNCATED:
        error = linalg.norm(getattr(found, name) - getattr(after, name))
        change = (getattr(after, name) - getattr(before, name)).astype(np.float64)
        assert error == pytest.approx(linalg.norm(linalg.svdvals(change)[2:]), rel=1e-4)


def test_a_file_is_as_large_as_its_numbers(trained):
    """Four bytes a number, and a header of 256 bytes or less for each array."""
    before, after, _ = trained
    of = factors(after, before)
    sizes = [len(pack(after, of, rank, SEEDS)) for rank in (1, 2)]
    assert sizes[1] - sizes[0] == 4 * 3 * (4 * UNITS + UNITS)
    whole = pack_whole(after)
    numbers = sum(weight.size for weight in after)
    assert 0 < len(whole) - 4 * numbers < 400 * len(after)
    with np.load(BytesIO(whole)) as file:
        assert set(file) == set(after._fields)
