"""The recurrent network of Eq. 2 and 3, its Euler steps and their gradient.

With r[k] = tanh(x[k]) and x[0] = 0, step k is

    x[k+1] = (1 - dt) x[k] + dt (W r[k] + M u[k]),        z[k] = V^T r[k+1].

The gradient is written by hand: the forward loop keeps r, the backward loop turns the
gradient of z into a[k] = dL/dx[k+1],

    a[k] = (1 - dt) a[k+1] + (1 - r[k+1]^2) (V dL/dz[k] + dt W^T a[k+1]),

and all steps together give dL/d[W M] = dt sum_k a[k] [r[k] u[k]]^T and
dL/dV = sum_k r[k+1] (dL/dz[k])^T, one matrix product each.
"""

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from .connectivity import random_connectivity, unit_columns


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


class Workspace:
    """The buffers of one trial shape, allocated once and written in place.

    Rates and inputs stand side by side, so that [W M] acts, and has its gradient, in one
    product.

    Parameters
    ----------
    n_trials, n_steps, n, n_inputs : int
        B, T, N and I.
    dtype : torch.dtype
    """

    def __init__(self, n_trials: int, n_steps: int, n: int, n_inputs: int, dtype: torch.dtype):
        self.source = torch.zeros(n_steps + 1, n_trials, n + n_inputs, dtype=dtype)
        self.adjoint = torch.zeros(n_steps + 1, n_trials, n, dtype=dtype)  # a[T] stays zero
        self.state = torch.zeros(n_trials, n, dtype=dtype)
        self.rates = self.source[:, :, :n]  # r[0] to r[T]
        # A view costs a tenth of a step's product: take those of the loops once.
        self.source_steps = self.source.unbind()
        self.state_array = self.state.numpy()
        self.rate_arrays = list(self.rates.numpy())
        self.rate_steps = self.rates.unbind()
        self.adjoint_steps = self.adjoint.unbind()
        self.uses = 0

    def load_inputs(self, inputs: Tensor) -> None:
        """Write u, shape (B, T, I)."""
        self.source[:-1, :, -inputs.shape[2] :] = inputs.transpose(0, 1)

    def forward(self, w: Tensor, m: Tensor, dt: float) -> None:
        """Step through the trial from x = 0 and keep the rates."""
        weights = torch.cat([w, m], dim=1).t().contiguous()
        state = self.state.zero_()
        for source, rates in zip(self.source_steps, self.rate_arrays[1:], strict=False):
            state.addmm_(source, weights, beta=1 - dt, alpha=dt)
            np.tanh(self.state_array, out=rates)  # several times faster than torch's

    def outputs(self, v: Tensor) -> Tensor:
        """Return z, shape (B, T, O), of the rates."""
        rates = self.rates[1:].flatten(0, 1)
        # A product with so few columns is slower than as many matrix-vector products.
        z = torch.stack([torch.mv(rates, column) for column in v.t().contiguous()], dim=-1)
        return z.view(-1, len(self.state), z.shape[1]).transpose(0, 1)

    def backward(self, grad_z: Tensor, w: Tensor, v: Tensor, dt: float) -> tuple[Tensor, ...]:
        """Return the gradients of W, M and V for dL/dz, shape (B, T, O)."""
        grad_z = grad_z.transpose(0, 1).flatten(0, 1)
        torch.mm(grad_z, v.t(), out=self.adjoint[:-1].flatten(0, 1))
        steps = zip(
            self.adjoint_steps[-2::-1],
            self.adjoint_steps[:0:-1],
            self.rate_steps[:0:-1],
            strict=True,
        )
        for current, later, rate in steps:
            current.addmm_(later, w, alpha=dt)
            torch.ops.aten.tanh_backward.grad_input(current, rate, grad_input=current)
            current.add_(later, alpha=1 - dt)
        grad_wm = self.adjoint.flatten(0, 1).t() @ self.source.flatten(0, 1)
        rates = self.rates[1:].flatten(0, 1).t()
        grad_v = torch.stack([torch.mv(rates, column) for column in grad_z.t().contiguous()], dim=1)
        return *grad_wm.mul_(dt).tensor_split([len(w)], dim=1), grad_v


class Trial(torch.autograd.Function):
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
