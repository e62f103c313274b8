"""Following the leading singular values, against a full decomposition."""

import numpy as np
import pytest
from scipy import linalg, stats

from deltaw.leading import LeadingValues


def growing(n, decay, epochs, seed=0):
    """Yield matrices whose singular values fall fast and whose vectors turn slowly."""
    rng = np.random.default_rng(seed)
    left, right = (stats.ortho_group.rvs(n, random_state=rng) for _ in range(2))
    turn = linalg.expm(0.01 * (left - left.T))
    for epoch in range(1, epochs + 1):
        left = turn @ left
        yield (left * (epoch * decay ** np.arange(n))) @ right.T


@pytest.mark.parametrize("decay", [0.3, 0.05, 1e-3])
def test_values_are_those_of_the_full_decomposition(decay):
    leading = LeadingValues(60, 5)
    for epoch, matrix in enumerate(growing(60, decay, 30)):
        full = linalg.svdvals(matrix)[:5]
        found = leading(matrix)
        assert found.shape == (5,)
        if epoch == 0 or epoch > 3:
            np.testing.assert_allclose(found, full, rtol=1e-5, atol=1e-14 * full[0])


def test_matrices_of_low_rank_and_nothing():
    leading = LeadingValues(40, 5)
    rng = np.random.default_rng(0)
    a, b = rng.standard_normal((2, 40, 2))
    np.testing.assert_array_equal(leading(np.zeros((40, 40))), np.zeros(5))
    for scale in (1e-12, 1, 1e12):
        found = leading(scale * a @ b.T)
        np.testing.assert_allclose(found[:2], linalg.svdvals(scale * a @ b.T)[:2], rtol=1e-12)
        assert (found[2:] < 1e-13 * found[0]).all()


def test_a_matrix_smaller_than_the_block():
    matrix = np.random.default_rng(0).standard_normal((4, 4))
    np.testing.assert_allclose(LeadingValues(4, 3)(matrix), linalg.svdvals(matrix)[:3], rtol=1e-12)


def test_the_same_matrices_give_the_same_bits():
    first, second = (
        [leading(matrix) for matrix in growing(30, 0.1, 5)]
        for leading in (LeadingValues(30, 5), LeadingValues(30, 5))
    )
    np.testing.assert_array_equal(first, second)
