"""Following leading singular values and eigenvalues, against full decompositions."""

import numpy as np
import pytest
from scipy import linalg, stats

from deltaw.linear.followed import Eigenvalues, LeadingValues, SingularValues


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


def test_singular_values_of_each_epoch():
    followed = SingularValues(20, 3, 4)
    for epoch, matrix in enumerate(growing(20, 0.1, 3)):
        followed(epoch, np.full((20, 20), np.nan), matrix)  # W is not looked at
        np.testing.assert_allclose(followed.values[epoch], linalg.svdvals(matrix)[:3], rtol=1e-3)
    assert np.isnan(followed.values[3:]).all()


def with_eigenvalues(rng, *blocks):
    """Return a real matrix with these eigenvalues, complex ones with their conjugates."""
    form = linalg.block_diag(
        *([[z.real, z.imag], [-z.imag, z.real]] if z.imag else z.real for z in blocks)
    )
    basis = rng.standard_normal(form.shape)
    return basis @ form @ linalg.inv(basis)


def test_eigenvalues_come_by_their_real_part_and_the_fastest_by_its_imaginary_part():
    followed = Eigenvalues(7, 4, 3)
    rng = np.random.default_rng(0)
    for epoch in range(8):
        turning = complex(0.1 * epoch, 0.7)  # becomes the leading one after epoch 4
        w = with_eigenvalues(rng, turning, complex(0.45, 0.2), complex(0.3), complex(-2))
        followed(epoch, w, np.full(w.shape, np.nan))  # ΔW is not looked at
    assert followed.epochs.tolist() == [0, 3, 6]
    slow, fast = [0.45 + 0.2j, 0.45 - 0.2j], np.array([0.7j, 0.3 + 0.7j, 0.6 + 0.7j])
    expected = [[*slow, 0.3, fast[0]], [*slow, 0.3, 0.3], [fast[2], fast[2].conj(), *slow]]
    for row in (0, 2):
        np.testing.assert_allclose(followed.leading[row], expected[row], atol=1e-12)
    np.testing.assert_allclose(followed.leading[1].real, np.real(expected[1]), atol=1e-12)
    np.testing.assert_allclose(followed.fastest, fast, atol=1e-12)


def test_eigenvalues_against_numpy_and_a_matrix_of_rank_one():
    rng = np.random.default_rng(0)
    followed = Eigenvalues(1, 5, 1)
    w = rng.standard_normal((50, 50)).astype(np.float32) / np.sqrt(50)
    followed(0, w, w)
    full = np.linalg.eigvals(w.astype(np.float64))
    np.testing.assert_allclose(followed.leading[0].real, np.sort(full.real)[:-6:-1], rtol=1e-10)
    assert followed.fastest[0].imag == pytest.approx(full.imag.max(), rel=1e-10)
    a, b = rng.standard_normal((2, 50))
    followed(1, np.outer(a, b) * np.sign(a @ b), w)
    np.testing.assert_allclose(followed.leading[1], [abs(a @ b), 0, 0, 0, 0], atol=1e-6)
