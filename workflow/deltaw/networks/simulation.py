"""The recurrent network of Eq. 2 and 3, its Euler steps and their gradient.

With r[k] = tanh(x[k]) and x[0] = 0, step k is

    x[k+1] = (1 - dt) x[k] + dt (W r[k] + M u[k]),        z[k] = V^T r[k+1].

The gradient is written by hand: the forward loop keeps r, the backward loop turns the
gradient of z into a[k] = dL/dx[k+1],

    a[k] = (1 - dt) a[k+1] + (1 - r[k+1]^2) (V dL/dz[k] + dt W^T a[k+1]),

and all steps together give dL/d[W M] = dt sum_k a[k] [r[k] u[k]]^T and
dL/dV = sum_k r[k+1] (dL/dz[k])^T, in one matrix product. Trials that have agreed so far are
stepped as one (`shared_steps`).
"""

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from ..connectivity import random_connectivity, unit_columns
from .shared_steps import share

_tanh_backward = torch.ops.aten.tanh_backward.grad_input


class Weights(NamedTuple):
    """The weights of a network.

    Attributes
    ----------
    w : torch.Tensor, shape (N, N)
        Recurrent weights W.
    m : torch.Tensor, shape (N, I)
        Input matrix M, columns of length sqrt(N).
    v : torch.Tensor, shape (N, O)
        Readout matrix V, columns of length 1 / sqrt(N).
    """

    w: Tensor
    m: Tensor
    v: Tensor


def initial_weights(
    rng: np.random.Generator, n: int, n_inputs: int, n_outputs: int, g: float
) -> Weights:
    """Draw the weights before training, as float32 (Section 2, "Training and initialization")."""
    w0 = random_connectivity(rng, n, g)
    m = np.sqrt(n) * unit_columns(rng, n, n_inputs)
    v = unit_columns(rng, n, n_outputs) / np.sqrt(n)
    return Weights(*(torch.from_numpy(a.astype(np.float32)) for a in (w0, m, v)))


