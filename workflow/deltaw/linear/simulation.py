"""The linear network of Section 3: its trial, and the gradient of the trial.

With P = (1 - dt) I + dt W and x[0] given, step k is

    x[k+1] = P x[k] + dt u[k] M,        z[k] = V^T x[k+1],

the scheme of the nonlinear networks with the identity for tanh. The gradient is written by
hand: with a[T] = 0, going back from the last step,

    a[k-1] = P^T a[k] + V dL/dz[k-1],       dL/dW = dt sum_k a[k] x[k]^T,

where a[k] = dL/dx[k+1]. Both recursions are the same Krylov sequence with a source, one in P,
the other in P^T, and the sum over all steps is one product (N x T)(T x N).
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from ..connectivity import random_connectivity, unit_columns


class Trial(NamedTuple):
    """One trial; its steps are those of the Euler scheme.

    Attributes
    ----------
    inputs : numpy.ndarray, shape (T,)
        u, the input of each step.
    targets : numpy.ndarray, shape (T,)
        The target of the output after each step.
    mask : numpy.ndarray, shape (T,)
        1 where the output is penalised, else 0.
    """

    inputs: np.ndarray
    targets: np.ndarray
    mask: np.ndarray


def constant_input(
    zhat: float, dt: float, silence: float, stimulus: float, penalised: float
) -> Trial:
    """Return the trial of Fig. 3a: a constant input that the output has to turn into `zhat`.

    Parameters
    ----------
    zhat : float
        Target of the output.
    dt, silence, stimulus, penalised : float
        Euler step, time with input 0, time with input 1 and the time at its end in which the
        output is penalised; in units of the time constant.
    """
    n_steps = round((silence + stimulus) / dt)
    step = np.arange(n_steps)
    return Trial(
        inputs=(step >= round(silence / dt)).astype(float),
        targets=np.full(n_steps, float(zhat)),
        mask=(step >= n_steps - round(penalised / dt)).astype(float),
    )


class Weights(NamedTuple):
    """The weights of a linear network before training, float32.

    Attributes
    ----------
    w0 : numpy.ndarray, shape (N, N)
    m : numpy.ndarray, shape (N,)
        The input matrix M, here one vector of length sqrt(N).
    v : numpy.ndarray, shape (N,)
        The readout matrix V, here one vector of length 1 / sqrt(N).
    """

    w0: np.ndarray
    m: np.ndarray
    v: np.ndarray


def initial_weights(rng: np.random.Generator, n: int, g: float) -> Weights:
    """Draw the weights before training (Section 2, "Training and initialization")."""
    w0 = random_connectivity(rng, n, g)
    m = np.sqrt(n) * unit_columns(rng, n, 1)[:, 0]
    v = unit_columns(rng, n, 1)[:, 0] / np.sqrt(n)
    return Weights(*(a.astype(np.float32) for a in (w0, m, v)))


def _accumulate(matrix: np.ndarray, sequence: np.ndarray, product: np.ndarray) -> None:
    """Turn the sources s[k] into y[k] = matrix y[k-1] + s[k], in place; y[0] = s[0]."""
    for before, after in pairwise(sequence):
        np.dot(matrix, before, out=product)
        after += product


class Simulation:
    """A trial of a linear network and the gradient of its loss, as functions of W.

    The buffers are allocated once and have the precision of `m`.

    Parameters
    ----------
    m, v : numpy.ndarray, shape (N,)
        M and V.
    trial : Trial
    dt : float
        Euler step, in units of the time constant.
    start : float or numpy.ndarray, shape (N,)
        x(0).
    """

    def __init__(self, m, v, trial: Trial, dt: float, start: float | np.ndarray = 0.0):
        self.v, self.trial, self.dt = v, trial, dt
        n_steps, n, dtype = len(trial.inputs), len(m), m.dtype
        self.states = np.empty((n_steps + 1, n), dtype)
        self.adjoints = np.empty((n_steps, n), dtype)
        self.step = np.empty((n, n), dtype)  # P
        self.product = np.empty(n, dtype)
        self.sources = np.empty_like(self.states)
        self.sources[0] = start
        np.outer(dt * trial.inputs.astype(dtype), m, out=self.sources[1:])

    def outputs(self, w: np.ndarray) -> np.ndarray:
        """Return z, shape (T,), with connectivity W, shape (N, N)."""
        np.multiply(w, self.dt, out=self.step, casting="same_kind")
        self.step.flat[:: len(w) + 1] += 1 - self.dt
        self.states[:] = self.sources
        _accumulate(self.step, self.states, self.product)
        return self.states[1:] @ self.v

    def loss(self, outputs: np.ndarray) -> float:
        """Return half the mean squared error over the penalised steps."""
        _, targets, mask = self.trial
        return float(0.5 * (mask * (outputs - targets) ** 2).sum() / mask.sum())

    def gradient(self, outputs: np.ndarray) -> np.ndarray:
        """Return dL/dW, shape (N, N), of the trial that `outputs` ran last."""
        _, targets, mask = self.trial
        grad_z = mask * (outputs - targets) / mask.sum()
        np.outer(grad_z.astype(self.v.dtype), self.v, out=self.adjoints)
        _accumulate(self.step.T, self.adjoints[::-1], self.product)
        self.adjoints *= self.dt
        return self.adjoints.T @ self.states[:-1]

    def loss_of(self, w: np.ndarray) -> float:
        """Return the loss of a network with connectivity W, shape (N, N)."""
        with np.errstate(over="ignore", invalid="ignore"):
            return self.loss(self.outputs(w))
