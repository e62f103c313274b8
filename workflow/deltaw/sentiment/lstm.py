"""The two-layer LSTM: weights, dropout, logits and their gradient.

Sentences are padded at their ends, which cannot change the states before.
"""

import ctypes
from functools import partial
from itertools import product
from typing import NamedTuple

import numpy as np

from ..randomness import generator
from .layer import Layer, rows_of
from .team import Team

# What mallopt sets, from glibc's malloc.h
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_KEPT_BYTES = 2**30
_OLDER_LIMIT = 2**25  # bytes; the most that glibc's manual allows for a block
# Words whose inputs go through a layer in one product. Another number would give other bytes.
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
    team : Team, optional
        Processes that share the work. What is returned does not depend on it.
    """

    def __init__(self, weights: Weights, team: Team | None = None):
        self.weights, self.team = weights, team or Team()
        self.first = Layer(weights.in1, weights.rec1, self.team)
        self.second = Layer(weights.in2, weights.rec2, self.team)
        self.team.keep()

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
        w, each = self.weights, self.team.each
        self.dropout, self.ends = dropout, (lengths - 1, np.arange(len(lengths)))
        self._begin(inputs)
        each(self._turn, product((0, 1), self.team.cut(len(w.bias_in1))))
        each(self.first.drive, self._rows(w.in1.size))
        each(self._onward, self.blocks)
        each(self.second.drive, self._rows(w.in2.size))
        each(self.second.forward, self.blocks)
        last = self.second.states[1:][self.ends]
        self.last = last if dropout is None else last * dropout.last
        return self.last @ w.out + w.bias_out

    def _begin(self, inputs: np.ndarray) -> None:
        """Make room for a batch."""
        w, (self.steps, self.batch, _) = self.weights, inputs.shape
        self.team.reuse()
        entering = self.team.empty((self.steps, self.batch, len(w.out)), inputs.dtype)  # layer 2
        self.first.begin(inputs, w.bias_in1 + w.bias_rec1)
        self.second.begin(entering, w.bias_in2 + w.bias_rec2)
        self.blocks = self.team.cut(self.batch, w.rec1.size)

    def _turn(self, piece: tuple[int, slice]) -> None:
        layer, rows = piece
        (self.first, self.second)[layer].turn(rows)

    def _rows(self, row: int) -> list[slice]:
        """Return pieces of all words' rows, of PART words or less; a row's number as in `cut`."""
        starts = range(0, self.steps, PART)
        lengths = [self.batch * (min(k + PART, self.steps) - k) for k in starts]
        cut = self.team.cut
        pieces = (cut(n, row, self.batch * k) for k, n in zip(starts, lengths, strict=True))
        return [piece for of_part in pieces for piece in of_part]

    def _onward(self, block: slice) -> None:
        """Let sentences go through layer 1 and towards layer 2."""
        self.first.forward(block)
        mask = 1 if self.dropout is None else self.dropout.between[:, block]
        np.multiply(self.first.states[1:, block], mask, out=self.second.inputs[:, block])

    def gradients(self, grad_z: np.ndarray) -> Weights:
        """Return dL/dw of all weights for dL/dz, shape (B,), of the last batch."""
        w, each = self.weights, self.team.each
        grad_h = self.team.empty(self.second.bounded.shape, self.second.bounded.dtype)
        found = Weights(*(self.team.empty(weight.shape, weight.dtype) for weight in w))
        each(partial(self._back_from_ends, grad_h, np.outer(grad_z, w.out)), self.blocks)
        each(partial(self._between, grad_h), self._rows(w.in2.size))
        each(partial(self.first.backward, grad_h), self.blocks)
        row = self.steps * self.batch * min(w.in1.shape[1], len(w.out))
        each(partial(self._gradient, found), product((0, 1), self.team.cut(len(w.bias_in1), row)))
        return found._replace(
            bias_rec1=found.bias_in1,
            bias_rec2=found.bias_in2,
            out=grad_z @ self.last,
            bias_out=grad_z.sum(),
        )

    def _gradient(self, found: Weights, piece: tuple[int, slice]) -> None:
        layer, rows = piece
        if layer == 0:
            self.first.gradient(rows, found.in1, found.rec1, found.bias_in1)
        else:
            self.second.gradient(rows, found.in2, found.rec2, found.bias_in2)

    def _back_from_ends(self, grad_h: np.ndarray, grad_last: np.ndarray, block: slice) -> None:
        """Let sentences go back through layer 2 from their last words."""
        if self.dropout is not None:
            grad_last = grad_last * self.dropout.last
        grad_h[:, block] = 0
        words, sentences = (end[block] for end in self.ends)
        grad_h[words, sentences] = grad_last[block]
        self.second.backward(grad_h, block)

    def _between(self, grad_h: np.ndarray, rows: slice) -> None:
        """Go back from layer 2 to the states of layer 1."""
        of_rows = rows_of(grad_h)[rows]
        np.matmul(rows_of(self.second.grad_y)[rows], self.weights.in2, out=of_rows)
        if self.dropout is not None:
            of_rows *= rows_of(self.dropout.between)[rows]


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
