"""Losses of changed networks against the plain loop."""

import numpy as np
import pytest
import torch
import xarray as xr

from deltaw.networks.batches import Batches
from deltaw.networks.dynamics import Dynamics
from deltaw.networks.evaluation import (
    NetworkLoss,
    evaluation_trials,
    reference_losses,
    trained_loss,
)
from deltaw.networks.simulation import initial_weights
from deltaw.networks.tasks import make_task
from deltaw.randomness import generator
from reference import plain_trial

DT = 0.5


@pytest.fixture
def settings(paper):
    task = paper["networks"]["tasks"]["romo"]["task"]
    return {"root_seed": 3, "task": task, "trials": 6, "dt": DT, "switches": None}


@pytest.fixture
def network():
    """Return a network whose three matrices all changed."""
    before, after = (initial_weights(generator(k, "w"), 20, 1, 2, 0.9) for k in (0, 1))
    return xr.Dataset(
        {
            "w0": (("post", "pre"), before.w),
            "dw": (("post", "pre"), 0.3 * after.w),
            "m0": (("post", "input"), before.m),
            "m": (("post", "input"), after.m),
            "v0": (("post", "output"), before.v),
            "v": (("post", "output"), after.v),
        },
        coords={"task": "romo"},
    )


def plain_loss(w, m, v, trials):
    """Return half the mean squared error over the penalised steps, by the plain loop."""
    w, m, v = (torch.from_numpy(np.asarray(a)).double() for a in (w, m, v))
    z = plain_trial(w, m, v, torch.from_numpy(trials.inputs).double(), DT).numpy()
    return np.average((z - trials.targets) ** 2, weights=trials.mask) / 2


def test_the_loss_as_a_function_of_w(network, settings):
    trials = evaluation_trials(settings, "romo")
    w = network["w0"] - network["dw"]
    expected = plain_loss(w, network["m"], network["v"], trials)
    assert trained_loss(network, settings)(w.values) == pytest.approx(expected, rel=1e-5)
    loss = NetworkLoss(trials, Dynamics(DT)).with_matrices(network["m"].values, network["v"].values)
    assert loss(w.values) == pytest.approx(expected, rel=1e-5)


def test_reference_losses_have_the_matrices_before_and_after_training(network, settings):
    trials = evaluation_trials(settings, "romo")
    before = plain_loss(network["w0"], network["m0"], network["v0"], trials)
    after = plain_loss(network["w0"] + network["dw"], network["m"], network["v"], trials)
    found = reference_losses(network, settings)
    assert found == pytest.approx({"initial_loss": before, "trained_loss": after}, rel=1e-5)
    assert before != pytest.approx(after, rel=1e-2)


def test_trials_are_the_same_for_all_networks_of_a_task(settings):
    one, two = (evaluation_trials(settings, "romo") for _ in range(2))
    np.testing.assert_array_equal(one.inputs, two.inputs)
    other = evaluation_trials(settings, "romo_variant")
    assert not np.array_equal(one.inputs, other.inputs)
    assert len(evaluation_trials(settings | {"trials": 9}, "romo").inputs) == 9


@pytest.mark.parametrize("name", ["flipflop", "mante", "romo"])
def test_an_evaluation_changes_no_batch_of_a_training(paper, settings, name):
    """Streams are apart, however many trials an evaluation draws."""
    settings |= {"task": paper["networks"]["tasks"][name]["task"]}

    def batches():
        task = make_task(**settings["task"])
        return Batches(task, lambda draw: generator(3, "networks", "batches", draw=draw), 4, DT)

    alone, beside = batches(), batches()
    for epoch in (0, 1, 9):
        evaluation_trials(settings | {"trials": 50 * (epoch + 1)}, name)
        np.testing.assert_array_equal(alone(epoch).inputs, beside(epoch).inputs)
