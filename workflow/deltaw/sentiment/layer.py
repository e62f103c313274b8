"""One layer of the LSTM and its gradient.

With W_in, W_rec and b, whose rows are blocks i, f, g, o of N entries, word k gives

    y[k] = W_in x[k] + W_rec h[k] + b,
    c[k+1] = σ(f) c[k] + σ(i) tanh(g),        h[k+1] = σ(o) tanh(c[k+1]),

where σ(y) = (1 + tanh(y / 2)) / 2, so that one call gives all four gates. The gradient is written
by hand, as that of the nonlinear networks is: the forward loop keeps gates, cells and states, the
backward loop turns dL/dh into dL/dy, and one product over all words gives the gradient of a matrix.
"""

import numpy as np

from ..products import Blocks, padded
from .team import Team


class Layer:
    """One layer, and what its gradient needs of the last batch.

    A team can share the work: in `drive` the rows, each of which is one word of one sentence; in
    `forward` and `backward` the sentences; in `turn` and `gradient` the rows of the weights.

    Parameters
    ----------
    w_in, w_rec : numpy.ndarray, shapes (4N, E) and (4N, N)
    team : Team
        Has the arrays in common.
    """

    def __init__(self, w_in: np.ndarray, w_rec: np.ndarray, team: Team):
        self.w_in, self.w_rec, self.team = w_in, w_rec, team
        # Of the argument of σ; a power of two, so that nothing is rounded.
        self.half = np.repeat(np.array([0.5, 0.5, 1, 0.5], w_rec.dtype), w_rec.shape[1])
        # At a place of their own: a process that is ahead writes them while others still read the
        # states of the batch before.
        self.inward = team.empty(w_in.T.shape, w_in.dtype)
        numbers = w_rec.shape[1] * padded(len(w_rec))
        self.for_blocks = team.empty((numbers,), w_rec.dtype)
        self.for_blocks[:] = 0  # columns that are added are multiplied, too

    def begin(self, inputs: np.ndarray, bias: np.ndarray) -> None:
        """Make room for a batch whose inputs, (T, B, E), `drive` reads; take the bias, (4N,)."""
        n, empty, dtype = self.w_rec.shape[1], self.team.empty, self.w_rec.dtype
        steps, batch, _ = inputs.shape
        self.inputs, self.bias = inputs, bias * self.half
        self.onward = Blocks(batch, self.w_rec.T.shape, dtype, self.for_blocks)
        self.gates, self.grad_y = (empty((steps, batch, 4 * n), dtype) for _ in range(2))
        self.states, self.cells = (empty((steps + 1, batch, n), dtype) for _ in range(2))
        self.bounded = empty((steps, batch, n), dtype)  # tanh(c)

    def turn(self, rows: slice) -> None:
        """Transpose some rows of the weights, halved where σ takes half of its argument."""
        np.multiply(self.w_in[rows].T, self.half[rows], out=self.inward[:, rows])
        self.onward.fill(self.w_rec[rows].T * self.half[rows], rows.start)

    def drive(self, rows: slice) -> None:
        """Let the inputs of some rows, each a sentence's word, drive the gates."""
        gates = rows_of(self.gates)[rows]
        np.matmul(rows_of(self.inputs)[rows], self.inward, out=gates)
        gates += self.bias

    def forward(self, block: slice) -> None:
        """Step through all words of a block of sentences."""
        states, cells = self.states[:, block], self.cells[:, block]
        states[0] = cells[0] = 0
        room, gained = self.onward.room(states.shape[1]), np.empty_like(cells[0])
        for k, gates in enumerate(self.gates[:, block]):
            i, f, g, o = _activate(np.add(gates, self.onward.times(states[k], room), out=gates))
            cell = np.multiply(f, cells[k], out=cells[k + 1])
            cell += np.multiply(i, g, out=gained)
            bounded = np.tanh(cell, out=self.bounded[k, block])
            np.multiply(o, bounded, out=states[k + 1])

    def backward(self, grad_h: np.ndarray, block: slice) -> None:
        """Go back through all words of a block, from dL/dh, shape (T, B, N), to dL/dy."""
        dh, dc, *work = np.zeros((4, *self.cells[0, block].shape), self.cells.dtype)
        for k in range(len(grad_h) - 1, -1, -1):
            dh += grad_h[k, block]
            self._through_gates((k, block), dh, dc, work)
            np.matmul(self.grad_y[k, block], self.w_rec, out=dh)

    def _through_gates(self, at: tuple[int, slice], dh, dc, work) -> None:
        """Write dL/dy of a word, and turn dL/dc[k+1] into dL/dc[k] in place; all (B, N).

        With the letters of the module for the activated gates: dc += dh o (1 - tanh(c)^2), and

            di = dc g i (1 - i),   df = dc c f (1 - f),   dg = dc i (1 - g^2),
            do = dh tanh(c) o (1 - o),   dc becomes dc f.
        """
        (i, f, g, o), (di, df, dg, do) = blocks_of(self.gates[at]), blocks_of(self.grad_y[at])
        (first, second), bounded = work, self.bounded[at]
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
        np.multiply(np.subtract(1, f, out=df), np.multiply(dc, self.cells[at], out=first), out=df)

    def gradient(self, rows: slice, of_in: np.ndarray, of_rec: np.ndarray, of_bias) -> None:
        """Write some rows of the gradients of W_in, W_rec and b, after all words."""
        grad_y = rows_of(self.grad_y)[:, rows]
        np.matmul(grad_y.T, rows_of(self.inputs), out=of_in[rows])
        np.matmul(grad_y.T, rows_of(self.states[:-1]), out=of_rec[rows])
        np.sum(grad_y, axis=0, out=of_bias[rows])


def rows_of(array: np.ndarray) -> np.ndarray:
    """Return an array of shape (T, B, N) as one of shape (T B, N)."""
    return array.reshape(-1, array.shape[2])


def blocks_of(rows: np.ndarray) -> list[np.ndarray]:
    """Return the blocks i, f, g, o of an array of shape (B, 4N)."""
    n = rows.shape[1] // 4
    return [rows[:, k * n : (k + 1) * n] for k in range(4)]


def _activate(gates: np.ndarray) -> list[np.ndarray]:
    """Turn y, shape (B, 4N), its blocks of σ halved, into the gates in place; return them."""
    n = gates.shape[1] // 4
    np.tanh(gates, out=gates)
    for block in (gates[:, : 2 * n], gates[:, 3 * n :]):
        block *= 0.5
        block += 0.5
    return blocks_of(gates)
