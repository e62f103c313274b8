"""Several inputs and outputs: the gradient against autograd, the rank by numpy's own."""

import numpy as np
import pytest
import torch

from deltaw.linear.channels import Channels, train, train_all
from deltaw.linear.kinds import CHANNELS

DT, TRIAL = 0.5, {"silence": 1, "stimulus": 6, "penalised": 1}
SETTINGS = {"zhat": 1, "dt": DT, "trial": TRIAL, "epochs": 300, "learning_rate": 0.02}


def by_autograd(w, m, v, targets):
    """Return the loss of all inputs, each in a trial of its own, as one matrix of states."""
    x = torch.zeros_like(m)
    outputs = []
    for k in range(14):
        x = x + DT * (-x + w @ x + m * float(k >= 2))
        outputs.append(v.T @ x)
    error = torch.stack(outputs[-2:]) - targets
    return 0.5 * (error**2).mean(0).sum()


def test_loss_and_gradient_are_those_of_all_outputs_and_inputs_at_once():
    rng = np.random.default_rng(0)
    w, m, v = rng.standard_normal((8, 8)) / 3, rng.standard_normal((8, 3)), rng.normal(size=(8, 2))
    targets = rng.standard_normal((2, 3))
    channels = Channels(m, v, targets, DT, TRIAL)
    outputs = channels.outputs(w)
    tensor = torch.from_numpy(w).requires_grad_()
    loss = by_autograd(tensor, *map(torch.from_numpy, (m, v, targets)))
    (gradient,) = torch.autograd.grad(loss, tensor)
    assert channels.loss(outputs) == pytest.approx(loss.item(), rel=1e-12)
    np.testing.assert_allclose(channels.gradient(outputs), gradient, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize(("inputs", "outputs"), [(1, 1), (2, 1), (1, 3), (2, 2)])
def test_the_rank_is_bounded_without_w0_and_larger_with_it(inputs, outputs):
    at = {"inputs": inputs, "outputs": outputs}
    ranks = {}
    for g in (0, 0.6):
        found = train(np.random.default_rng(4), 40, g, at, SETTINGS)
        assert found["loss"][-1] < 0.01 * found["loss"][0]
        ranks[g] = np.linalg.matrix_rank(np.diag(found["sv_dw"]), rtol=1e-9)
    assert ranks[0] <= inputs + outputs < ranks[0.6]


def test_all_networks_of_a_pair_are_trained_from_their_own_draws():
    settings = SETTINGS | {"epochs": 5, "root_seed": 2, "g": [0, 0.5], "seeds": [0, 3]}
    found = train_all(12, {"inputs": 2, "outputs": 1}, settings)
    assert set(found) | {"inputs", "outputs"} == set(CHANNELS.variables)
    assert found["sv_dw"].shape == (2, 2, 12)
    assert found["loss"].shape == (2, 2, 6)
    assert not found["diverged"].any()
    again = train_all(12, {"outputs": 1, "inputs": 2}, settings | {"g": [0.5], "seeds": [3]})
    np.testing.assert_array_equal(again["loss"][0, 0], found["loss"][1, 1])
    assert len(np.unique(found["loss"][..., 0])) == 4


def test_targets_have_the_largest_singular_value_that_is_asked_for():
    """Without W0 the loss before learning is about half the squared norm of the targets."""
    at = {"inputs": 1, "outputs": 3}
    found = train(np.random.default_rng(0), 900, 0, at, SETTINGS | {"zhat": 3, "epochs": 0})
    assert found["loss"][0] == pytest.approx(9 / 2, rel=0.1)


def test_a_network_that_diverges_has_no_singular_values():
    wild = SETTINGS | {"learning_rate": 1e6, "epochs": 20}
    found = train(np.random.default_rng(1), 10, 0.5, {"inputs": 2, "outputs": 2}, wild)
    assert found["diverged"]
    assert np.isnan(found["sv_dw"]).all()
