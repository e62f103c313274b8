"""What is followed during a training: against numpy, and as the rest of the training sees it."""

import dataclasses

import numpy as np
import pytest

from deltaw.checkpoints import Checkpoint
from deltaw.networks.batches import Batches
from deltaw.networks.following import Following, followed_coordinates
from deltaw.networks.kinds import NETWORK
from deltaw.networks.simulation import initial_weights
from deltaw.networks.training import Training, train
from deltaw.randomness import generator

FOLLOW = {"number": 4, "every": 3}
TRAINING = Training(10, "adam", 1e-3, ("W", "M", "V"), 0.5, follow=FOLLOW)
pytestmark = pytest.mark.parametrize("task", ["romo"], indirect=True)


def run(task, folder, training=TRAINING, g=0.9, progress=lambda epoch, loss: None):
    initial = initial_weights(generator(0, "w"), 20, task.n_inputs, task.n_outputs, g)
    batches = Batches(task, lambda number: generator(0, "batches", draw=number), 8, 0.5)
    return initial, train(initial, batches, training, Checkpoint(folder, [], seconds=0), progress)


def test_numbers_are_those_of_the_training_cut_short_there(task, tmp_path):
    _, trained = run(task, tmp_path / "whole")
    assert set(trained.followed) == {v for v in NETWORK.variables if v.startswith("followed_")}
    for place, epoch in enumerate([0, 3, 6, 9]):
        training = dataclasses.replace(TRAINING, epochs=epoch, follow=None)
        initial, short = run(task, tmp_path / f"to {epoch}", training)
        w0, w = (a.astype(float) for a in (initial.w, short.weights.w))
        dw, found = w - w0, {k: v[place] for k, v in trained.followed.items()}
        singular = np.sqrt(np.abs(np.linalg.eigvalsh(dw.T @ dw))[::-1][:4])
        np.testing.assert_allclose(found["followed_sv"], singular, rtol=1e-4, atol=1e-7)
        assert found["followed_norm"] == pytest.approx(np.sqrt((dw**2).sum()), rel=1e-10)
        values = found["followed_eig"] @ [1, 1j]
        assert (np.diff(abs(values)) < 1e-12).all()
        for value in values:
            assert abs(np.linalg.eigvals(w) - value).min() < 1e-10
        assert abs(values[0]) == pytest.approx(abs(np.linalg.eigvals(w)).max())
        if epoch:
            cosine = (dw * w0).sum() / np.sqrt((dw**2).sum() * (w0**2).sum())
            assert found["followed_cosine"] == pytest.approx(cosine, rel=1e-9)
        else:
            assert np.isnan(found["followed_cosine"])


def test_following_changes_no_byte_of_the_training(task, tmp_path):
    _, followed = run(task, tmp_path / "followed")
    _, alone = run(task, tmp_path / "alone", dataclasses.replace(TRAINING, follow=None))
    assert alone.followed == {}
    for ours, theirs in zip(followed.weights, alone.weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    np.testing.assert_array_equal(followed.loss, alone.loss)


def test_a_killed_training_ends_with_the_same_numbers(task, tmp_path):
    def kill(epoch, loss):
        if epoch == 7:
            raise InterruptedError

    _, whole = run(task, tmp_path / "whole")
    with pytest.raises(InterruptedError):
        run(task, tmp_path / "killed", progress=kill)
    _, resumed = run(task, tmp_path / "killed")
    for name, values in whole.followed.items():
        np.testing.assert_array_equal(resumed.followed[name], values)


def test_without_initial_connectivity_the_cosine_is_undefined(task, tmp_path):
    _, trained = run(task, tmp_path / "zero", g=0)
    assert np.isnan(trained.followed["followed_cosine"]).all()
    assert np.isfinite(trained.followed["followed_eig"]).all()


def test_after_a_divergence_nothing_is_known(task, tmp_path):
    wild = dataclasses.replace(TRAINING, optimizer="sgd", learning_rate=1e25, epochs=40)
    _, trained = run(task, tmp_path / "wild", wild)
    assert trained.diverged
    known = np.isfinite(trained.followed["followed_norm"])
    assert known[0]
    assert not known[-1]


def test_the_file_has_what_was_followed_and_else_none_of_it(task, tmp_path):
    for name, training in (
        ("with", TRAINING),
        ("without", dataclasses.replace(TRAINING, follow=None)),
    ):
        initial, trained = run(task, tmp_path / name, training)
        values = {f"{k}0": a for k, a in zip(("w", "m", "v"), initial, strict=True)}
        values |= dict(zip(("dw", "m", "v"), trained.weights, strict=True))
        values |= {"loss": trained.loss, "gradient_norm": trained.gradient_norm, "diverged": 0}
        coords = {"epoch": np.arange(11)}
        if training.follow:
            coords |= followed_coordinates(10, **training.follow)
        NETWORK.write(tmp_path / "n.nc", values | trained.followed, coords, {})
        back = NETWORK.read(tmp_path / "n.nc")
        assert ("followed_sv" in back) == (training.follow is not None)
    assert NETWORK.read(tmp_path / "n.nc").sizes.keys() >= {"post", "pre", "epoch"}


def test_all_epochs_may_be_followed(task):
    following = Following(np.eye(3), 2, number=3, every=1)
    for epoch in range(3):
        following(epoch, np.eye(3) + np.diag([0, epoch, 0]))
    np.testing.assert_allclose(following.values["followed_norm"], [0, 1, 2])
    np.testing.assert_allclose(following.values["followed_cosine"][1:], 1 / np.sqrt(3))
    assert followed_coordinates(2, number=3, every=1)["followed"].tolist() == [0, 1, 2]
