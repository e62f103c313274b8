"""The two-layer LSTM: weights, dropout, logits and their gradient.

Sentences are padded at their ends, which cannot change the states before.
"""

import ctypes
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import NamedTuple

import numpy as np

from ..randomness import generator
from .layer import Layer, rows_of

# What mallopt sets, from glibc's malloc.h
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_KEPT_BYTES = 2**30
_OLDER_LIMIT = 2**25  # bytes; the most that glibc's manual allows for a block
# Words after which layer 2 may begin: few, so that two threads wait little; more than one, so that
# the products of their inputs are large.
PART = 8


class Weights(NamedTuple):
    """All weights of the network, as float32.

    Rows are the blocks i, f, g, o of ``torch.nn.LSTM``, which has two biases a layer; both are
    kept, since Adam moves each of them by its own step.

    Attributes
    ----------
    in1, in2 : numpy.ndarray, shapes (4N, E) and (4N, N)
        Input weights of the layers.
    rec1, rec2 : numpy.ndarray, shape (4N, N)
        Recurrent weights.
    bias_in1, bias_rec1, bias_in2, bias_rec2 : numpy.ndarray, shape (4N,)
    out : numpy.ndarray, shape (N,)
        Readout of layer 2's last state.
    bias_out : numpy.ndarray, shape ()
    """

    in1: np.ndarray
    rec1: np.ndarray
    bias_in1: np.ndarray
    bias_rec1: np.ndarray
    in2: np.ndarray
    rec2: np.ndarray
    bias_in2: np.ndarray
    bias_rec2: np.ndarray
    out: np.ndarray
    bias_out: np.ndarray


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
    return Weights(*drawn)


def drawn(root: int, seed: int, units: int, dimension: int) -> Weights:
    """Return the weights before training of the LSTM with this number, from the seeds alone."""
    rng = generator(root, "sentiment", "weights", seed=seed)
    return initial_weights(rng, units, dimension)


class Dropout(NamedTuple):
    """Masks of one batch, 0 or 1 / (1 - p).

    Attributes
    ----------
    between : numpy.ndarray, shape (T, B, N)
        On the states of layer 1 as they enter layer 2.
    last : numpy.ndarray, shape (B, N)
        On layer 2's last state as it enters the readout.
    """

    between: np.ndarray
    last: np.ndarray


def draw_dropout(
    rng: np.random.Generator, probability: float, steps: int, batch: int, units: int
) -> Dropout:
    """Draw the masks of a batch from a generator of the job's own."""
    keep = 1 - probability
    uniform = rng.random((steps + 1, batch, units), dtype=np.float32)
    masks = (uniform < keep) * np.float32(1 / keep)
    return Dropout(masks[:-1], masks[-1])


class Network:
    """The network.

    Parameters
    ----------
    weights : Weights
        They are not copied: where they change, so does the network.
    threads : int
        With two, each layer has its own. Every product is computed by one thread, of the same
        words, so that results do not depend on it.
    """

    def __init__(self, weights: Weights, threads: int = 1):
        self.weights = weights
        self.first = Layer(weights.in1, weights.rec1)
        self.second = Layer(weights.in2, weights.rec2)
        self.pool = ThreadPoolExecutor(1) if threads > 1 else None

    def logits(
        self, inputs: np.ndarray, lengths: np.ndarray, dropout: Dropout | None = None
    ) -> np.ndarray:
        """Return the logit of each sentence for being positive, shape (B,).

        Parameters
        ----------
        inputs : numpy.ndarray, shape (T, B, E)
            Word vectors; anything finite past a sentence's end.
        lengths : numpy.ndarray, shape (B,)
            Tokens of each sentence, at least 1.
        dropout : Dropout, optional
            Masks in training.
        """
        w, (steps, batch, _) = self.weights, inputs.shape
        self.dropout, self.ends = dropout, (lengths - 1, np.arange(batch))
        self.parts = [slice(k, min(k + PART, steps)) for k in range(0, steps, PART)]
        self.first.begin(steps, batch, w.bias_in1 + w.bias_rec1)
        self.second.begin(steps, batch, w.bias_in2 + w.bias_rec2)

        def onward(part: slice) -> np.ndarray:
            h = self.first.forward(part, inputs[part])
            return h if dropout is None else h * dropout.between[part]

        self._in_turns(self.parts, onward, self.second.forward)
        last = self.second.states[1:][self.ends]
        self.last = last if dropout is None else last * dropout.last
        return self.last @ w.out + w.bias_out

    def gradients(self, grad_z: np.ndarray) -> Weights:
        """Return dL/dw of all weights for dL/dz, shape (B,), of the last batch."""
        grad_h, grad_last = np.zeros_like(self.second.bounded), np.outer(grad_z, self.weights.out)
        grad_h[self.ends] = grad_last if self.dropout is None else grad_last * self.dropout.last

        def back(part: slice) -> np.ndarray:
            grad_y = self.second.backward(part, grad_h[part])
            grad_x = (rows_of(grad_y) @ self.weights.in2).reshape(grad_h[part].shape)
            return grad_x if self.dropout is None else grad_x * self.dropout.between[part]

        self._in_turns(self.parts[::-1], back, self.first.backward)
        of_second = self._elsewhere(self.second.gradients)
        of_layers = self.first.gradients(), of_second()
        (one, two) = ((w_in, w_rec, b, b) for w_in, w_rec, b in of_layers)
        return Weights(*one, *two, grad_z @ self.last, grad_z.sum())

    def _in_turns(self, parts: list[slice], ahead: Callable, after: Callable) -> None:
        """Call after(part, ahead(part)) for all parts; `ahead` may run in the other thread."""
        given = [self._elsewhere(partial(ahead, part)) for part in parts]
        for part, result in zip(parts, given, strict=True):
            after(part, result())

    def _elsewhere(self, work: Callable) -> Callable:
        """Return a function that gives the result of work, which begins now in the other thread."""
        if self.pool is None:
            return work
        return self.pool.submit(copy_context().run, work).result  # with what warnings are off


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
