"""The LSTM's training loop and its answers, on a small made-up corpus."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy.special import expit

from deltaw.checkpoints import Checkpoint
from deltaw.sentiment.lstm import Network, Weights, draw_dropout, initial_weights
from deltaw.sentiment.training import Answers, Training
from small_lstm import DIMENSION, TRAINING, UNITS, rng, run


class Interrupted(Checkpoint):
    """A checkpoint that is written after each epoch, and stops the training after the second."""

    def due(self):
        return True

    def save(self, state):
        super().save(state)
        if state["epoch"] == 2:
            raise KeyboardInterrupt


def test_it_learns(trained):
    _, _, history = trained
    assert history[0, -1] < 0.5 * history[0, 0]
    assert history[3, -1] > 0.8


@pytest.mark.parametrize("processes", [1, 3])
def test_a_resumed_training_equals_an_uninterrupted_one(sentences, tmp_path, processes):
    _, weights, history = run(sentences, Checkpoint(tmp_path / "a.nc", ["x"]))
    shared = replace(TRAINING, processes=processes)
    with pytest.raises(KeyboardInterrupt):
        run(sentences, Interrupted(tmp_path / "b.nc", ["x"]), shared)
    _, resumed, resumed_history = run(sentences, Checkpoint(tmp_path / "b.nc", ["x"]))
    assert all(np.array_equal(a, b) for a, b in zip(weights, resumed, strict=True))
    assert np.array_equal(history, resumed_history)


def test_training_draws_from_its_own_generators_only(sentences, tmp_path):
    histories = []
    for seed in (1, 2):
        np.random.seed(seed)  # noqa: NPY002
        histories.append(run(sentences, Checkpoint(tmp_path / f"{seed}.nc", ["x"]))[2])
    assert np.array_equal(*histories)


@pytest.mark.parametrize("processes", [1, 3])
def test_a_divergence_is_an_error(sentences, tmp_path, processes):
    training = Training(4, batch=16, learning_rate=float("inf"), dropout=0.0, processes=processes)
    with pytest.raises(ArithmeticError, match=r"in epoch 1: lower sentiment\.learning_rate"):
        run(sentences, Checkpoint(tmp_path / "network.nc", ["x"]), training)


def test_training_follows_adam_with_dropout(sentences, tmp_path):
    data, rate = sentences[0], 0.003
    training = Training(epochs=2, batch=16, learning_rate=rate, dropout=0.4)
    initial, weights, history = run(sentences, Checkpoint(tmp_path / "network.nc", ["x"]), training)
    parameters = [torch.tensor(w, requires_grad=True) for w in initial]
    adam = torch.optim.Adam(parameters, lr=rate)
    for epoch in range(training.epochs):
        masks, losses, right = rng("dropout", epoch=epoch), [], 0
        for chosen in data.shuffled(rng("batches", epoch=epoch), training.batch):
            inputs, lengths, labels = data.take(chosen)
            dropout = draw_dropout(masks, training.dropout, *inputs.shape[:2], UNITS)
            network = Network(Weights(*(p.detach().numpy() for p in parameters)))
            p = expit(network.logits(inputs, lengths, dropout))
            each = -(labels * np.log(p) + (1 - labels) * np.log(1 - p))
            losses += each.tolist()
            right += ((p > 0.5) == (labels == 1)).sum()
            gradients = network.gradients((p - labels) / len(labels))
            for parameter, gradient in zip(parameters, gradients, strict=True):
                parameter.grad = torch.tensor(gradient)
            adam.step()
        assert history[0, epoch] == pytest.approx(np.mean(losses), rel=1e-5)
        assert history[1, epoch] == right / len(data)
    for found, expected in zip(weights, parameters, strict=True):
        np.testing.assert_allclose(found, expected.detach().numpy(), rtol=0, atol=2e-6)


def test_answers_do_not_depend_on_the_batch(trained, sentences, monkeypatch):
    _, weights, _ = trained
    network = Network(weights)
    loss, accuracy = Answers(sentences[1])(network)
    monkeypatch.setattr("deltaw.sentiment.training.EVALUATION_BATCH", 7)
    other_loss, other_accuracy = Answers(sentences[1])(network)
    assert accuracy == other_accuracy
    assert loss == pytest.approx(other_loss, rel=1e-6)


def test_weights_before_training_stay(trained):
    before, after, _ = trained
    assert all(
        np.array_equal(a, b)
        for a, b in zip(before, initial_weights(rng("weights"), UNITS, DIMENSION), strict=True)
    )
    assert not any(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
