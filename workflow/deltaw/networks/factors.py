"""A change of connectivity of given rank: ΔW = A B^T is trained in place of W."""

from collections.abc import Mapping

import numpy as np


class Factors:
    """The factors of ΔW, and how they follow the gradient of W.

    A begins at 0, so that ΔW does, and B with random columns of unit length, as in low-rank
    adaptation (Hu et al., ICLR 2022): were both 0, neither would have a gradient.

    A step of Adam moves each entry by eta / N, and so W by eta in all. So that A B^T moves as far
    for each column, A and B have to move by eta / sqrt(N): the optimiser is given them divided by
    sqrt(N). A step of gradient descent follows their scale, and is given them as they are.

    Parameters
    ----------
    w : numpy.ndarray, shape (N, N)
        W, changed in place; W0 when the factors are made.
    columns : numpy.ndarray, shape (N, R)
        B at the start.
    follows_scale : bool
        Whether a step of the optimiser is as long as the gradient.
    """

    def __init__(self, w: np.ndarray, columns: np.ndarray, follows_scale: bool):
        self.w, self.w0 = w, w.copy()
        self.scale = 1 if follows_scale else len(w)  # ΔW = scale a b^T
        self.b = (columns / np.sqrt(self.scale)).astype(w.dtype)
        self.a = np.zeros_like(self.b)

    @property
    def parameters(self) -> list[np.ndarray]:
        """What the optimiser moves, each of shape (N, R)."""
        return [self.a, self.b]

    def gradients(self, of_w: np.ndarray) -> list[np.ndarray]:
        """Return the gradients of the parameters for dL/dW, shape (N, N)."""
        return [self.scale * of_w @ self.b, self.scale * of_w.T @ self.a]

    def apply(self) -> None:
        """Set W = W0 + A B^T."""
        np.matmul(self.a, self.scale * self.b.T, out=self.w)
        self.w += self.w0

    def state(self) -> dict:
        """Return what a checkpoint keeps."""
        return {"a": self.a, "b": self.b}

    def restore(self, state: Mapping) -> None:
        """Take the state of a checkpoint."""
        self.a[:], self.b[:] = state["a"], state["b"]
