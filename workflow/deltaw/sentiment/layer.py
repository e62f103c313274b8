"""One layer of the LSTM and its gradient.

With W_in, W_rec and b, whose rows are blocks i, f, g, o of N entries, word k gives

    y[k] = W_in x[k] + W_rec h[k] + b,
    c[k+1] = σ(f) c[k] + σ(i) tanh(g),        h[k+1] = σ(o) tanh(c[k+1]),

where σ(y) = (1 + tanh(y / 2)) / 2, so that one call gives all four gates. The gradient is written
by hand, as that of the nonlinear networks is: the forward loop keeps gates, cells and states, the
backward loop turns dL/dh into dL/dy, and one product over all words gives the gradient of a matrix.
"""

import numpy as np


class Layer:
    """One layer, and what its gradient needs of the last batch.

    Parameters
    ----------
    w_in, w_rec : numpy.ndarray, shapes (4N, E) and (4N, N)
    """

    def __init__(self, w_in: np.ndarray, w_rec: np.ndarray):
        self.w_in, self.w_rec = w_in, w_rec

    def begin(self, steps: int, batch: int, bias: np.ndarray) -> None:
        """Make room for a batch, and take the bias, shape (4N,)."""
        n, dtype = self.w_rec.shape[1], self.w_rec.dtype
        # Of the argument of σ; a power of two, so that nothing is rounded.
        half = np.repeat(np.array([0.5, 0.5, 1, 0.5], dtype), n)
        self.bias = bias * half
        halved = ((w * half[:, None]).T for w in (self.w_in, self.w_rec))
        self.inward, self.onward = map(np.ascontiguousarray, halved)
        self.inputs = np.empty((steps, batch, len(self.inward)), dtype)
        self.gates, self.grad_y = np.empty((2, steps, batch, 4 * n), dtype)
        self.states, self.cells = np.zeros((2, steps + 1, batch, n), dtype)
        self.bounded = np.empty((steps, batch, n), dtype)  # tanh(c)
        self.carried = np.zeros((2, batch, n), dtype)  # dL/dh, dL/dc of the step before

    def forward(self, part: slice, inputs: np.ndarray) -> np.ndarray:
        """Step through some words, inputs of shape (K, B, E); return the states h after each."""
        self.inputs[part] = inputs
        gates = self.gates[part]
        np.matmul(rows_of(inputs), self.inward, out=rows_of(gates))
        gates += self.bias
        product, gained = np.empty_like(gates[0]), np.empty_like(self.cells[0])
        for k in range(part.start, part.stop):
            np.matmul(self.states[k], self.onward, out=product)
            i, f, g, o = _activate(np.add(self.gates[k], product, out=self.gates[k]))
            cell = np.multiply(f, self.cells[k], out=self.cells[k + 1])
            cell += np.multiply(i, g, out=gained)
            bounded = np.tanh(cell, out=self.bounded[k])
            np.multiply(o, bounded, out=self.states[k + 1])
        return self.states[part.start + 1 : part.stop + 1]

    def backward(self, part: slice, grad_h: np.ndarray) -> np.ndarray:
        """Go back through some words, the last first; return dL/dy of each for dL/dh."""
        dh, dc = self.carried
        work = np.empty_like(self.carried)
        for k in range(part.stop - 1, part.start - 1, -1):
            dh += grad_h[k - part.start]
            self._through_gates(k, dh, dc, work)
            np.matmul(self.grad_y[k], self.w_rec, out=dh)
        return self.grad_y[part]

    def _through_gates(self, k: int, dh: np.ndarray, dc: np.ndarray, work: np.ndarray) -> None:
        """Write dL/dy of word k, and turn dL/dc[k+1] into dL/dc[k] in place; all (B, N).

        With the letters of the module for the activated gates: dc += dh o (1 - tanh(c)^2), and

            di = dc g i (1 - i),   df = dc c f (1 - f),   dg = dc i (1 - g^2),
            do = dh tanh(c) o (1 - o),   dc becomes dc f.
        """
        (i, f, g, o), (di, df, dg, do) = blocks_of(self.gates[k]), blocks_of(self.grad_y[k])
        (first, second), bounded = work, self.bounded[k]
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
        np.multiply(np.subtract(1, f, out=df), np.multiply(dc, self.cells[k], out=first), out=df)

    def gradients(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the gradients of W_in, W_rec and b, after all words."""
        rows = rows_of(self.grad_y)
        w_rec = rows.T @ rows_of(self.states[:-1])
        return rows.T @ rows_of(self.inputs), w_rec, rows.sum(axis=0)


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
