"""The recurrent network of Eq. 2 and 3, its Euler steps and their gradient.

With r[k] = phi(x[k]), in the paper tanh, and x[0] = 0, step k is

    x[k+1] = (1 - dt) x[k] + dt (W r[k] + M u[k]),        z[k] = V^T r[k+1],

and the private noise of each neuron on top, if it has any (`dynamics`).

The gradient is written by hand: the forward loop keeps r, the backward loop turns the
gradient of z into a[k] = dL/dx[k+1],

    a[k] = (1 - dt) a[k+1] + phi'(x[k+1]) (V dL/dz[k] + dt W^T a[k+1]),

and all steps together give dL/d[W M] = dt sum_k a[k] [r[k] u[k]]^T and
dL/dV = sum_k r[k+1] (dL/dz[k])^T, in one matrix product. Trials that have agreed so far are
stepped as one (`shared_steps`). numpy's products are those of OpenBLAS, which uses the widest
instructions of each processor; those of a step are taken in `products.Blocks`.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from ..connectivity import random_connectivity, unit_columns
from ..products import Blocks
from .dynamics import Dynamics
from .shared_steps import by_start, share


class Weights(NamedTuple):
    """The weights of a network.

    Attributes
    ----------
    w : numpy.ndarray, shape (N, N)
        Recurrent weights W.
    m : numpy.ndarray, shape (N, I)
        Input matrix M, columns of length sqrt(N).
    v : numpy.ndarray, shape (N, O)
        Readout matrix V, columns of length 1 / sqrt(N).
    """

    w: np.ndarray
    m: np.ndarray
    v: np.ndarray


def initial_weights(
    rng: np.random.Generator, n: int, n_inputs: int, n_outputs: int, g: float
) -> Weights:
    """Draw the weights before training, as float32 (Section 2, "Training and initialization")."""
    w0 = random_connectivity(rng, n, g)
    m = np.sqrt(n) * unit_columns(rng, n, n_inputs)
    v = unit_columns(rng, n, n_outputs) / np.sqrt(n)
    return Weights(*(a.astype(np.float32) for a in (w0, m, v)))


def _aligned_rows(rows: int, columns: int, dtype: np.dtype) -> np.ndarray:
    """Return zeros whose rows begin on cache lines: the product of all runs a tenth faster."""
    line = 64 // dtype.itemsize
    return np.zeros((rows, -(-columns // line) * line), dtype)[:, :columns]


class Workspace:
    """The buffers of one trial shape, allocated once and written in place.

    Slot k holds the rows [r[k] u[k]], and those of [a[k] dL/dz[k-1]], so that [W M] acts in one
    product, as does its counterpart in the backward loop, and one more product of all rows
    gives every gradient. `share` says which rows there are.

    Parameters
    ----------
    n_trials, n_steps : int
        B, the most trials that are stepped together, and T.
    weights : Weights
        Of the size and precision of those that will be used.
    dynamics : Dynamics
    keep : bool
        Whether the rates of all steps are kept, for the gradient; else two slots take turns, and
        stay in a core's cache.
    """

    def __init__(
        self, n_trials: int, n_steps: int, weights: Weights, dynamics: Dynamics, keep: bool = True
    ):
        self.n, n_inputs = weights.m.shape
        self.dt, self.phi = dynamics.dt, dynamics.phi
        n_outputs, dtype = weights.v.shape[1], weights.w.dtype
        self.n_trials, self.keep = n_trials, keep
        rows = n_trials * (n_steps + 1 if keep else 2)
        self.source = _aligned_rows(rows, self.n + n_inputs, dtype)
        self.adjoint = _aligned_rows(rows if keep else 0, self.n + n_outputs, dtype)
        self.state, self.slope = np.zeros((2, n_trials, self.n), dtype)
        self.onward = Blocks(n_trials, (self.n + n_inputs, self.n), dtype)  # dt [W M]^T
        self.back = Blocks(n_trials, (self.n + n_outputs, self.n), dtype)  # dt W above V^T
        self.rooms = self.onward.room(n_trials), self.back.room(n_trials)

    def load(self, inputs: np.ndarray, mask: np.ndarray, noise: np.ndarray | None = None) -> None:
        """Take the trials to step.

        Parameters
        ----------
        inputs : numpy.ndarray, shape (B, T, I)
            u.
        mask : numpy.ndarray, shape (B, T, O)
            0 where an output is not penalised: outputs after a trial's last penalised step
            are undefined, their gradient must be 0.
        noise : numpy.ndarray, shape (B, T, N), optional
            What is added to the state in each step. Its trials share no rows.
        """
        self.shared = share(inputs, mask, private=noise is not None)
        self.ends = np.cumsum(self.shared.sizes).tolist()
        self.entering = inputs[self.shared.trial, self.shared.step]
        self.noise = None if noise is None else noise[self.shared.trial, self.shared.step]

    def _slots(self, buffer: np.ndarray) -> list[np.ndarray]:
        """Return a buffer's rows by slot."""
        if self.keep:
            return [buffer[start:end] for start, end in pairwise([0, *self.ends])]
        turns = (buffer[: self.n_trials], buffer[self.n_trials :])
        return [turns[k % 2][:size] for k, size in enumerate(self.shared.sizes)]

    def forward(self, weights: Weights) -> np.ndarray:
        """Step through the trials from x = 0 and return z, shape (B, T, O)."""
        dt, phi = self.dt, self.phi
        self.onward.fill(dt * np.concatenate([weights.w, weights.m], axis=1).T)
        rates, drives = (self._slots(b) for b in np.split(self.source, [self.n], axis=1))
        bounds = [*pairwise([0, *self.ends])]
        z = np.empty((weights.v.shape[1], self.ends[-1]), self.source.dtype)
        # A product with so few columns is slower than as many matrix-vector products.
        columns = np.ascontiguousarray(weights.v.T)
        x = self.state[: len(rates[0])]
        x[:] = 0
        phi.rate(x, out=rates[0])
        for k, source in enumerate(self._slots(self.source)[:-1]):
            later, (start, end) = rates[k + 1], bounds[k + 1]
            drives[k][:] = self.entering[slice(*bounds[k])]
            x *= 1 - dt
            x += self.onward.times(source, self.rooms[0])
            if self.noise is not None:
                x += self.noise[slice(*bounds[k])]
            if len(later) != len(x):
                x = self._resize(len(x), len(later))
            phi.rate(x, out=later)
            for column, output in zip(columns, z, strict=True):
                np.dot(later, column, out=output[start:end])
        return z.T[self.ends[0] :][self.shared.place]

    def _resize(self, old: int, new: int) -> np.ndarray:
        """Return the state of another number of rows; those that begin copy their parents."""
        if new > old:
            self.state[old:new] = self.state[self.shared.parents[old:new]]
        return self.state[:new]

    def backward(self, grad_z: np.ndarray, weights: Weights) -> Weights:
        """Return the gradients of W, M and V for dL/dz, shape (B, T, O), of the last trials."""
        dt, slope = self.dt, self.slope
        self._load_gradient(grad_z)
        self.back.fill(np.concatenate([dt * weights.w, weights.v.T]))
        slots, adjoints = self._slots(self.adjoint), self._slots(self.adjoint[:, : self.n])
        rates = self._slots(self.source[:, : self.n])
        adjoints[-1][:] = 0
        steps = zip(adjoints[-2::-1], adjoints[:0:-1], slots[:0:-1], rates[:0:-1], strict=True)
        for current, later, slot, rate in steps:
            found = self.back.times(slot, self.rooms[1])
            self.phi.slope(rate, out=slope[: len(rate)])
            found *= slope[: len(rate)]
            if len(current) == len(found):
                np.multiply(later, 1 - dt, out=current)
                current += found
            else:
                self._return(found + (1 - dt) * later, current)
        n, everything = self.n, slice(self.ends[-1])
        product = self.adjoint[everything].T @ self.source[everything]
        return Weights(dt * product[:n, :n], dt * product[:n, n:], product[n:, :n].T)

    def _load_gradient(self, grad_z: np.ndarray) -> None:
        """Write dL/dz beside the adjoints, summed over the trials that share a row."""
        first, last = self.ends[0], self.ends[-1]
        self.adjoint[:first, self.n :] = 0
        place = self.shared.place.ravel()
        for o in range(grad_z.shape[2]):
            summed = np.bincount(place, grad_z[:, :, o].ravel(), minlength=last - first)
            self.adjoint[first:last, self.n + o] = summed

    def _return(self, found: np.ndarray, current: np.ndarray) -> None:
        """Hand the adjoints of rows that begin after this slot to their parents."""
        kept = min(len(found), len(current))
        current[:kept] = found[:kept]
        current[kept:] = 0
        np.add.at(current, self.shared.parents[kept : len(found)], found[kept:])


