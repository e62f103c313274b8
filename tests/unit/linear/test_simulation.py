"""The linear trial and its gradient, against autograd and closed forms."""

import numpy as np
import pytest
import torch
from scipy import linalg

from deltaw.linear import theory
from deltaw.linear.simulation import Simulation, constant_input, initial_weights
from linear_networks import any_trial, loss_by_autograd, network


def test_the_papers_trial(paper):
    linear = paper["linear"]
    trial = constant_input(2.0, linear["dt"], **linear["trial"])
    assert len(trial.inputs) == 202
    np.testing.assert_array_equal(np.flatnonzero(trial.inputs == 0), [0, 1])
    np.testing.assert_array_equal(np.flatnonzero(trial.mask), [200, 201])
    assert (trial.targets == 2).all()


def test_initial_weights():
    w0, m, v = initial_weights(np.random.default_rng(0), 400, 0.5)
    assert w0.dtype == m.dtype == v.dtype == np.float32
    assert w0.std() == pytest.approx(0.5 / 20, rel=0.02)
    assert np.linalg.norm(m) == pytest.approx(20, rel=1e-6)
    assert np.linalg.norm(v) == pytest.approx(1 / 20, rel=1e-6)


@pytest.mark.parametrize("from_zero", [True, False])
def test_outputs_loss_and_gradient_are_autograds(from_zero):
    w, m, v = network()
    trial, dt = any_trial(), 0.3
    start = np.zeros(12) if from_zero else m
    simulation = Simulation(m, v, trial, dt, start)
    weights = torch.tensor(w, requires_grad=True)
    loss, z = loss_by_autograd(weights, *map(torch.tensor, (m, v)), trial, dt, torch.tensor(start))
    loss.backward()
    for _ in range(2):  # the buffers may be used again
        outputs = simulation.outputs(w)
        np.testing.assert_allclose(outputs, z.detach().numpy(), rtol=1e-12, atol=1e-14)
        assert simulation.loss(outputs) == pytest.approx(loss.item(), rel=1e-12)
        gradient = simulation.gradient(outputs)
        np.testing.assert_allclose(gradient, weights.grad.numpy(), rtol=1e-10, atol=1e-14)
    assert simulation.loss_of(w) == simulation.loss(outputs)


class SimulatedLoss(torch.autograd.Function):
    """The loss with the hand-written gradient, so that torch can check it."""

    @staticmethod
    def forward(ctx, w, simulation):
        outputs = simulation.outputs(w.detach().numpy())
        ctx.gradient = torch.from_numpy(simulation.gradient(outputs))
        return w.new_tensor(simulation.loss(outputs))

    @staticmethod
    def backward(ctx, grad):
        return grad * ctx.gradient, None


def test_gradcheck():
    w, m, v = network(n=6)
    simulation = Simulation(m, v, any_trial(), 0.5, start=m)
    weights = torch.tensor(w, requires_grad=True)
    assert torch.autograd.gradcheck(SimulatedLoss.apply, (weights, simulation))


@pytest.mark.parametrize("g", [0.0, 0.5])
def test_the_gradient_reaches_eq_6_geometrically(g):
    """|dL/dW - Eq. 6| falls with T like T rate^T, rate = 1 - dt (1 - Re lambda_max)."""
    n, zhat, dt = 30, 1.5, 0.5
    w, m, v = network(n=n, g=g, seed=3)
    w = (w + w.T) / 2  # real eigenvalues: the slowest mode does not turn
    limit = -theory.gradient_flow(w, m / np.sqrt(n), v * np.sqrt(n), zhat)
    rate = 1 - dt * (1 - linalg.eigvalsh(w).max())
    # steps, from far into the decay to where rounding is still far
    lengths = np.log([1e-6, 1e-8, 1e-10]) // np.log(rate)
    errors = []
    for steps in lengths:
        simulation = Simulation(m, v, constant_input(zhat, dt, 0, steps * dt, 2 * dt), dt)
        errors.append(linalg.norm(simulation.gradient(simulation.outputs(w)) - limit))
    slopes = np.diff(np.log(np.array(errors) / lengths)) / np.diff(lengths)
    np.testing.assert_allclose(slopes, np.log(rate), rtol=0.05)


def test_the_readout_reaches_eq_5():
    n = 30
    w, m, v = network(n=n, g=0.5)
    outputs = Simulation(m, v, constant_input(1, 0.5, 1, 100, 1), 0.5).outputs(w)
    expected = theory.readout(w, m / np.sqrt(n), v * np.sqrt(n))
    assert outputs[-1] == pytest.approx(expected, rel=1e-10)
