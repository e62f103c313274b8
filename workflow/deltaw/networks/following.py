"""What a training does to the spectra of ΔW and W, followed over its epochs."""

import numpy as np
from scipy import linalg

from ..spectra import eigenvalues


def followed_coordinates(epochs: int, number: int, every: int) -> dict:
    """Return the coordinates of what `Following` keeps."""
    return {
        "followed": np.arange(0, epochs + 1, every),
        "order": np.arange(1, number + 1),
        "part": ["real", "imaginary"],
    }


def cosine(a: np.ndarray, b: np.ndarray) -> float:
    """Return the cosine of two matrices, taken as vectors; NaN where one of them is 0."""
    lengths = linalg.norm(a) * linalg.norm(b)
    return float(np.vdot(a, b) / lengths) if lengths else np.nan


class Following:
    """Singular values of ΔW, its norm and direction, and eigenvalues of W, every so many epochs.

    All singular values are computed, by LAPACK, so that small ones are as exact as large ones.

    Parameters
    ----------
    w0 : numpy.ndarray, shape (N, N)
    epochs : int
        Updates of the training.
    number : int
        How many singular and eigenvalues are kept, at most N.
    every : int
        They are taken each time after so many epochs, and before the first.

    Attributes
    ----------
    values : dict of numpy.ndarray
        ``followed_sv``, shape (K, number); ``followed_norm``, ``followed_cosine``, shape (K,);
        ``followed_eig``, shape (K, number, 2), real and imaginary part. NaN after a divergence;
        the cosine also where ΔW or W0 is 0.
    """

    def __init__(self, w0: np.ndarray, epochs: int, number: int, every: int):
        self.w0, self.number, self.every = w0.astype(np.float64), number, every
        times = epochs // every + 1
        shapes = {"sv": (number,), "norm": (), "cosine": (), "eig": (number, 2)}
        self.values = {
            f"followed_{name}": np.full((times, *shape), np.nan) for name, shape in shapes.items()
        }

    def __call__(self, epoch: int, w: np.ndarray) -> None:
        """Keep the numbers of this epoch's W, shape (N, N), if it is one to take them at."""
        if epoch % self.every:
            return
        dw = w - self.w0
        taken = {
            "sv": linalg.svdvals(dw)[: self.number],
            "norm": linalg.norm(dw),
            "cosine": cosine(dw, self.w0),
            "eig": eigenvalues(w)[: self.number],
        }
        for name, value in taken.items():
            self.values[f"followed_{name}"][epoch // self.every] = value
