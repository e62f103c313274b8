"""The LSTM against packed sentences and single cells, and what batching must not change."""

import os
import platform
import subprocess
import sys

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal
from scipy.special import expit

from deltaw.randomness import generator
from deltaw.sentiment.lstm import Dropout, Network, Weights, draw_dropout, initial_weights

UNITS, DIMENSION = 6, 4


@pytest.fixture
def weights():
    return cast(initial_weights(generator(1, "weights"), UNITS, DIMENSION), np.float64)


@pytest.fixture
def sentences():
    rng = np.random.default_rng(2)
    return rng.standard_normal((7, 5, DIMENSION)), np.array([7, 1, 3, 7, 2])


def cast(values, dtype):
    """Return arrays in that precision."""
    return type(values)(*(array.astype(dtype) for array in values))


def step(x, h, c, w_in, w_rec, bias):
    """Return the states (h, c) of a layer after one more word, by the equations of an LSTM."""
    i, f, a, o = np.split(w_in @ x + w_rec @ h + bias, 4)
    c = expit(f) * c + expit(i) * np.tanh(a)
    return expit(o) * np.tanh(c), c


def logit(w, words, between, last):
    """Return the logit of one sentence, shape (T, E), word by word."""
    h1, c1, h2, c2 = np.zeros((4, UNITS))
    for word, mask in zip(words, between, strict=True):
        h1, c1 = step(word, h1, c1, w.in1, w.rec1, w.bias_in1 + w.bias_rec1)
        h2, c2 = step(mask * h1, h2, c2, w.in2, w.rec2, w.bias_in2 + w.bias_rec2)
    return (last * h2) @ w.out + w.bias_out


def masks(steps, batch, dtype=np.float64):
    return cast(draw_dropout(generator(5, "dropout"), 0.5, steps, batch, UNITS), dtype)


@pytest.mark.parametrize("dropped", [False, True])
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-14), (np.float32, 1e-6)])
def test_logits_are_those_of_the_equations(weights, sentences, dropped, dtype, tolerance):
    inputs, lengths = sentences
    drawn = masks(*inputs.shape[:2])
    dropout = drawn if dropped else Dropout(*(np.ones_like(mask) for mask in drawn))
    expected = [
        logit(weights, inputs[:n, k], dropout.between[:n, k], dropout.last[k])
        for k, n in enumerate(lengths)
    ]
    network = Network(cast(weights, dtype))
    given = cast(dropout, dtype) if dropped else None
    z = network.logits(inputs.astype(dtype), lengths, given)
    assert z.dtype == dtype
    assert_allclose(z, expected, rtol=0, atol=tolerance)


def torch_gradients(weights, inputs, lengths, dropout, grad_z):
    """Return logits and gradients of torch's one-layer LSTMs, by autograd."""
    parameters = Weights(*(torch.tensor(w, requires_grad=True) for w in weights))
    h = torch.from_numpy(inputs)
    for k, of_layer in enumerate((parameters[:4], parameters[4:8])):
        layer = torch.nn.LSTM(h.shape[2], UNITS, dtype=h.dtype)
        names = [name for name, _ in layer.named_parameters()]
        given = dict(zip(names, of_layer, strict=True))
        h, _ = torch.func.functional_call(layer, given, (h,))
        if k == 0 and dropout is not None:
            h = h * torch.from_numpy(dropout.between)
    last = h[torch.from_numpy(lengths) - 1, torch.arange(len(lengths))]
    if dropout is not None:
        last = last * torch.from_numpy(dropout.last)
    z = last @ parameters.out + parameters.bias_out
    found = torch.autograd.grad(z, parameters, torch.from_numpy(grad_z))
    return z.detach().numpy(), Weights(*(g.numpy() for g in found))


@pytest.mark.parametrize("dropped", [False, True])
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-13), (np.float32, 1e-5)])
def test_logits_and_gradients_are_those_of_torch(weights, sentences, dropped, dtype, tolerance):
    inputs, lengths = sentences[0].astype(dtype), sentences[1]
    dropout = masks(*inputs.shape[:2], dtype) if dropped else None
    grad_z = np.random.default_rng(3).standard_normal(len(lengths)).astype(dtype)
    network = Network(cast(weights, dtype))
    z = network.logits(inputs, lengths, dropout)
    expected_z, expected = torch_gradients(network.weights, inputs, lengths, dropout, grad_z)
    assert_allclose(z, expected_z, rtol=0, atol=tolerance)
    for found, gradient, weight in zip(
        network.gradients(grad_z), expected, network.weights, strict=True
    ):
        assert found.shape == weight.shape
        assert found.dtype == dtype
        assert_allclose(found, gradient, rtol=0, atol=tolerance * max(1, abs(gradient).max()))


