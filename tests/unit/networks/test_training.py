"""The training loop: history, resumption, divergence, optimisers and what is trained."""

import dataclasses

import numpy as np
import pytest
import torch

from deltaw.checkpoints import Checkpoint
from deltaw.networks.batches import Batches
from deltaw.networks.simulation import initial_weights
from deltaw.networks.training import Training, train
from deltaw.randomness import generator
from reference import PHI, as_tensors, plain_loss, plain_trial

ADAM = Training(12, "adam", 1e-3, ("W", "M", "V"), 0.5)


class Killed(Exception):
    """Stands for the signal that ends a job."""


def batches(task):
    return Batches(task, lambda number: generator(0, "batches", draw=number), 8, 0.5)


def streams(purpose, **keys):
    return generator(0, purpose, **keys)


def run(task, training, checkpoint, progress=lambda epoch, loss: None, g=0.9, n=30):
    initial = initial_weights(generator(0, "w"), n, task.n_inputs, task.n_outputs, g)
    return initial, train(
        initial,
        batches(task),
        training,
        checkpoint,
        progress,
        streams,
    )


@pytest.fixture
def checkpoint(tmp_path):
    return Checkpoint(tmp_path / "network.nc", ["digest"], seconds=0)


@pytest.mark.parametrize("task", ["flipflop"], indirect=True)
@pytest.mark.parametrize("optimizer", ["adam", "sgd"])
def test_equals_the_plain_loop_with_autograd(task, optimizer, checkpoint):
    training = dataclasses.replace(ADAM, optimizer=optimizer, learning_rate=2e-3)
    initial, trained = run(task, training, checkpoint)
    weights = as_tensors(initial, torch.float32)
    kind = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}[optimizer]
    reference = kind(weights, lr=2e-3)
    for epoch in range(training.epochs + 1):
        u, target, mask = map(torch.from_numpy, batches(task)(epoch)[:3])
        reference.zero_grad()
        loss = plain_loss(plain_trial(*weights, u, 0.5), target, mask)
        loss.backward()
        assert trained.loss[epoch] == pytest.approx(loss.item(), rel=1e-4)
        assert trained.gradient_norm[epoch] == pytest.approx(
            weights[0].grad.norm().item(), rel=1e-3
        )
        if epoch < training.epochs:
            reference.step()
    for ours, theirs in zip(trained.weights, weights, strict=True):
        np.testing.assert_allclose(ours, theirs.detach(), rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("task", ["romo"], indirect=True)
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"optimizer": "sgd"},
        {"optimizer": "ASGD"},
        {"dw_rank": 2, "noise": 0.1},
        {"dw_rank": 2, "until": 1e-9},
    ],
    ids=["adam", "sgd", "ASGD", "factors and noise", "until"],
)
@pytest.mark.parametrize("moment", [0, 5, 12])
def test_a_killed_training_ends_with_the_same_bytes(task, changes, moment, tmp_path):
    training = dataclasses.replace(ADAM, **changes)
    _, whole = run(task, training, Checkpoint(tmp_path / "whole.nc", ["d"], seconds=1e9))

    def kill(epoch, loss):
        if epoch == moment:
            raise Killed

    with pytest.raises(Killed):
        run(task, training, Checkpoint(tmp_path / "killed.nc", ["d"], seconds=0), kill)
    resumed_from = []
    _, resumed = run(
        task,
        training,
        Checkpoint(tmp_path / "killed.nc", ["d"], seconds=0),
        lambda epoch, loss: resumed_from.append(epoch),
    )
    assert resumed_from[0] == moment
    for a, b in zip(whole.weights, resumed.weights, strict=True):
        np.testing.assert_array_equal(a, b)
    np.testing.assert_array_equal(whole.loss, resumed.loss)
    np.testing.assert_array_equal(whole.gradient_norm, resumed.gradient_norm)