def masked_loss(outputs: np.ndarray, targets: np.ndarray, mask: np.ndarray) -> float:
    """Return half the mean squared error over what the mask penalises; all (B, T, O)."""
    error = outputs - targets
    return float(0.5 * (mask * error * error).sum(dtype=np.float64) / mask.sum(dtype=np.float64))


def loss_gradient(outputs: np.ndarray, targets: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Return dL/dz of `masked_loss`, shape (B, T, O)."""
    return mask * (outputs - targets) / mask.sum(dtype=np.float64).astype(mask.dtype)


def evaluate_outputs(
    weights: Weights,
    inputs: np.ndarray,
    mask: np.ndarray,
    dynamics: Dynamics,
    rng: np.random.Generator | None = None,
    block: int = 256,
) -> np.ndarray:
    """Return z, shape (B, T, O), without gradients.

    Parameters
    ----------
    weights : Weights
    inputs : numpy.ndarray, shape (B, T, I)
    mask : numpy.ndarray, shape (B, T, O)
        0 where an output is not needed: outputs after a trial's last other step are undefined.
    dynamics : Dynamics
    rng : numpy.random.Generator, optional
        Draws the noise, if the neurons have any.
    block : int
        Trials that are stepped together.
    """
    outputs = np.empty((*inputs.shape[:2], weights.v.shape[1]), inputs.dtype)
    order = by_start(inputs)  # so that trials of a block share steps
    workspace = Workspace(min(block, len(inputs)), inputs.shape[1], weights, dynamics, keep=False)
    for start in range(0, len(order), block):
        chosen = order[start : start + block]
        noise = dynamics.draw_noise(rng, (len(chosen), inputs.shape[1], len(weights.w)))
        workspace.load(inputs[chosen], mask[chosen], noise)
        outputs[chosen] = workspace.forward(weights)
    return outputs
