"""The random draws of a network before training (Section 2, "Training and initialization")."""

import numpy as np


def unit_columns(rng: np.random.Generator, n: int, n_columns: int) -> np.ndarray:
    """Return `n_columns` Gaussian vectors scaled to length 1, shape (N, n_columns)."""
    vectors = rng.standard_normal((n, n_columns))
    return vectors / np.linalg.norm(vectors, axis=0)


def random_connectivity(rng: np.random.Generator, n: int, g: float) -> np.ndarray:
    """Return W0, shape (N, N): independent entries from N(0, g^2 / N) (Section 2)."""
    return g / np.sqrt(n) * rng.standard_normal((n, n))
