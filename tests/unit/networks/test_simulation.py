"""The trial function against autograd, finite differences and an ODE solver."""

import numpy as np
import pytest
import torch
from scipy.integrate import solve_ivp

from deltaw import products
from deltaw.networks.dynamics import Dynamics
from deltaw.networks.simulation import (
    Weights,
    Workspace,
    evaluate_outputs,
    initial_weights,
    loss_gradient,
    masked_loss,
)
from deltaw.randomness import generator
from reference import Simulated, as_arrays, as_tensors, plain_loss, plain_trial

B, T, N, I, O, DT = 3, 7, 5, 2, 3, 0.5  # noqa: E741


def problem(n=N, b=B, t=T, g=1.2):
    rng = generator(0, "networks test")
    weights = as_tensors(initial_weights(rng, n, I, O, g))
    inputs = rng.standard_normal((b, t, I))
    workspace = Workspace(b, t, Weights(*as_arrays(weights)), Dynamics(DT))
    workspace.load(inputs, np.ones((b, t, O)))
    return weights, inputs, workspace


def test_gradcheck():
    weights, _, workspace = problem()
    assert torch.autograd.gradcheck(lambda *w: Simulated.apply(*w, workspace), tuple(weights))


@pytest.mark.parametrize("g", [0.0, 0.9, 1.5])
def test_outputs_and_gradients_equal_autograd_through_the_plain_loop(g):
    weights, inputs, workspace = problem(n=40, b=8, t=50, g=g)
    z = Simulated.apply(*weights, workspace)
    expected = plain_trial(*weights, torch.from_numpy(inputs), DT)
    torch.testing.assert_close(z, expected, rtol=1e-12, atol=1e-14)
    cotangent = torch.randn(z.shape, dtype=z.dtype, generator=torch.Generator().manual_seed(1))
    ours = torch.autograd.grad(z, weights, cotangent)
    theirs = torch.autograd.grad(expected, weights, cotangent)
    for a, b in zip(ours, theirs, strict=True):
        torch.testing.assert_close(a, b, rtol=1e-10, atol=1e-13)


def test_blocks_of_both_loops_may_differ(monkeypatch):
    """Their matrices have as many more rows as there are inputs, and outputs."""
    monkeypatch.setattr(products, "without_copies", lambda: True)
    monkeypatch.setattr(products, "UNCOPIED", 8 * (40 + I) * 32)
    test_outputs_and_gradients_equal_autograd_through_the_plain_loop(0.9)
    _, _, workspace = problem(n=40, b=8, t=50)
    assert (workspace.onward.width, workspace.back.width) == (32, 16)


def test_workspace_carries_nothing_from_one_trial_to_the_next():
    weights, inputs, workspace = problem()

    def gradients():
        return torch.autograd.grad(Simulated.apply(*weights, workspace).sum(), weights)

    first = gradients()
    workspace.load(3 * inputs, np.ones((B, T, O)))
    gradients()
    workspace.load(inputs, np.ones((B, T, O)))
    for a, b in zip(first, gradients(), strict=True):
        torch.testing.assert_close(a, b, rtol=0, atol=0)


def test_evaluation_equals_training_forward_in_blocks():
    weights, inputs, workspace = problem(n=40, b=20, t=30)
    arrays, dynamics = Weights(*as_arrays(weights)), Dynamics(DT)
    z = workspace.forward(arrays)
    for block in (6, 20, 512):
        ours = evaluate_outputs(arrays, inputs, np.ones_like(z), dynamics, block=block)
        np.testing.assert_allclose(ours, z, rtol=1e-12, atol=1e-14)


def test_euler_converges_to_the_ode_solution():
    """With constant input the error at time 3 falls in proportion to dt."""
    weights, _, _ = problem(n=20, g=1.5)
    w, m, v = as_arrays(weights)
    u = np.array([0.7, -0.4])
    exact = solve_ivp(
        lambda t, x: -x + w @ np.tanh(x) + m @ u, (0, 3), np.zeros(20), rtol=1e-10, atol=1e-12
    ).y[:, -1]
    errors = []
    for dt in (0.02, 0.01, 0.005):
        inputs = np.tile(u, (1, round(3 / dt), 1))
        everywhere = np.ones((*inputs.shape[:2], O))
        z = evaluate_outputs(Weights(w, m, v), inputs, everywhere, Dynamics(dt))
        errors.append(np.abs(z[0, -1] - v.T @ np.tanh(exact)).max())
    assert errors[0] / errors[1] == pytest.approx(2, abs=0.1)
    assert errors[1] / errors[2] == pytest.approx(2, abs=0.1)
    assert errors[2] < 5e-3


def test_masked_loss_is_half_the_mean_square_over_the_mask():
    outputs = np.array([[[1.0], [5.0], [2.0]]])
    mask = np.array([[[1.0], [0.0], [1.0]]])
    assert masked_loss(outputs, np.zeros_like(outputs), mask) == pytest.approx(0.5 * (1 + 4) / 2)


def test_the_gradient_of_the_loss_is_that_of_autograd():
    rng = generator(0, "loss")
    outputs, targets = rng.standard_normal((2, B, T, O))
    mask = rng.integers(2, size=(B, T, O)).astype(float)
    z = torch.from_numpy(outputs).requires_grad_()
    loss = plain_loss(z, torch.from_numpy(targets), torch.from_numpy(mask))
    (expected,) = torch.autograd.grad(loss, z)
    assert masked_loss(outputs, targets, mask) == pytest.approx(loss.item(), rel=1e-12)
    np.testing.assert_allclose(loss_gradient(outputs, targets, mask), expected, rtol=1e-12)


def test_initial_weights():
    weights = initial_weights(generator(0, "w"), 1000, 3, 2, 1.3)
    assert {w.dtype for w in weights} == {np.dtype("float32")}
    assert np.linalg.norm(weights.w) == pytest.approx(1.3 * np.sqrt(1000), rel=0.005)
    assert abs(weights.w.mean()) < 4 * 1.3 / 1000 / np.sqrt(1000)
    np.testing.assert_allclose(np.linalg.norm(weights.m, axis=0), np.sqrt(1000), rtol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(weights.v, axis=0), 1 / np.sqrt(1000), rtol=1e-6)


def test_strength_only_scales_w0():
    """The same seed at another g: the same pattern, so that g is the only difference."""
    one, two = (initial_weights(generator(0, "w"), 50, 2, 2, g) for g in (1.0, 2.0))
    np.testing.assert_allclose(two.w, 2 * one.w, rtol=1e-6)
    np.testing.assert_array_equal(two.m, one.m)
