"""The LSTM against packed sentences and single cells, and what batching must not change."""

import os
import platform
import subprocess
import sys

import numpy as np
import pytest
import torch
from scipy.special import expit

from deltaw.randomness import generator
from deltaw.sentiment.lstm import Dropout, Network, Weights, draw_dropout, initial_weights

UNITS, DIMENSION = 6, 4


@pytest.fixture
def weights():
    drawn = initial_weights(generator(1, "weights"), UNITS, DIMENSION)
    return Weights(*(w.double() for w in drawn))


@pytest.fixture
def sentences():
    rng = np.random.default_rng(2)
    return torch.from_numpy(rng.standard_normal((7, 5, DIMENSION))), torch.tensor([7, 1, 3, 7, 2])


def cast(values, precision):
    """Return tensors in that precision; oneDNN computes "float" only."""
    return type(values)(*(getattr(tensor, precision)() for tensor in values))


def step(x, h, c, w_in, w_rec, bias):
    """Return the states (h, c) of a layer after one more word, by the equations of an LSTM."""
    i, f, a, o = np.split(w_in @ x + w_rec @ h + bias, 4)
    c = expit(f) * c + expit(i) * np.tanh(a)
    return expit(o) * np.tanh(c), c


def logit(weights, words, between, last):
    """Return the logit of one sentence, shape (T, E), word by word in numpy."""
    w = Weights(*(array.numpy() for array in weights))
    h1, c1, h2, c2 = np.zeros((4, UNITS))
    for word, mask in zip(words, between, strict=True):
        h1, c1 = step(word, h1, c1, w.in1, w.rec1, w.bias_in1 + w.bias_rec1)
        h2, c2 = step(mask * h1, h2, c2, w.in2, w.rec2, w.bias_in2 + w.bias_rec2)
    return (last * h2) @ w.out + w.bias_out


def masks(steps, batch):
    drawn = draw_dropout(generator(5, "dropout"), 0.5, steps, batch, UNITS)
    return Dropout(*(mask.double() for mask in drawn))


@pytest.mark.parametrize("dropped", [False, True])
@pytest.mark.parametrize(("precision", "tolerance"), [("double", 1e-12), ("float", 1e-5)])
def test_logits_are_those_of_the_equations(weights, sentences, dropped, precision, tolerance):
    inputs, lengths = sentences
    drawn = masks(*inputs.shape[:2])
    dropout = drawn if dropped else Dropout(*(torch.ones_like(mask) for mask in drawn))
    expected = [
        logit(
            weights, inputs[:n, k].numpy(), dropout.between[:n, k].numpy(), dropout.last[k].numpy()
        )
        for k, n in enumerate(lengths.tolist())
    ]
    network = Network(cast(weights, precision))
    given = cast(dropout, precision) if dropped else None
    z = network(getattr(inputs, precision)(), lengths, given)
    np.testing.assert_allclose(z.detach().numpy(), expected, rtol=0, atol=tolerance)


@pytest.mark.parametrize("name", Weights._fields)
def test_gradients_by_finite_differences(weights, sentences, name):
    inputs, lengths = sentences
    dropout = masks(*inputs.shape[:2])
    network = Network(weights)

    def loss(weights):
        network.load(weights)
        return network(inputs, lengths, dropout).square().sum()

    loss(weights).backward()
    gradients = Weights(*(parameter.grad for parameter in network.parameters()))
    weight = getattr(weights, name)
    direction = torch.from_numpy(np.random.default_rng(3).standard_normal(weight.shape))
    ends = [loss(weights._replace(**{name: weight + h * direction})) for h in (1e-5, -1e-5)]
    slope = (getattr(gradients, name).view_as(direction) * direction).sum()
    torch.testing.assert_close(slope, (ends[0] - ends[1]).detach() / 2e-5, rtol=1e-7, atol=1e-10)


def test_single_precision_has_the_gradients_of_double(weights, sentences):
    inputs, lengths = sentences
    found = []
    for network, words in (
        (Network(weights), inputs),
        (Network(cast(weights, "float")), inputs.float()),
    ):
        network(words, lengths).square().sum().backward()
        found.append([parameter.grad.double() for parameter in network.parameters()])
    for double, float_ in zip(*found, strict=True):
        torch.testing.assert_close(float_, double, rtol=1e-4, atol=1e-6)


def test_agrees_with_packed_sentences(weights, sentences):
    inputs, lengths = sentences
    packed = torch.nn.utils.rnn.pack_padded_sequence(inputs, lengths, enforce_sorted=False)
    both = torch.nn.LSTM(DIMENSION, UNITS, num_layers=2, dtype=torch.float64)
    network = Network(weights)
    both.load_state_dict(
        {
            name.replace("l0", f"l{k}"): value
            for k, layer in enumerate(network.layers)
            for name, value in layer.state_dict().items()
        }
    )
    _, (last, _) = both(packed)
    torch.testing.assert_close(network(inputs, lengths), last[-1] @ weights.out + weights.bias_out)


def test_weights_come_back_as_they_were(weights):
    network = Network(weights)
    for given, kept in zip(weights, network.weights(), strict=True):
        assert torch.equal(given, kept)
    network.weights().out.zero_()
    assert torch.equal(network.weights().out, weights.out)


def test_a_network_draws_nothing_from_global_state(weights):
    state = torch.get_rng_state()
    Network(weights)
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize(("precision", "tolerance"), [("double", 1e-12), ("float", 1e-6)])
def test_padding_changes_no_logit(weights, sentences, precision, tolerance):
    inputs, lengths = sentences
    network = Network(cast(weights, precision))
    inputs = getattr(inputs, precision)()
    z = network(inputs, lengths)
    padded = torch.cat([inputs, torch.full_like(inputs[:1], 1e3)])
    for k, length in enumerate(lengths.tolist()):
        padded[length:, k] = 1e3
    torch.testing.assert_close(network(padded, lengths), z, rtol=tolerance, atol=0)


def test_order_in_a_batch_changes_no_logit(weights, sentences):
    inputs, lengths = sentences
    order = torch.tensor([3, 0, 4, 1, 2])
    network = Network(weights)
    permuted = network(inputs[:, order], lengths[order])
    torch.testing.assert_close(permuted, network(inputs, lengths)[order], rtol=1e-12, atol=0)


COUNT_FAULTS = """
import resource, sys
import torch
from deltaw.sentiment.lstm import keep_freed_memory
if sys.argv[1] == "keep":
    keep_freed_memory()
faults = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    first = faults()
    batch = [torch.ones(2**21) for _ in range(8)]
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
