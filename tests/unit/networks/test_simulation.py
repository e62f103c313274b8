"""The trial function against autograd, finite differences and an ODE solver."""

import numpy as np
import pytest
import torch
from scipy.integrate import solve_ivp

from deltaw.networks.simulation import (
    Simulated,
    Weights,
    Workspace,
    evaluate_outputs,
    initial_weights,
    masked_loss,
)
from deltaw.randomness import generator
from reference import plain_trial

B, T, N, I, O, DT = 3, 7, 5, 2, 3, 0.5  # noqa: E741


def problem(dtype=torch.float64, n=N, b=B, t=T, g=1.2):
    rng = generator(0, "networks test")
    weights = Weights(*(w.to(dtype).requires_grad_() for w in initial_weights(rng, n, I, O, g)))
    inputs = torch.from_numpy(rng.standard_normal((b, t, I))).to(dtype)
    workspace = Workspace(b, t, n, I, O, dtype)
    workspace.load(inputs.numpy(), np.ones((b, t, O)))
    return weights, inputs, workspace


def test_gradcheck():
    weights, inputs, _ = problem()

    def outputs(*weights):
        workspace = Workspace(B, T, N, I, O, torch.float64)
        workspace.load(inputs.numpy(), np.ones((B, T, O)))
        return Simulated.apply(*weights, workspace, DT)

    assert torch.autograd.gradcheck(outputs, tuple(weights))


@pytest.mark.parametrize("g", [0.0, 0.9, 1.5])
def test_outputs_and_gradients_equal_autograd_through_the_plain_loop(g):
    weights, inputs, workspace = problem(n=40, b=8, t=50, g=g)
    z = Simulated.apply(*weights, workspace, DT)
    expected = plain_trial(*weights, inputs, DT)
    torch.testing.assert_close(z, expected, rtol=1e-12, atol=1e-14)
    cotangent = torch.randn(z.shape, dtype=z.dtype, generator=torch.Generator().manual_seed(1))
    ours = torch.autograd.grad(z, weights, cotangent)
    theirs = torch.autograd.grad(expected, weights, cotangent)
    for a, b in zip(ours, theirs, strict=True):
        torch.testing.assert_close(a, b, rtol=1e-10, atol=1e-13)


def test_a_second_trial_before_backward_is_refused():
    weights, _, workspace = problem()
    z = Simulated.apply(*weights, workspace, DT)
    Simulated.apply(*weights, workspace, DT)
    with pytest.raises(RuntimeError, match="another trial"):
        z.sum().backward()


def test_workspace_carries_nothing_from_one_trial_to_the_next():
    weights, inputs, workspace = problem()
    z = Simulated.apply(*weights, workspace, DT)
    first = [g.clone() for g in torch.autograd.grad(z.sum(), weights)]
    workspace.load(3 * inputs.numpy(), np.ones((B, T, O)))
    Simulated.apply(*weights, workspace, DT).sum().backward()
    workspace.load(inputs.numpy(), np.ones((B, T, O)))
    again = torch.autograd.grad(Simulated.apply(*weights, workspace, DT).sum(), weights)
    for a, b in zip(first, again, strict=True):
        torch.testing.assert_close(a, b, rtol=0, atol=0)


def test_evaluation_equals_training_forward_in_blocks():
    weights, inputs, workspace = problem(n=40, b=20, t=30)
    z = Simulated.apply(*weights, workspace, DT)
    detached = Weights(*(w.detach() for w in weights))
    for block in (6, 20, 512):
        torch.testing.assert_close(
            evaluate_outputs(detached, inputs, DT, block), z.detach(), rtol=1e-12, atol=1e-14
        )


def test_euler_converges_to_the_ode_solution():
    """With constant input the error at time 3 falls in proportion to dt."""
    weights, _, _ = problem(n=20, g=1.5)
    w, m, v = (a.detach().numpy() for a in weights)
    u = np.array([0.7, -0.4])
    exact = solve_ivp(
        lambda t, x: -x + w @ np.tanh(x) + m @ u, (0, 3), np.zeros(20), rtol=1e-10, atol=1e-12
    ).y[:, -1]
    errors = []
    for dt in (0.02, 0.01, 0.005):
        inputs = torch.from_numpy(np.tile(u, (1, round(3 / dt), 1)))
        z = evaluate_outputs(Weights(*(a.detach() for a in weights)), inputs, dt)
        errors.append(np.abs(z[0, -1].numpy() - v.T @ np.tanh(exact)).max())
    assert errors[0] / errors[1] == pytest.approx(2, abs=0.1)
    assert errors[1] / errors[2] == pytest.approx(2, abs=0.1)
    assert errors[2] < 5e-3


def test_masked_loss_is_half_the_mean_square_over_the_mask():
    outputs = torch.tensor([[[1.0], [5.0], [2.0]]])
    targets = torch.tensor([[[0.0], [0.0], [0.0]]])
    mask = torch.tensor([[[1.0], [0.0], [1.0]]])
    assert masked_loss(outputs, targets, mask).item() == pytest.approx(0.5 * (1 + 4) / 2)


def test_initial_weights():
    weights = initial_weights(generator(0, "w"), 1000, 3, 2, 1.3)
    assert {w.dtype for w in weights} == {torch.float32}
    assert torch.linalg.norm(weights.w).item() == pytest.approx(1.3 * np.sqrt(1000), rel=0.005)
    assert weights.w.mean().abs() < 4 * 1.3 / 1000 / np.sqrt(1000)
    np.testing.assert_allclose(weights.m.norm(dim=0), np.sqrt(1000), rtol=1e-6)
    np.testing.assert_allclose(weights.v.norm(dim=0), 1 / np.sqrt(1000), rtol=1e-6)


def test_strength_only_scales_w0():
    """The same seed at another g: the same pattern, so that g is the only difference."""
    one, two = (initial_weights(generator(0, "w"), 50, 2, 2, g) for g in (1.0, 2.0))
    torch.testing.assert_close(two.w, 2 * one.w)
    torch.testing.assert_close(two.m, one.m)
