"""The LSTM against torch's own, finite differences, and what batching must not change."""

import numpy as np
import pytest
import torch

from deltaw.randomness import generator
from deltaw.sentiment.lstm import (
    Layer,
    LayerBuffers,
    Weights,
    draw_dropout,
    initial_weights,
    logits,
)

UNITS, DIMENSION = 6, 4


def buffers(steps=8, batch=5, units=UNITS, dtype=torch.float64):
    return LayerBuffers(steps, batch, units, dtype), LayerBuffers(steps, batch, units, dtype)


@pytest.fixture
def weights():
    drawn = initial_weights(generator(1, "weights"), UNITS, DIMENSION)
    return Weights(*(w.double() for w in drawn))


@pytest.fixture
def sentences():
    rng = np.random.default_rng(2)
    return torch.from_numpy(rng.standard_normal((7, 5, DIMENSION))), torch.tensor([7, 1, 3, 7, 2])


def torch_logits(weights, inputs, lengths):
    """Return the logits of torch.nn.LSTM over packed sequences."""
    network = torch.nn.LSTM(DIMENSION, UNITS, num_layers=2, dtype=torch.float64)
    w = weights
    values = (w.in1, w.rec1, w.bias_in1, w.bias_rec1, w.in2, w.rec2, w.bias_in2, w.bias_rec2)
    with torch.no_grad():
        for parameter, value in zip(network.parameters(), values, strict=True):
            parameter.copy_(value)
    packed = torch.nn.utils.rnn.pack_padded_sequence(inputs, lengths, enforce_sorted=False)
    _, (last, _) = network(packed)
    return network, last[-1] @ w.out + w.bias_out


def test_agrees_with_torch(weights, sentences):
    _, expected = torch_logits(weights, *sentences)
    torch.testing.assert_close(logits(weights, *sentences, buffers()), expected)


def test_gradients_agree_with_torch(weights, sentences):
    network, z = torch_logits(weights, *sentences)
    z.square().sum().backward()
    trained = Weights(*(w.clone().requires_grad_() for w in weights))
    logits(trained, *sentences, buffers()).square().sum().backward()
    for parameter, weight in zip(network.parameters(), trained[:8], strict=True):
        torch.testing.assert_close(weight.grad, parameter.grad)


@pytest.mark.parametrize("steps", [1, 2, 5])
def test_layer_gradient_by_finite_differences(steps):
    rng = np.random.default_rng(3)
    shapes = ((steps, 3, 2), (16, 2), (16, 4), (16,))
    values = [torch.from_numpy(rng.standard_normal(s)).requires_grad_() for s in shapes]

    def layer(*arguments):
        # Fresh buffers: finite differences call it again between a pass and its gradient.
        return Layer.apply(*arguments, LayerBuffers(steps, 3, 4, torch.float64))

    assert torch.autograd.gradcheck(layer, values)


def test_a_smaller_batch_uses_the_same_buffers(weights, sentences):
    inputs, lengths = sentences
    memory = buffers()
    logits(weights, inputs, lengths, memory)
    small = logits(weights, inputs[:3, 2:3], lengths[2:3], memory)
    torch.testing.assert_close(small, logits(weights, inputs[:3, 2:3], lengths[2:3], buffers()))


def test_padding_changes_no_logit(weights, sentences):
    inputs, lengths = sentences
    z = logits(weights, inputs, lengths, buffers())
    padded = torch.cat([inputs, torch.full_like(inputs[:1], 1e3)])
    for k, length in enumerate(lengths.tolist()):
        padded[length:, k] = 1e3
    torch.testing.assert_close(logits(weights, padded, lengths, buffers()), z, rtol=1e-12, atol=0)


def test_order_in_a_batch_changes_no_logit(weights, sentences):
    inputs, lengths = sentences
    order = torch.tensor([3, 0, 4, 1, 2])
    z = logits(weights, inputs, lengths, buffers())
    permuted = logits(weights, inputs[:, order], lengths[order], buffers())
    torch.testing.assert_close(permuted, z[order], rtol=1e-12, atol=0)


def test_initial_weights_have_the_published_bounds():
    drawn = initial_weights(generator(1, "weights"), 256, 100)
    for name, weight in drawn._asdict().items():
        bound = 100**-0.5 if name == "in1" else 256**-0.5
        assert weight.dtype == torch.float32
        assert weight.abs().max() <= bound
        if weight.numel() > 1000:
            assert weight.abs().max() > 0.99 * bound
            assert weight.std().item() == pytest.approx(bound / 3**0.5, rel=0.05)


@pytest.mark.parametrize("probability", [0.5, 0.2])
def test_dropout_keeps_the_mean(probability):
    masks = draw_dropout(generator(4, "dropout"), probability, 30, 64, 128)
    keep = 1 - probability
    for mask in masks:
        assert mask.unique().tolist() == pytest.approx([0, 1 / keep])
        assert mask.mean().item() == pytest.approx(1, abs=5 / mask.numel() ** 0.5)


def test_dropout_is_that_of_its_generator():
    state = torch.get_rng_state(), np.random.get_state()[1].copy()  # noqa: NPY002
    first, second = (draw_dropout(generator(4, "dropout"), 0.5, 3, 4, 5) for _ in range(2))
    assert all(torch.equal(a, b) for a, b in zip(first, second, strict=True))
    assert torch.equal(torch.get_rng_state(), state[0])
    assert np.array_equal(np.random.get_state()[1], state[1])  # noqa: NPY002
