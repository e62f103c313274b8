"""Decomposition, truncation, shuffling and thresholds."""

import numpy as np
import pytest

from deltaw import spectra
from deltaw.randomness import generator

RNG = generator(0, "spectra test")
MATRIX = RNG.standard_normal((30, 30))


def test_truncation_meets_eckart_young():
    """The error of rank R is the norm of the left-out singular values, and least."""
    parts = spectra.decompose(MATRIX)
    for rank in (0, 1, 7, 30):
        truncated = spectra.truncate(parts, rank)
        error = np.linalg.norm(MATRIX - truncated)
        assert error == pytest.approx(np.linalg.norm(parts.s[rank:]), abs=1e-12)
        assert np.linalg.matrix_rank(truncated) == rank
        for _ in range(20):
            other = RNG.standard_normal((30, rank)) @ RNG.standard_normal((rank, 30))
            moved = spectra.truncate(spectra.decompose(truncated + 0.1 * other), rank)
            assert np.linalg.norm(MATRIX - moved) >= error - 1e-12


@pytest.mark.parametrize("rank", [-1, 31])
def test_impossible_ranks_are_refused(rank):
    with pytest.raises(ValueError, match="not between 0 and 30"):
        spectra.truncate(spectra.decompose(MATRIX), rank)


def test_shuffle_keeps_the_multiset_of_entries_and_nothing_else():
    shuffled = spectra.shuffle(generator(1, "s"), MATRIX)
    np.testing.assert_array_equal(np.sort(shuffled, axis=None), np.sort(MATRIX, axis=None))
    assert abs(np.corrcoef(shuffled.ravel(), MATRIX.ravel())[0, 1]) < 4 / 30
    # Entries change rows as well as columns
    assert not np.array_equal(np.sort(shuffled, axis=1), np.sort(MATRIX, axis=1))
    assert not np.array_equal(np.sort(shuffled, axis=0), np.sort(MATRIX, axis=0))
    other = spectra.shuffle(generator(2, "s"), MATRIX)
    assert not np.array_equal(shuffled, other)


def test_losses_see_the_right_matrices():
    parts, w0 = spectra.decompose(MATRIX), RNG.standard_normal((30, 30))
    sums = spectra.truncation_losses(w0, parts, [0, 5, 30], np.sum)
    expected = [w0.sum(), (w0 + spectra.truncate(parts, 5)).sum(), (w0 + MATRIX).sum()]
    np.testing.assert_allclose(sums, expected)
    rngs = [generator(k, "s") for k in range(3)]
    norms = spectra.shuffle_losses(w0, np.zeros_like(w0), rngs, np.linalg.norm)
    np.testing.assert_allclose(norms, np.linalg.norm(w0))


def test_describe():
    w0, dw = RNG.standard_normal((2, 30, 30)).astype(np.float32)
    described = spectra.describe(w0, dw)
    rebuilt = (described["u_dw"] * described["sv_dw"]) @ described["v_dw"]
    np.testing.assert_allclose(rebuilt, dw, atol=1e-5)
    for name, matrix in (("w0", w0), ("dw", dw), ("w", w0 + dw)):
        assert np.linalg.norm(described[f"sv_{name}"]) == pytest.approx(
            np.linalg.norm(matrix), rel=1e-6
        )
        eigenvalues = described[f"eig_{name}"] @ [1, 1j]
        assert eigenvalues.sum().real == pytest.approx(np.trace(matrix), abs=1e-4)
        assert (np.diff(np.abs(eigenvalues)) <= 1e-9).all()


def test_describe_of_a_diverged_network_is_nan():
    described = spectra.describe(MATRIX, np.full((30, 30), np.nan))
    assert all(np.isnan(values).all() for values in described.values())
    assert described["u_dw"].shape == (30, 30)


def test_first_below():
    axis = np.array([0, 1, 2, 3])
    values = np.array([[4.0, 2, 0, 2], [4, 4, 4, 4], [0, 4, 4, 4], [np.nan] * 4])
    found = spectra.first_below(axis, values, np.array([1.0, 1, 1, 1]))
    np.testing.assert_array_equal(found, [2, np.nan, 0, np.nan])
    # a value equal to the threshold is not below it
    assert np.isnan(spectra.first_below(axis, np.ones(4), np.array(1.0)))
