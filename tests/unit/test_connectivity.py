"""The random draws of a network before training."""

import numpy as np
import pytest

from deltaw.connectivity import random_connectivity, unit_columns


def test_columns_are_random_directions_of_length_one():
    columns = unit_columns(np.random.default_rng(0), 400, 3)
    np.testing.assert_allclose(np.linalg.norm(columns, axis=0), 1)
    gram = columns.T @ columns
    assert np.abs(gram[np.triu_indices(3, 1)]).max() < 5 / np.sqrt(400)
    assert abs(columns.mean()) < 5 / 400


@pytest.mark.parametrize("g", [0.5, 1.8])
def test_entries_are_independent_with_variance_g_squared_over_n(g):
    n = 400
    w0 = random_connectivity(np.random.default_rng(0), n, g)
    assert w0.mean() == pytest.approx(0, abs=5 * g / np.sqrt(n) / n)
    assert w0.std() == pytest.approx(g / np.sqrt(n), rel=0.01)
    assert np.abs(np.corrcoef(w0[:50])[np.triu_indices(50, 1)]).max() < 6 / np.sqrt(n)


def test_g_scales_the_same_draw():
    none, one, two = (random_connectivity(np.random.default_rng(0), 20, g) for g in (0, 1, 2))
    np.testing.assert_allclose(two, 2 * one)
    assert not none.any()