@pytest.mark.parametrize("name", Weights._fields)
def test_gradients_by_finite_differences(weights, sentences, name):
    inputs, lengths = sentences
    dropout = masks(*inputs.shape[:2])

    def loss(weights):
        return np.square(Network(weights).logits(inputs, lengths, dropout)).sum()

    network = Network(weights)
    gradients = network.gradients(2 * network.logits(inputs, lengths, dropout))
    weight = getattr(weights, name)
    direction = np.random.default_rng(3).standard_normal(weight.shape)
    ends = [loss(weights._replace(**{name: weight + h * direction})) for h in (1e-5, -1e-5)]
    slope = (getattr(gradients, name) * direction).sum()
    assert slope == pytest.approx((ends[0] - ends[1]) / 2e-5, rel=1e-7, abs=1e-10)


def test_agrees_with_packed_sentences(weights, sentences):
    inputs, lengths = sentences
    packed = torch.nn.utils.rnn.pack_padded_sequence(
        torch.from_numpy(inputs), torch.from_numpy(lengths), enforce_sorted=False
    )
    both = torch.nn.LSTM(DIMENSION, UNITS, num_layers=2, dtype=torch.float64)
    names = [name for name, _ in both.named_parameters()]
    both.load_state_dict({n: torch.from_numpy(w) for n, w in zip(names, weights[:8], strict=True)})
    _, (last, _) = both(packed)
    expected = last[-1].detach().numpy() @ weights.out + weights.bias_out
    assert_allclose(Network(weights).logits(inputs, lengths), expected, rtol=1e-12)


def test_a_network_follows_its_weights(weights, sentences):
    network = Network(weights)
    before = network.logits(*sentences)
    weights.rec2[:] = 0
    after = network.logits(*sentences)
    assert not np.allclose(before, after)
    assert_array_equal(after, Network(weights).logits(*sentences))


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 1e-5)])
def test_padding_changes_no_logit_and_no_gradient(weights, sentences, dtype, tolerance):
    inputs, lengths = sentences[0].astype(dtype), sentences[1]
    network = Network(cast(weights, dtype))
    padded = np.concatenate([inputs, np.full_like(inputs[:1], 1e3)])
    for k, length in enumerate(lengths):
        padded[length:, k] = 1e3
    found = []
    for given in (inputs, padded):
        z = network.logits(given, lengths)
        found.append([z, *network.gradients(z)])
    for one, other in zip(*found, strict=True):
        assert_allclose(other, one, rtol=tolerance, atol=tolerance)


def test_order_in_a_batch_changes_no_logit(weights, sentences):
    inputs, lengths = sentences
    order = np.array([3, 0, 4, 1, 2])
    network = Network(weights)
    permuted = network.logits(inputs[:, order], lengths[order])
    assert_allclose(permuted, network.logits(inputs, lengths)[order], rtol=1e-12)


COUNT_FAULTS = """
import resource, sys
import numpy as np
from deltaw.sentiment.lstm import keep_freed_memory
if sys.argv[1] == "keep":
    keep_freed_memory()
faults = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    first = faults()
    batch = [np.ones(2**21, np.float32) for _ in range(8)]
    del batch
print(faults() - first)
"""
FAULTS = [sys.executable, "-c", COUNT_FAULTS]


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has this setting")
def test_freed_memory_is_kept(root):
    # Without it, glibc gives blocks above this size back at once.
    environment = os.environ | {"GLIBC_TUNABLES": "glibc.malloc.mmap_threshold=131072"}
    faults = {
        how: int(subprocess.check_output([*FAULTS, how], cwd=root / "workflow", env=environment))
        for how in ("keep", "give back")
    }
    assert faults["keep"] < faults["give back"] / 10


def test_initial_weights_have_the_published_bounds():
    drawn = initial_weights(generator(1, "weights"), 256, 100)
    for name, weight in drawn._asdict().items():
        bound = 100**-0.5 if name == "in1" else 256**-0.5
        assert weight.dtype == np.float32
        assert abs(weight).max() <= bound
        if weight.size > 1000:
            assert abs(weight).max() > 0.99 * bound
            assert weight.std() == pytest.approx(bound / 3**0.5, rel=0.05)


@pytest.mark.parametrize("probability", [0.5, 0.2])
def test_dropout_keeps_the_mean(probability):
    masks = draw_dropout(generator(4, "dropout"), probability, 30, 64, 128)
    keep = 1 - probability
    for mask in masks:
        assert mask.dtype == np.float32
        assert np.unique(mask).tolist() == pytest.approx([0, 1 / keep])
        assert mask.mean() == pytest.approx(1, abs=5 / mask.size**0.5)


def test_dropout_is_that_of_its_generator():
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    first, second = (draw_dropout(generator(4, "dropout"), 0.5, 3, 4, 5) for _ in range(2))
    for one, other in zip(first, second, strict=True):
        assert_array_equal(one, other)
    assert_array_equal(np.random.get_state()[1], state)  # noqa: NPY002