@pytest.mark.parametrize("task", ["romo"], indirect=True)
@pytest.mark.parametrize("trained", [("W",), ("W", "M", "V")])
@pytest.mark.parametrize(
    ("optimizer", "rate", "of_factors"), [("adam", 1e-3, np.sqrt(30)), ("sgd", 0.1, 1)]
)
def test_factors_equal_the_plain_loop(task, trained, optimizer, rate, of_factors, checkpoint):
    other = {"nonlinearity": "softplus", "noise": 0.1, "learning_rate": rate}
    training = dataclasses.replace(ADAM, optimizer=optimizer, dw_rank=2, trained=trained, **other)
    initial, ended = run(task, training, checkpoint)
    w, m, v = as_tensors(initial, torch.float32)
    w.requires_grad_(False)
    columns = streams("factors").standard_normal((30, 2))
    b = torch.from_numpy(columns / np.linalg.norm(columns, axis=0)).float().requires_grad_()
    a = torch.zeros(30, 2, requires_grad=True)
    kind = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}[optimizer]
    readers = [m, v] if "V" in trained else []
    reference = kind([{"params": [a, b], "lr": rate * of_factors}, {"params": readers}], lr=rate)
    for epoch in range(training.epochs):
        u, target, mask = map(torch.from_numpy, batches(task)(epoch)[:3])
        drawn = streams("noise", epoch=epoch).standard_normal((*u.shape[:2], 30), np.float32)
        noise = 0.1 * np.sqrt(0.5) * torch.from_numpy(drawn)
        z = plain_trial(w + a @ b.T, m, v, u, 0.5, PHI["softplus"], noise)
        reference.zero_grad()
        loss = plain_loss(z, target, mask)
        loss.backward()
        assert ended.loss[epoch] == pytest.approx(loss.item(), rel=1e-4)
        reference.step()
    change = (a @ b.T).detach().numpy()
    error = np.linalg.norm(ended.weights.w - initial.w - change)
    assert error < 1e-2 * np.linalg.norm(change)
    np.testing.assert_allclose(ended.weights.v, v.detach(), rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("task", ["romo"], indirect=True)
def test_another_job_ignores_the_checkpoint(task, tmp_path):
    run(task, ADAM, Checkpoint(tmp_path / "n.nc", ["one"], seconds=0))
    seen = []
    run(
        task, ADAM, Checkpoint(tmp_path / "n.nc", ["two"], seconds=1e9), lambda e, _: seen.append(e)
    )
    assert seen[0] == 0


@pytest.mark.parametrize("task", ["romo"], indirect=True)
def test_only_what_is_trained_changes(task, checkpoint):
    training = dataclasses.replace(ADAM, trained=("W",))
    initial, trained = run(task, training, checkpoint)
    assert not np.array_equal(initial.w, trained.weights.w)
    np.testing.assert_array_equal(initial.m, trained.weights.m)
    np.testing.assert_array_equal(initial.v, trained.weights.v)


@pytest.mark.parametrize("task", ["romo"], indirect=True)
def test_divergence_ends_the_training_and_keeps_the_history(task, checkpoint):
    training = dataclasses.replace(ADAM, optimizer="sgd", learning_rate=1e25, epochs=40)
    _, trained = run(task, training, checkpoint)
    assert trained.diverged
    known = np.isfinite(trained.loss)
    assert 1 <= known.sum() < 41
    assert not known[np.argmin(known) :].any()


@pytest.mark.parametrize("task", ["romo"], indirect=True)
def test_a_divergence_leaves_no_checkpoint(task, checkpoint):
    """A training that is killed between the divergence and its file would go on from one."""
    training = dataclasses.replace(ADAM, optimizer="sgd", learning_rate=1e25, epochs=40)
    _, trained = run(task, training, checkpoint)
    assert np.isnan(trained.weights.w).all()
    assert checkpoint.load()["epoch"] == np.argmin(np.isfinite(trained.loss))


@pytest.mark.parametrize("task", ["romo"], indirect=True)
def test_history_has_a_loss_before_each_update_and_after_the_last(task, checkpoint):
    seen = []
    _, trained = run(task, ADAM, checkpoint, lambda epoch, loss: seen.append((epoch, loss)))
    assert len(trained.loss) == len(trained.gradient_norm) == 13
    assert seen == list(enumerate(trained.loss))


@pytest.mark.parametrize("task", ["flipflop", "mante", "romo"], indirect=True)
def test_batches_depend_on_nothing_but_their_epoch(task):
    in_order = batches(task)
    first = [in_order(epoch) for epoch in range(20)]
    for epoch in (19, 3, 11):
        for ours, expected in zip(batches(task)(epoch), first[epoch], strict=True):
            np.testing.assert_array_equal(ours, expected)
    assert all(len(trials.inputs) == 8 for trials in first)
    # All are different: none is handed out twice.
    assert len({trials.inputs.tobytes() for trials in first}) == 20


@pytest.mark.parametrize("task", ["romo"], indirect=True)
def test_ends_with_the_first_loss_below_the_given_one(task, checkpoint, tmp_path):
    _, whole = run(task, ADAM, checkpoint)
    first = int(np.argmax(whole.loss < 0.999 * whole.loss[0]))
    assert 0 < first < ADAM.epochs
    until = dataclasses.replace(ADAM, until=0.999 * whole.loss[0])
    _, ended = run(task, until, Checkpoint(tmp_path / "until.nc", ["digest"], seconds=0))
    np.testing.assert_array_equal(ended.loss[: first + 1], whole.loss[: first + 1])
    assert np.isnan(ended.loss[first + 1 :]).all()
    assert not ended.diverged