def _aligned_rows(rows: int, columns: int, dtype: torch.dtype) -> Tensor:
    """Return zeros whose rows begin on cache lines: the product of all runs a tenth faster."""
    line = 64 // dtype.itemsize
    return torch.zeros(rows, -(-columns // line) * line, dtype=dtype)[:, :columns]


class Workspace:
    """The buffers of one trial shape, allocated once and written in place.

    Slot k holds the rows [r[k] u[k]], and those of [a[k] dL/dz[k-1]], so that [W M] acts in one
    product, as does its counterpart in the backward loop, and one more product of all rows
    gives every gradient. `share` says which rows there are.

    Parameters
    ----------
    n_trials, n_steps, n, n_inputs, n_outputs : int
        B, T, N, I and O.
    dtype : torch.dtype
    """

    def __init__(
        self,
        n_trials: int,
        n_steps: int,
        n: int,
        n_inputs: int,
        n_outputs: int,
        dtype: torch.dtype,
    ):
        self.n = n
        rows = (n_steps + 1) * n_trials
        self.source = _aligned_rows(rows, n + n_inputs, dtype)
        self.adjoint = _aligned_rows(rows, n + n_outputs, dtype)
        self.state = torch.zeros(n_trials, n, dtype=dtype)
        self.onward = torch.zeros(n + n_inputs, n, dtype=dtype)  # [W M]^T
        self.back = torch.zeros(n + n_outputs, n, dtype=dtype)  # dt W above V^T
        self.uses = 0

    def load(self, inputs: np.ndarray, mask: np.ndarray) -> None:
        """Take the trials to step.

        Parameters
        ----------
        inputs : numpy.ndarray, shape (B, T, I)
            u.
        mask : numpy.ndarray, shape (B, T, O)
            0 where an output is not penalised: outputs after a trial's last penalised step
            are undefined, their gradient must be 0.
        """
        self.shared = share(inputs, mask)
        self.parents = torch.from_numpy(self.shared.parents)
        drive = self.source[: sum(self.shared.sizes), self.n :]
        entering = torch.from_numpy(inputs[self.shared.trial, self.shared.step])
        drive[: len(entering)] = entering
        drive[len(entering) :] = 0

    def _slots(self, buffer: Tensor) -> tuple[Tensor, ...]:
        """Return a buffer's rows by slot."""
        return buffer[: sum(self.shared.sizes)].split(self.shared.sizes)

    def forward(self, w: Tensor, m: Tensor, dt: float) -> None:
        """Step through the trials from x = 0 and keep the rates."""
        torch.cat([w.t(), m.t()], out=self.onward)
        sources = self._slots(self.source)
        rates = [slot.numpy() for slot in self._slots(self.source[:, : self.n])]
        rates[0][:] = 0
        live = self.state[: len(rates[0])].zero_()
        x = live.numpy()
        for source, later, size in zip(sources, rates[1:], self.shared.sizes[1:], strict=False):
            live.addmm_(source, self.onward, beta=1 - dt, alpha=dt)
            if size != len(x):
                live, x = self._resize(len(x), size)
            np.tanh(x, out=later)  # several times faster than torch's

    def _resize(self, old: int, new: int) -> tuple[Tensor, np.ndarray]:
        """Return the state of another number of rows; those that begin copy their parents."""
        if new > old:
            self.state[old:new] = self.state[self.parents[old:new]]
        live = self.state[:new]
        return live, live.numpy()

    def outputs(self, v: Tensor) -> Tensor:
        """Return z, shape (B, T, O), of the rates."""
        rows = slice(self.shared.sizes[0], sum(self.shared.sizes))
        rates = self.source[rows, : self.n]
        # A product with so few columns is slower than as many matrix-vector products.
        z = torch.stack([torch.mv(rates, column) for column in v.t().contiguous()], dim=-1)
        return z[torch.from_numpy(self.shared.place)]

    def backward(self, grad_z: Tensor, w: Tensor, v: Tensor, dt: float) -> tuple[Tensor, ...]:
        """Return the gradients of W, M and V for dL/dz, shape (B, T, O)."""
        self._load_gradient(grad_z)
        torch.mul(w, dt, out=self.back[: self.n])
        self.back[self.n :] = v.t()
        slots = self._slots(self.adjoint)
        adjoints = self._slots(self.adjoint[:, : self.n])
        rates = self._slots(self.source[:, : self.n])
        adjoints[-1].zero_()
        live = self.state[: len(rates[-1])]
        steps = zip(adjoints[-2::-1], adjoints[:0:-1], slots[:0:-1], rates[:0:-1], strict=True)
        for current, later, slot, rate in steps:
            if len(rate) != len(live):
                live = self.state[: len(rate)]
            torch.mm(slot, self.back, out=live)
            _tanh_backward(live, rate, grad_input=live)
            if len(current) == len(live):
                torch.add(live, later, alpha=1 - dt, out=current)
            else:
                self._return(live.add_(later, alpha=1 - dt), current)
        everything = slice(sum(self.shared.sizes))
        product = self.adjoint[everything].t() @ self.source[everything]
        n = self.n
        return dt * product[:n, :n], dt * product[:n, n:], product[n:, :n].t()

    def _load_gradient(self, grad_z: Tensor) -> None:
        """Write dL/dz beside the adjoints, summed over the trials that share a row."""
        first, last = self.shared.sizes[0], sum(self.shared.sizes)
        self.adjoint[:first, self.n :] = 0
        place = self.shared.place.ravel()
        for o, column in enumerate(grad_z.flatten(0, 1).t().numpy(), start=self.n):
            summed = np.bincount(place, weights=column, minlength=last - first)
            self.adjoint[first:last, o] = torch.from_numpy(summed)

    def _return(self, found: Tensor, current: Tensor) -> None:
        """Hand the adjoints of rows that begin after this slot to their parents."""
        kept = min(len(found), len(current))
        current[:kept] = found[:kept]
        current[kept:] = 0
        current.index_add_(0, self.parents[kept : len(found)], found[kept:])


class Simulated(torch.autograd.Function):
    """z of a whole trial, with the gradient of W, M and V (module docstring)."""

    @staticmethod
    def forward(ctx, w, m, v, workspace: Workspace, dt: float) -> Tensor:
        """Return z, shape (B, T, O), of the inputs that the workspace holds."""
        workspace.forward(w, m, dt)
        workspace.uses += 1
        ctx.save_for_backward(w, v)
        ctx.workspace, ctx.dt, ctx.use = workspace, dt, workspace.uses
        return workspace.outputs(v)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, grad_z: Tensor):
        """Return the gradients of w, m and v."""
        if ctx.use != ctx.workspace.uses:
            raise RuntimeError("the workspace was used for another trial before this backward pass")
        w, v = ctx.saved_tensors
        return *ctx.workspace.backward(grad_z, w, v, ctx.dt), None, None


def masked_loss(outputs: Tensor, targets: Tensor, mask: Tensor) -> Tensor:
    """Return half the mean squared error over what the mask penalises; all (B, T, O)."""
    error = outputs - targets
    return 0.5 * (mask * error * error).sum() / mask.sum()


@torch.no_grad()
def evaluate_outputs(weights: Weights, inputs: Tensor, dt: float, block: int = 512) -> Tensor:
    """Return z without gradients.

    Parameters
    ----------
    weights : Weights
    inputs : torch.Tensor, shape (B, T, I)
    dt : float
        Euler step in units of the time constant.
    block : int
        Trials that are stepped together: few enough to stay in a core's cache.

    Returns
    -------
    torch.Tensor, shape (B, T, O)
    """
    w, m, v = weights
    n = len(w)
    recurrent = torch.cat([w, m], dim=1).t().contiguous()
    outputs = inputs.new_empty(inputs.shape[1], len(inputs), v.shape[1])
    for part, z in zip(inputs.split(block), outputs.split(block, dim=1), strict=True):
        state = part.new_zeros(len(part), n)
        source = part.new_zeros(len(part), n + part.shape[2])
        rates, drive = source[:, :n], source[:, n:]
        state_array, rate_array = state.numpy(), rates.numpy()
        for u, z_step in zip(part.unbind(1), z.unbind(), strict=True):
            drive.copy_(u)
            state.addmm_(source, recurrent, beta=1 - dt, alpha=dt)
            np.tanh(state_array, out=rate_array)
            torch.matmul(rates, v, out=z_step)
    return outputs.transpose(0, 1)
