"""Optimisers, which move numpy arrays in place.

Importing torch for its own takes seconds, which a training of a minute does not have.
"""

from collections.abc import Mapping, Sequence

import numpy as np

BETA1, BETA2, EPS = 0.9, 0.999, 1e-8


class GradientDescent:
    """Plain gradient descent.

    Parameters
    ----------
    parameters : sequence of numpy.ndarray
        They are moved in place.
    learning_rate : float
    """

    def __init__(self, parameters: Sequence[np.ndarray], learning_rate: float):
        self.parameters, self.learning_rate = list(parameters), learning_rate

    def step(self, gradients: Sequence[np.ndarray]) -> None:
        """Move the parameters; gradients have their shapes."""
        for parameter, gradient in zip(self.parameters, gradients, strict=True):
            parameter -= self.learning_rate * gradient

    def state(self) -> dict:
        """Return what a checkpoint keeps: nothing."""
        return {}

    def restore(self, state: Mapping) -> None:
        """Take the state of a checkpoint."""


class Adam:
    """Adam (Kingma and Ba 2015) with its usual numbers, above.

    Parameters
    ----------
    parameters : sequence of numpy.ndarray
        They are moved in place.
    learning_rate : float
    """

    def __init__(self, parameters: Sequence[np.ndarray], learning_rate: float):
        self.parameters = [np.atleast_1d(p) for p in parameters]  # the same memory
        self.learning_rate = learning_rate
        # Sums instead of means save two passes: sum_k beta^k g[t-k], and that of g^2.
        self.sums = [np.zeros((2, *p.shape), p.dtype) for p in self.parameters]
        self.steps = 0

    def step(self, gradients: Sequence[np.ndarray]) -> None:
        """Move the parameters; gradients have their shapes."""
        self.steps += 1
        for parameter, gradient, sums in zip(self.parameters, gradients, self.sums, strict=True):
            self._move(parameter, np.atleast_1d(gradient), *sums)

    def _move(self, parameter, gradient, first, second) -> None:
        # Of the means without bias: the sums times (1 - beta) / (1 - beta^t).
        to_mean = (1 - BETA1) / (1 - BETA1**self.steps)
        to_root = ((1 - BETA2) / (1 - BETA2**self.steps)) ** 0.5
        work = np.square(gradient)
        first *= BETA1
        first += gradient
        second *= BETA2
        second += work
        np.sqrt(second, out=work)
        work += EPS / to_root
        np.divide(first, work, out=work)
        work *= self.learning_rate * to_mean / to_root
        parameter -= work

    def state(self) -> dict:
        """Return what a checkpoint keeps; the arrays are the optimiser's own."""
        return {"steps": self.steps} | {f"sums{k}": sums for k, sums in enumerate(self.sums)}

    def restore(self, state: Mapping) -> None:
        """Take the state of a checkpoint."""
        self.steps = int(state["steps"])
        for k, sums in enumerate(self.sums):
            sums[:] = state[f"sums{k}"]
