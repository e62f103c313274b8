"""The LSTM's training loop, batches, and truncation, on a small made-up corpus."""

from functools import partial

import numpy as np
import pytest
import torch
import xarray as xr
from scipy import linalg

from deltaw.checkpoints import Checkpoint
from deltaw.randomness import generator
from deltaw.sentiment.batches import Sentences
from deltaw.sentiment.lstm import Network, draw_dropout, initial_weights
from deltaw.sentiment.spectrum import singular_values
from deltaw.sentiment.training import Answers, Training, train
from deltaw.sentiment.truncation import truncated_accuracies
from deltaw.sentiment.vocabulary import PADDING, UNKNOWN, encode, vocabulary, with_special

UNITS, DIMENSION = 8, 5
TRAINING = Training(epochs=4, batch=16, learning_rate=0.01, dropout=0.5)
rng = partial(generator, 7, "sentiment", 0)


def made_up(n, seed):
    """Return sentences whose label is the sign of the sum of one dimension of their words."""
    draw = np.random.default_rng(seed)
    vectors = np.random.default_rng(0).standard_normal((40, DIMENSION)).astype(np.float32)
    vectors[0] = 0
    lengths = draw.integers(1, 12, size=n)
    ids = draw.integers(1, 40, size=(n, 12)) * (np.arange(12) < lengths[:, None])
    return Sentences(ids, lengths, vectors[ids, 0].sum(1) > 0, vectors)


@pytest.fixture(scope="module")
def sentences():
    return made_up(200, 1), made_up(101, 2)


class Interrupted(Checkpoint):
    """A checkpoint that is written after each epoch, and stops the training after the second."""

    def due(self):
        return True

    def save(self, state):
        super().save(state)
        if state["epoch"] == 2:
            raise KeyboardInterrupt


def run(sentences, checkpoint, training=TRAINING):
    initial = initial_weights(rng("weights"), UNITS, DIMENSION)
    weights, history = train(
        initial, *sentences, training, rng, checkpoint, progress=lambda *_: None
    )
    return initial, weights, history


@pytest.fixture(scope="module")
def trained(sentences, tmp_path_factory):
    training = Training(epochs=30, batch=16, learning_rate=0.01, dropout=0.0)
    folder = tmp_path_factory.mktemp("trained")
    return run(sentences, Checkpoint(folder / "network.nc", "x"), training)


def test_it_learns(trained):
    _, _, history = trained
    assert history[0, -1] < 0.5 * history[0, 0]
    assert history[3, -1] > 0.8


def test_a_resumed_training_equals_an_uninterrupted_one(sentences, tmp_path):
    _, weights, history = run(sentences, Checkpoint(tmp_path / "a.nc", "x"))
    with pytest.raises(KeyboardInterrupt):
        run(sentences, Interrupted(tmp_path / "b.nc", "x"))
    _, resumed, resumed_history = run(sentences, Checkpoint(tmp_path / "b.nc", "x"))
    assert all(torch.equal(a, b) for a, b in zip(weights, resumed, strict=True))
    assert np.array_equal(history, resumed_history)


def test_training_draws_from_its_own_generators_only(sentences, tmp_path):
    histories = []
    for seed in (1, 2):
        torch.manual_seed(seed)
        np.random.seed(seed)  # noqa: NPY002
        histories.append(run(sentences, Checkpoint(tmp_path / f"{seed}.nc", "x"))[2])
    assert np.array_equal(*histories)


def test_a_divergence_is_an_error(sentences, tmp_path):
    training = Training(epochs=4, batch=16, learning_rate=float("inf"), dropout=0.0)
    with pytest.raises(ArithmeticError, match=r"in epoch 1: lower sentiment\.learning_rate"):
        run(sentences, Checkpoint(tmp_path / "network.nc", "x"), training)


def test_batches_hold_every_sentence_once(sentences):
    data = sentences[0]
    for batches in (list(data.in_order(16)), list(data.shuffled(rng("batches"), 16))):
        assert sorted(np.concatenate(batches)) == list(range(200))
        assert sorted(map(len, batches)) == [8] + [16] * 12
        spread = [np.ptp(data.lengths.numpy()[batch]) for batch in batches]
        assert max(spread) <= 2


def test_each_epoch_has_other_batches_in_another_order(sentences):
    data = sentences[0]
    epochs = [list(data.shuffled(rng("batches", k), 16)) for k in range(2)]
    members = [{frozenset(batch) for batch in batches} for batches in epochs]
    assert len(members[0] & members[1]) < 3
    longest = [[data.lengths[batch].max().item() for batch in batches] for batches in epochs]
    assert longest[0] != longest[1]
    assert sorted(longest[0]) == sorted(longest[1])


