"""The leading singular values of a matrix that changes little by little."""

import numpy as np
from scipy import linalg

OVERSAMPLING = 5  # further directions that are followed: they make the wanted ones exact
COLD = 3  # passes over the first matrix, whose directions are unknown


class LeadingValues:
    """Randomised subspace iteration (Halko et al. 2011) that starts where it ended last.

    ΔW changes by one gradient from epoch to epoch, so one pass is enough where a method that
    starts afresh needs several. The matrix itself is projected and never squared: the small
    values of a quickly falling spectrum are as exact as those of a full decomposition, down
    to its rounding.

    Parameters
    ----------
    n : int
        N.
    n_values : int
        How many values are wanted, at most N.
    """

    def __init__(self, n: int, n_values: int):
        self.n_values = n_values
        # Any start without structure will do, and a fixed one gives the same bytes in each run.
        start = np.random.default_rng(0)
        self.directions = start.standard_normal((min(n, n_values + OVERSAMPLING), n))
        self.passes = COLD

    def __call__(self, matrix: np.ndarray) -> np.ndarray:
        """Return the first singular values of the matrix, falling, shape (n_values,)."""
        if not matrix.any():
            return np.zeros(self.n_values)
        for _ in range(self.passes):
            columns, _ = linalg.qr(matrix @ self.directions.T, mode="economic", check_finite=False)
            _, values, self.directions = linalg.svd(
                columns.T @ matrix, full_matrices=False, check_finite=False
            )
        self.passes = 1
        return values[: self.n_values]
