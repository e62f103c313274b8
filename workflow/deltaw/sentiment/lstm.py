"""The two-layer LSTM: one layer differentiated by hand, then the network of two.

A step of a layer, from the states (h, c) and the input x, with the logistic function σ:

    i, f, o = σ(W_in x + W_rec h + b) in three of the four blocks, a = tanh(...) in the third
    c ← f c + i a,   h ← o tanh(c)

Rows are stacked i, f, a, o, as in ``torch.nn.LSTM``, which has two biases a layer; both are
kept, since Adam moves each of them by its own step.
"""

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

_sigmoid_backward = torch.ops.aten.sigmoid_backward.grad_input
_tanh_backward = torch.ops.aten.tanh_backward.grad_input


class Weights(NamedTuple):
    """All weights of the network.

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


class LayerBuffers:
    """Memory that a layer uses again in each batch; fresh memory would cost a tenth of the time.

    What a forward pass leaves here serves its own backward pass, so the next forward pass
    must come after it.

    Parameters
    ----------
    steps, batch, units : int
        Largest T and B, and N.
    dtype : torch.dtype
    """

    def __init__(self, steps: int, batch: int, units: int, dtype: torch.dtype = torch.float32):
        self.memory = {
            name: torch.zeros(length * batch * width * units, dtype=dtype)
            for name, length, width in (
                ("gates", steps, 4),
                ("gradients", steps, 4),
                ("h", steps + 1, 1),
                ("c", steps + 1, 1),
                ("tanh_c", steps, 1),
            )
        }

    def take(self, name: str, *shape: int) -> Tensor:
        """Return one of the buffers in the shape of the current batch."""
        return self.memory[name][: np.prod(shape)].view(shape)


def _blocks(gates: Tensor) -> list[tuple[Tensor, ...]]:
    """Return the four blocks of gates, shape (T, B, 4N), each as a tuple of its T steps."""
    return [block.unbind() for block in gates.chunk(4, dim=2)]


class Layer(torch.autograd.Function):
    """A layer over whole sentences, from inputs (T, B, I) to states h (T, B, N).

    Padding at the end of a sentence cannot change the states before it.
    """

    @staticmethod
    def forward(ctx, inputs, w_in, w_rec, bias, buffers: LayerBuffers):
        """Return h; gates, c and tanh(c) stay in the buffers."""
        steps, batch, _ = inputs.shape
        units = w_rec.shape[1]
        gates = buffers.take("gates", steps, batch, 4 * units)
        tanh_c = buffers.take("tanh_c", steps, batch, units)
        h = buffers.take("h", steps + 1, batch, units)
        c = buffers.take("c", steps + 1, batch, units)
        h[0], c[0] = 0, 0
        flat = inputs.reshape(steps * batch, -1)
        torch.addmm(bias, flat, w_in.t(), out=gates.view(steps * batch, -1))
        # In this order in memory, small products run a quarter faster.
        recurrent = w_rec.t().contiguous()
        i_f = gates[:, :, : 2 * units]
        a_array, tanh_array = gates.chunk(4, dim=2)[2].numpy(), tanh_c.numpy()
        states = zip(gates, i_f, *_blocks(gates), h[:-1], h[1:], c[:-1], c[1:], tanh_c, strict=True)
        for t, (gate, both, i, f, a, o, h_old, h_new, c_old, c_new, tanh_new) in enumerate(states):
            if t > 0:  # before the first step h is 0
                gate.addmm_(h_old, recurrent)
            both.sigmoid_()
            np.tanh(a_array[t], out=a_array[t])  # several times faster than torch's
            o.sigmoid_()
            torch.mul(i, a, out=c_new).addcmul_(f, c_old)
            np.tanh(c_new.numpy(), out=tanh_array[t])
            torch.mul(o, tanh_new, out=h_new)
        ctx.save_for_backward(inputs, w_in, w_rec)
        ctx.kept = gates, h, c, tanh_c, buffers.take("gradients", *gates.shape)
        return h[1:]

    @staticmethod
    def backward(ctx, dh_out):
        """Return the gradients; those of the weights come from one product over all steps."""
        inputs, w_in, w_rec = ctx.saved_tensors
        gates, h, c, tanh_c, gradients = ctx.kept
        _backward_steps(dh_out, w_rec, gates, h, c, tanh_c, gradients)
        flat = gradients.flatten(0, 1)
        d_inputs = (flat @ w_in).view_as(inputs) if ctx.needs_input_grad[0] else None
        d_in = flat.t() @ inputs.reshape(len(flat), -1)
        d_rec = gradients[1:].flatten(0, 1).t() @ h[1:-1].flatten(0, 1)
        d_bias = torch.mv(flat.t(), flat.new_ones(len(flat)))  # half the time of a sum
        return d_inputs, d_in, d_rec, d_bias, None


def _backward_steps(dh_out, w_rec, gates, h, c, tanh_c, gradients) -> None:
    """Fill `gradients`, shape (T, B, 4N): of the loss by what enters σ and tanh at each step."""
    units = w_rec.shape[1]
    dh, dc, work = (torch.zeros_like(c[0]) for _ in range(3))
    pair = torch.zeros_like(gates[0, :, : 2 * units])
    d_input_gate, d_forget_gate = pair.chunk(2, dim=1)
    later = None
    i_f, d_i_f = gates[:, :, : 2 * units], gradients[:, :, : 2 * units]
    _, _, da_, do_ = _blocks(gradients)
    states = (*_blocks(gates), da_, do_, i_f, d_i_f, c[:-1], h[1:], tanh_c, dh_out, gradients)
    for i, f, a, o, da, do, both, d_both, c_old, h_new, tanh_new, outer, now in reversed(
        list(zip(*states, strict=True))
    ):
        if later is None:
            dh.copy_(outer)
        else:
            torch.addmm(outer, later, w_rec, out=dh)
        torch.addcmul(o, h_new, tanh_new, value=-1, out=work)  # dh/dc: o (1 - tanh² c)
        dc.addcmul_(dh, work)
        torch.mul(dh, tanh_new, out=work)
        _sigmoid_backward(work, o, grad_input=do)
        torch.mul(dc, a, out=d_input_gate)
        torch.mul(dc, c_old, out=d_forget_gate)
        _sigmoid_backward(pair, both, grad_input=d_both)
        torch.mul(dc, i, out=work)
        _tanh_backward(work, a, grad_input=da)
        dc.mul_(f)
        later = now


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


def logits(
    weights: Weights,
    inputs: Tensor,
    lengths: Tensor,
    buffers: tuple[LayerBuffers, LayerBuffers],
    dropout: Dropout | None = None,
) -> Tensor:
    """Return the logit of each sentence for being positive, shape (B,).

    Parameters
    ----------
    weights : Weights
    inputs : torch.Tensor, shape (T, B, E)
        Word vectors; anything past a sentence's end.
    lengths : torch.Tensor, shape (B,)
        Tokens of each sentence, at least 1.
    buffers : pair of LayerBuffers
    dropout : Dropout, optional
        Masks in training.
    """
    w = weights
    h = Layer.apply(inputs, w.in1, w.rec1, w.bias_in1 + w.bias_rec1, buffers[0])
    if dropout is not None:
        h = h * dropout.between
    h = Layer.apply(h, w.in2, w.rec2, w.bias_in2 + w.bias_rec2, buffers[1])
    last = h[lengths - 1, torch.arange(len(lengths))]
    if dropout is not None:
        last = last * dropout.last
    return last @ w.out + w.bias_out