def test_training_follows_adam_with_dropout(sentences, tmp_path):
    data, rate = sentences[0], 0.003
    training = Training(epochs=2, batch=16, learning_rate=rate, dropout=0.4)
    initial, weights, history = run(sentences, Checkpoint(tmp_path / "network.nc", "x"), training)
    network = Network(initial)
    parameters = list(network.parameters())
    means, squares = ([torch.zeros_like(p) for p in parameters] for _ in range(2))
    step = 0
    for epoch in range(training.epochs):
        masks, losses, right = rng("dropout", epoch), [], 0
        for chosen in data.shuffled(rng("batches", epoch), training.batch):
            inputs, lengths, labels = data.take(chosen)
            dropout = draw_dropout(masks, training.dropout, *inputs.shape[:2], UNITS)
            p = torch.sigmoid(network(inputs, lengths, dropout))
            each = -(labels * p.log() + (1 - labels) * (1 - p).log())
            losses += each.tolist()
            right += ((p > 0.5) == (labels == 1)).sum().item()
            gradients = torch.autograd.grad(each.mean(), parameters)
            step += 1
            with torch.no_grad():
                for p, g, m, v in zip(parameters, gradients, means, squares, strict=True):
                    m.mul_(0.9).add_(0.1 * g)
                    v.mul_(0.999).add_(0.001 * g**2)
                    p -= rate * (m / (1 - 0.9**step)) / ((v / (1 - 0.999**step)).sqrt() + 1e-8)
        assert history[0, epoch] == pytest.approx(np.mean(losses), rel=1e-5)
        assert history[1, epoch] == right / len(data)
    for found, expected in zip(weights, network.weights(), strict=True):
        torch.testing.assert_close(found, expected, rtol=0, atol=2e-6)


def test_answers_do_not_depend_on_the_batch(trained, sentences, monkeypatch):
    _, weights, _ = trained
    network = Network(weights)
    loss, accuracy = Answers(sentences[1])(network)
    monkeypatch.setattr("deltaw.sentiment.training.EVALUATION_BATCH", 7)
    other_loss, other_accuracy = Answers(sentences[1])(network)
    assert accuracy == other_accuracy
    assert loss == pytest.approx(other_loss, rel=1e-6)


@pytest.mark.parametrize("part", ["dw", "w"])
def test_full_rank_gives_back_the_trained_network(trained, part):
    before, after, _ = trained
    seen = []
    truncated_accuracies(before, after, [UNITS], lambda w: seen.append(w) or 0.0, part)
    for name, weight in after._asdict().items():
        torch.testing.assert_close(getattr(seen[0], name), weight, rtol=0, atol=1e-7)


@pytest.mark.parametrize(("part", "rank"), [("dw", 0), ("dw", 3), ("w", 0), ("w", 3)])
def test_truncation_has_the_error_of_the_singular_values_left_out(trained, part, rank):
    before, after, _ = trained
    seen = []
    truncated_accuracies(before, after, [rank], lambda w: seen.append(w) or 0.0, part)
    for name, weight in after._asdict().items():
        left_out = getattr(seen[0], name) - weight
        w0 = getattr(before, name) if part == "dw" else 0
        expected = (
            linalg.svdvals((weight - w0).numpy())[rank:] if name in {"rec1", "in2", "rec2"} else 0
        )
        assert np.linalg.norm(left_out.numpy()) == pytest.approx(np.linalg.norm(expected), abs=1e-5)


def test_singular_values(trained):
    before, after, _ = trained
    network = xr.Dataset()
    for when, weights in (("w0", before), ("w", after)):
        for name, weight in weights._asdict().items():
            dims = [f"{when}_{name}_{axis}" for axis in range(weight.ndim)]
            network[f"{when}_{name}"] = (dims, weight.numpy())
    values = singular_values(network)
    assert len(values["sv_w_in1"]) == DIMENSION
    for name in ("in1", "rec1", "in2", "rec2"):
        w0, w = (getattr(weights, name).double() for weights in (before, after))
        for part, matrix in (("w0", w0), ("dw", w - w0), ("w", w)):
            squares = torch.linalg.eigvalsh(matrix.T @ matrix).flip(0)
            np.testing.assert_allclose(values[f"sv_{part}_{name}"] ** 2, squares, atol=1e-6)


def test_weights_before_training_stay(trained):
    before, after, _ = trained
    assert all(
        torch.equal(a, b)
        for a, b in zip(before, initial_weights(rng("weights"), UNITS, DIMENSION), strict=True)
    )
    assert not any(torch.equal(a, b) for a, b in zip(before, after, strict=True))


def test_encoding():
    words, _ = with_special(vocabulary(["a b", "c b"]), np.zeros((3, 1)))
    assert words == [PADDING, UNKNOWN, "a", "b", "c"]
    ids, lengths = encode(["b a", "a x c b", "b\u00a0c"], words)
    assert ids.tolist() == [[3, 2, 0, 0], [2, 1, 4, 3], [1, 0, 0, 0]]
    assert lengths.tolist() == [2, 4, 1]


def test_padding_and_unknown_words_have_zero_vectors():
    words, vectors = with_special(["a", "b"], np.ones((2, 3), np.float32))
    ids, lengths = encode(["b x", "a"], words)
    inputs, _, _ = Sentences(ids, lengths, np.array([1, 0]), vectors).take(np.array([0, 1]))
    assert inputs.sum(2).T.tolist() == [[3, 0], [3, 0]]
