"""The two-layer LSTM and its gradient.

With W_in, W_rec and b of a layer, whose rows are blocks i, f, g, o of N entries, word k gives

    y[k] = W_in x[k] + W_rec h[k] + b,
    c[k+1] = σ(f) c[k] + σ(i) tanh(g),        h[k+1] = σ(o) tanh(c[k+1]),

where σ(y) = (1 + tanh(y / 2)) / 2, so that one call gives all four gates. The gradient is written
by hand, as that of the nonlinear networks is: the forward loop keeps gates, cells and states, the
backward loop turns dL/dh into dL/dy, and one product over all words gives the gradient of a matrix.
Sentences are padded at their ends, which cannot change the states before.
"""

import ctypes
from typing import NamedTuple

import numpy as np

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


class Layer:
    """One layer, and what its gradient needs of the last batch.

    Parameters
    ----------
    w_in, w_rec : numpy.ndarray, shapes (4N, E) and (4N, N)
    """

    def __init__(self, w_in: np.ndarray, w_rec: np.ndarray):
        self.w_in, self.w_rec = w_in, w_rec

    def forward(self, inputs: np.ndarray, bias: np.ndarray) -> np.ndarray:
        """Return the states h after each word, shape (T, B, N), of inputs of shape (T, B, E)."""
        (steps, batch, _), n = inputs.shape, self.w_rec.shape[1]
        # Of the argument of σ; a power of two, so that nothing is rounded.
        half = np.repeat(np.array([0.5, 0.5, 1, 0.5], inputs.dtype), n)
        onward = (self.w_rec * half[:, None]).T
        self.inputs = inputs
        self.gates = _rows(inputs) @ (self.w_in * half[:, None]).T
        self.gates += bias * half
        self.gates.shape = steps, batch, 4 * n
        self.states, self.cells = np.zeros((2, steps + 1, batch, n), inputs.dtype)
        self.bounded = np.empty_like(self.cells[1:])  # tanh(c)
        product, gained = np.empty_like(self.gates[0]), np.empty_like(self.cells[0])
        for k, gates in enumerate(self.gates):
            gates += np.matmul(self.states[k], onward, out=product)
            i, f, g, o = _activate(gates)
            cell = np.multiply(f, self.cells[k], out=self.cells[k + 1])
            cell += np.multiply(i, g, out=gained)
            bounded = np.tanh(cell, out=self.bounded[k])
            np.multiply(o, bounded, out=self.states[k + 1])
        return self.states[1:]

    def backward(self, grad_h: np.ndarray) -> np.ndarray:
        """Return dL/dy, shape (T, B, 4N), of dL/dh, shape (T, B, N), of the last batch."""
        grad_y = np.empty_like(self.gates)
        dh, dc = np.zeros((2, *grad_h.shape[1:]), grad_h.dtype)
        work = np.empty_like(dh), np.empty_like(dh)
        for k in range(len(grad_y) - 1, -1, -1):
            dh += grad_h[k]
            _through_gates(self.gates[k], self.cells[k], self.bounded[k], dh, dc, grad_y[k], work)
            np.matmul(grad_y[k], self.w_rec, out=dh)
        return grad_y

    def gradients(self, grad_y: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the gradients of W_in, W_rec and b for dL/dy."""
        rows = _rows(grad_y)
        w_rec = rows.T @ _rows(self.states[:-1])
        return rows.T @ _rows(self.inputs), w_rec, rows.sum(axis=0)


def _rows(array: np.ndarray) -> np.ndarray:
    """Return an array of shape (T, B, N) as one of shape (T B, N)."""
    return array.reshape(-1, array.shape[2])


def _activate(gates: np.ndarray) -> list[np.ndarray]:
    """Turn y, shape (B, 4N), its blocks of σ halved, into the gates in place; return them."""
    n = gates.shape[1] // 4
    np.tanh(gates, out=gates)
    for block in (gates[:, : 2 * n], gates[:, 3 * n :]):
        block *= 0.5
        block += 0.5
    return np.split(gates, 4, axis=1)


def _through_gates(gates, cells, bounded, dh, dc, grad_y, work) -> None:
    """Write dL/dy of one word, and turn dL/dc[k+1] into dL/dc[k] in place; all (B, N).

    With the letters of the module for the activated gates: dc += dh o (1 - tanh(c)^2), and

        di = dc g i (1 - i),   df = dc c f (1 - f),   dg = dc i (1 - g^2),
        do = dh tanh(c) o (1 - o),   dc becomes dc f.
    """
    i, f, g, o = np.split(gates, 4, axis=1)
    di, df, dg, do = np.split(grad_y, 4, axis=1)
    first, second = work
    dc += np.multiply(dh, o, out=first)
    first *= bounded
    np.multiply(np.subtract(1, o, out=do), first, out=do)
    dc -= np.multiply(first, bounded, out=second)
    np.multiply(dc, i, out=first)
    np.multiply(first, g, out=second)
    np.multiply(np.subtract(1, i, out=di), second, out=di)
    second *= g
    np.subtract(first, second, out=dg)
    dc *= f
    np.multiply(np.subtract(1, f, out=df), np.multiply(dc, cells, out=first), out=df)


class Network:
    """The network.

    Parameters
    ----------
    weights : Weights
        They are not copied: where they change, so does the network.
    """

    def __init__(self, weights: Weights):
        self.weights = weights
        self.first = Layer(weights.in1, weights.rec1)
        self.second = Layer(weights.in2, weights.rec2)

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
        w, self.dropout = self.weights, dropout
        h = self.first.forward(inputs, w.bias_in1 + w.bias_rec1)
        h = self.second.forward(
            h if dropout is None else h * dropout.between, w.bias_in2 + w.bias_rec2
        )
        self.ends = lengths - 1, np.arange(len(lengths))
        self.last = h[self.ends] if dropout is None else h[self.ends] * dropout.last
        return self.last @ w.out + w.bias_out

    def gradients(self, grad_z: np.ndarray) -> Weights:
        """Return dL/dw of all weights for dL/dz, shape (B,), of the last batch."""
        grad_last, grad_h = np.outer(grad_z, self.weights.out), np.zeros_like(self.second.bounded)
        grad_h[self.ends] = grad_last if self.dropout is None else grad_last * self.dropout.last
        grad_y = self.second.backward(grad_h)
        of_second = self.second.gradients(grad_y)
        grad_h = (_rows(grad_y) @ self.weights.in2).reshape(grad_h.shape)
        if self.dropout is not None:
            grad_h *= self.dropout.between
        of_first = self.first.gradients(self.first.backward(grad_h))
        layers = [(w_in, w_rec, b, b) for w_in, w_rec, b in (of_first, of_second)]
        return Weights(*layers[0], *layers[1], grad_z @ self.last, grad_z.sum())


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
