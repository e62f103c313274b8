"""The two-layer LSTM.

It is two of torch's one-layer LSTMs, so that the masks of the dropout between them come from a
generator of the job's own. Sentences are padded at their ends, which cannot change the states
before: oneDNN runs them faster than packed ones.
"""

import ctypes
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

# What mallopt sets, from glibc's malloc.h
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_KEPT_BYTES = 2**30
_OLDER_LIMIT = 2**25  # bytes; the most that glibc's manual allows for a block


class Weights(NamedTuple):
    """All weights of the network, as float32.

    Rows are the blocks i, f, g, o of ``torch.nn.LSTM``, which has two biases a layer; both are
    kept, since Adam moves each of them by its own step.

    Attributes
    ----------
    in1, in2 : torch.Tensor, shapes (4N, E) and (4N, N)
        Input weights of the layers.
    rec1, rec2 : torch.Tensor, shape (4N, N)
        Recurrent weights.
    bias_in1, bias_rec1, bias_in2, bias_rec2 : torch.Tensor, shape (4N,)
    out : torch.Tensor, shape (N,)
        Readout of layer 2's last state.
    bias_out : torch.Tensor, shape ()
    """

    in1: Tensor
    rec1: Tensor
    bias_in1: Tensor
    bias_rec1: Tensor
    in2: Tensor
    rec2: Tensor
    bias_in2: Tensor
    bias_rec2: Tensor
    out: Tensor
    bias_out: Tensor


def initial_weights(rng: np.random.Generator, units: int, dimension: int) -> Weights:
    """Draw the weights before training.

    The input weights of layer 1 are uniform within ±1/sqrt(E), all else within ±1/sqrt(N).
    """
    shapes = Weights(
        in1=(4 * units, dimension),
        rec1=(4 * units, units),
        bias_in1=(4 * units,),
        bias_rec1=(4 * units,),
        in2=(4 * units, units),
        rec2=(4 * units, units),
        bias_in2=(4 * units,),
        bias_rec2=(4 * units,),
        out=(units,),
        bias_out=(),
    )
    bounds = dict.fromkeys(Weights._fields, units ** (-0.5)) | {"in1": dimension**-0.5}
    drawn = (
        np.asarray(rng.uniform(-bounds[name], bounds[name], shape), dtype=np.float32)
        for name, shape in shapes._asdict().items()
    )
    return Weights(*(torch.from_numpy(w) for w in drawn))


class Dropout(NamedTuple):
    """Masks of one batch, 0 or 1 / (1 - p).

    Attributes
    ----------
    between : torch.Tensor, shape (T, B, N)
        On the states of layer 1 as they enter layer 2.
    last : torch.Tensor, shape (B, N)
        On layer 2's last state as it enters the readout.
    """

    between: Tensor
    last: Tensor


def draw_dropout(
    rng: np.random.Generator, probability: float, steps: int, batch: int, units: int
) -> Dropout:
    """Draw the masks of a batch from a generator of the job's own."""
    keep = 1 - probability
    uniform = rng.random((steps + 1, batch, units), dtype=np.float32)
    masks = torch.from_numpy(uniform).lt_(keep).mul_(1 / keep)
    return Dropout(masks[:-1], masks[-1])


class Network(torch.nn.Module):
    """The network.

    Parameters
    ----------
    weights : Weights
        They are copied.
    """

    def __init__(self, weights: Weights):
        super().__init__()
        units, dimension = len(weights.out), weights.in1.shape[1]
        dtype = weights.out.dtype
        with torch.random.fork_rng(devices=()):  # their own first weights come from global state
            self.layers = torch.nn.ModuleList(
                torch.nn.LSTM(size, units, dtype=dtype) for size in (dimension, units)
            )
            self.readout = torch.nn.Linear(units, 1, dtype=dtype)
        self.load(weights)

    @torch.no_grad()
    def load(self, weights: Weights) -> None:
        """Take other weights."""
        for parameter, weight in zip(self.parameters(), weights, strict=True):
            parameter.copy_(weight.view_as(parameter))

    def weights(self) -> Weights:
        """Return a copy of the weights."""
        values = Weights(*(parameter.detach().clone() for parameter in self.parameters()))
        return values._replace(out=values.out[0], bias_out=values.bias_out[0])

    def forward(self, inputs: Tensor, lengths: Tensor, dropout: Dropout | None = None) -> Tensor:
        """Return the logit of each sentence for being positive, shape (B,).

        Parameters
        ----------
        inputs : torch.Tensor, shape (T, B, E)
            Word vectors; anything past a sentence's end.
        lengths : torch.Tensor, shape (B,)
            Tokens of each sentence, at least 1.
        dropout : Dropout, optional
            Masks in training.
        """
        h, _ = self.layers[0](inputs)
        if dropout is not None:
            h = h * dropout.between
        h, _ = self.layers[1](h)
        last = h[lengths - 1, torch.arange(len(lengths))]
        if dropout is not None:
            last = last * dropout.last
        return self.readout(last)[:, 0]


def keep_freed_memory() -> None:
    """Let the process keep what it frees for its next use, where the C library is glibc.

    Each batch needs tens of megabytes for a moment. Given back to the system in between, they cost
    a tenth of an epoch, in which the system clears them again.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    # Set alone, the trim threshold would have every larger block given back at once.
    if mallopt is not None and any(
        mallopt(_M_MMAP_THRESHOLD, largest) for largest in (_KEPT_BYTES, _OLDER_LIMIT)
    ):
        mallopt(_M_TRIM_THRESHOLD, _KEPT_BYTES)
