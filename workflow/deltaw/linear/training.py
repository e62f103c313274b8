"""Gradient descent on W in the linear network (Section 3)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .simulation import Simulation


@dataclass(frozen=True)
class Descent:
    """How a linear network is trained: plain gradient descent on W alone.

    Attributes
    ----------
    epochs : int
        Updates.
    learning_rate : float
        eta; the learning time tau is eta times the epoch.
    """

    epochs: int
    learning_rate: float


@dataclass
class Learned:
    """A trained linear network and its history.

    Attributes
    ----------
    dw : numpy.ndarray, shape (N, N)
        ΔW, in double precision; NaN after a divergence.
    outputs : numpy.ndarray, shape (T,)
        z of the last trial.
    loss, readout, gradient_norm : numpy.ndarray, shape (epochs + 1,)
        Loss, z at the end of the trial and Frobenius norm of dL/dW, before each update and
        after the last one. NaN after a divergence.
    diverged : bool
        Whether loss or gradient became infinite or NaN, which ends the training.
    """

    dw: np.ndarray
    outputs: np.ndarray
    loss: np.ndarray
    readout: np.ndarray
    gradient_norm: np.ndarray
    diverged: bool


def descend(
    w0: np.ndarray,
    simulation: Simulation,
    descent: Descent,
    progress: Callable[[int, float], None],
    observe: Callable[[int, np.ndarray, np.ndarray], None],
) -> Learned:
    """Train W by gradient descent through the simulated trial.

    ΔW is summed up by itself and in double precision, whatever that of the trial: of a sum in
    single precision, or of W - W0, the smaller singular values would be rounding.

    Parameters
    ----------
    w0 : numpy.ndarray, shape (N, N)
    simulation : Simulation
    descent : Descent
    progress : callable
        Told epoch and loss after each trial.
    observe : callable
        Told epoch, W and ΔW after each trial (`followed`). Both arrays are the descent's
        own: later epochs write into them.
    """
    history = np.full((3, descent.epochs + 1), np.nan)
    dw, w = np.zeros(w0.shape), np.empty_like(w0)
    with np.errstate(over="ignore", invalid="ignore"):
        for epoch in range(descent.epochs + 1):
            np.add(w0, dw, out=w, casting="same_kind")
            outputs = simulation.outputs(w)
            gradient = simulation.gradient(outputs)
            loss = simulation.loss(outputs)
            history[:, epoch] = loss, outputs[-1], np.linalg.norm(gradient)
            if diverged := not np.isfinite(history[:, epoch]).all():
                dw[:] = np.nan
                break
            observe(epoch, w, dw)
            progress(epoch, loss)
            if epoch < descent.epochs:
                dw -= descent.learning_rate * gradient
    return Learned(dw, outputs, *history, diverged)
