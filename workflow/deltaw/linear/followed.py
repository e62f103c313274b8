"""The leading values of matrices that change little by little, followed over a training.

`SingularValues` and `Eigenvalues` are observers of `training.descend`.
"""

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


class SingularValues:
    """Follow the leading singular values of ΔW from epoch to epoch.

    Parameters
    ----------
    n : int
        N.
    n_values : int
        How many are followed.
    epochs : int
        Updates of the training.

    Attributes
    ----------
    values : numpy.ndarray, shape (epochs + 1, n_values)
        Falling; NaN after a divergence.
    """

    def __init__(self, n: int, n_values: int, epochs: int):
        self.values = np.full((epochs + 1, n_values), np.nan)
        self.leading = LeadingValues(n, n_values)

    def __call__(self, epoch: int, w: np.ndarray, dw: np.ndarray) -> None:
        """Keep the singular values of this epoch's ΔW, shape (N, N)."""
        self.values[epoch] = self.leading(dw)


class Eigenvalues:
    """Follow eigenvalues of W: those with the largest real parts, and the fastest.

    The largest real part decides whether a linear network is stable: it is, with all below 1.
    The fastest is the eigenvalue with the largest imaginary part, 2π over the period of its
    oscillation; while W0 dominates it is another one than the leading.

    All eigenvalues are computed, by LAPACK: next to the dense edge of W0's circle, Lanczos-type
    methods take as long (40 ms at N = 256) and fail where W has low rank.

    Parameters
    ----------
    epochs : int
        Updates of the training.
    number : int
        How many eigenvalues with large real parts are followed.
    every : int
        They are taken each time after so many epochs, and before the first.

    Attributes
    ----------
    epochs : numpy.ndarray, shape (K,)
        The epochs at which they are taken.
    leading : numpy.ndarray of complex, shape (K, number)
        With falling real parts; of a conjugate pair first that with positive imaginary part.
        NaN after a divergence.
    fastest : numpy.ndarray of complex, shape (K,)
    """

    def __init__(self, epochs: int, number: int, every: int):
        self.epochs = np.arange(0, epochs + 1, every)
        self.leading = np.full((len(self.epochs), number), complex(np.nan, np.nan))
        self.fastest = np.full(len(self.epochs), complex(np.nan, np.nan))
        self.every = every

    def __call__(self, epoch: int, w: np.ndarray, dw: np.ndarray) -> None:
        """Keep the eigenvalues of this epoch's W, shape (N, N), if it is one to take them at."""
        if epoch % self.every:
            return
        values = linalg.eigvals(w.astype(np.float64), check_finite=False)
        falling = values[np.lexsort((-values.imag, -values.real))]
        self.leading[epoch // self.every] = falling[: self.leading.shape[1]]
        self.fastest[epoch // self.every] = falling[falling.imag.argmax()]
