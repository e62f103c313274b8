"""Nonlinearities, private noise and factors of ΔW: outputs and gradients against autograd."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from deltaw.networks.dynamics import NONLINEARITIES, Dynamics
from deltaw.networks.factors import Factors
from deltaw.networks.shared_steps import share
from deltaw.networks.simulation import Weights, Workspace, evaluate_outputs, initial_weights
from deltaw.randomness import generator
from reference import PHI, Simulated, as_arrays, as_tensors, plain_loss, plain_trial

N, B, T = 12, 5, 8


def test_every_nonlinearity_has_a_plain_counterpart():
    assert set(NONLINEARITIES) == set(PHI)


@pytest.mark.parametrize("name", NONLINEARITIES)
def test_rates_and_slopes_are_those_of_autograd(name):
    x = torch.linspace(-30, 30, 201, dtype=torch.float64, requires_grad=True)
    expected = PHI[name](x)
    (slope,) = torch.autograd.grad(expected.sum(), x)
    rate, found = np.empty(201), np.empty(201)
    NONLINEARITIES[name].rate(x.detach().numpy(), out=rate)
    NONLINEARITIES[name].slope(rate, out=found)
    np.testing.assert_allclose(rate, expected.detach(), rtol=1e-14)
    np.testing.assert_allclose(found, slope, rtol=1e-9, atol=1e-15)


def relative_errors(ours, theirs):
    pairs = zip(ours, theirs, strict=True)
    return [((a - b).norm() / b.norm().clamp(min=1e-30)).item() for a, b in pairs]


@settings(deadline=None)
@given(
    st.sampled_from(sorted(NONLINEARITIES)),
    st.sampled_from([0, 0.3]),
    st.sampled_from([None, 1, 3]),
    st.sampled_from([0.1, 0.5, 1]),
    st.integers(0, 2**32 - 1),
)
def test_gradients_of_any_combination_are_those_of_autograd(phi, noise, rank, dt, seed):
    rng = np.random.default_rng(seed)
    drawn = initial_weights(rng, N, 2, 3, 0.9)
    w, m, v = as_tensors(drawn)
    inputs = rng.choice([0.0, 1.0], size=(B, T, 2), p=[0.8, 0.2])  # trials that share steps
    mask = rng.integers(2, size=(B, T, 3)).astype(float)
    mask[0, 0] = 1
    dynamics = Dynamics(dt, phi, noise)
    private = dynamics.draw_noise(rng, (B, T, N))
    workspace = Workspace(B, T, Weights(*as_arrays((w, m, v))), dynamics)
    workspace.load(inputs, mask, private)
    trained, target = [w, m, v], torch.full((B, T, 3), 0.3, dtype=torch.float64)
    if rank:
        a, b = (torch.from_numpy(rng.standard_normal((N, rank))).requires_grad_() for _ in "ab")
        trained, w = [a, b, m, v], w.detach() + a @ b.T
    private = None if private is None else torch.from_numpy(private).double()
    outputs = plain_trial(w, m, v, torch.from_numpy(inputs), dt, PHI[phi], private)
    expected = plain_loss(outputs, target, torch.from_numpy(mask))
    theirs = torch.autograd.grad(expected, trained)

    at = [w.detach().requires_grad_(), m, v]
    loss = plain_loss(Simulated.apply(*at, workspace), target, torch.from_numpy(mask))
    of_w, *ours = torch.autograd.grad(loss, at)
    assert loss.item() == pytest.approx(expected.item(), rel=1e-12)
    factors = [of_w]
    if rank:
        made = Factors(w.detach().numpy().copy(), b.detach().numpy(), follows_scale=True)
        made.a[:] = a.detach()
        factors = [torch.from_numpy(gradient) for gradient in made.gradients(of_w.numpy())]
    assert max(relative_errors(factors + ours, theirs)) <= 1e-9


@pytest.mark.parametrize("follows_scale", [True, False])
def test_factors_begin_without_a_change_and_change_w_by_their_product(follows_scale):
    rng = np.random.default_rng(0)
    w0, columns, g = (rng.standard_normal(shape) for shape in [(5, 5), (5, 2), (5, 5)])
    w = w0.copy()
    factors = Factors(w, columns, follows_scale)
    factors.apply()
    np.testing.assert_array_equal(w, w0)
    of_a, of_b = factors.gradients(g)
    assert not of_b.any()
    factors.a -= 0.1 * of_a
    factors.apply()
    # A step of 0.1 along the gradient of A, or N times as far where the optimiser sees A / sqrt(N)
    expected = w0 - 0.1 * (1 if follows_scale else 5) * g @ columns @ columns.T
    np.testing.assert_allclose(w, expected)
    assert np.linalg.matrix_rank(w - w0) == 2


def test_trials_with_noise_of_their_own_share_no_rows():
    inputs, mask = np.zeros((6, 4, 1)), np.ones((6, 4, 1))
    mask[:3, 2:] = 0
    assert share(inputs, mask).sizes == [4] * 5
    assert share(inputs, mask, private=True).sizes == [6, 6, 6, 4, 4]


def test_the_noise_of_a_lone_neuron_has_the_variance_of_its_process():
    """x[k+1] = (1 - dt) x[k] + sqrt(dt) noise xi is stationary at noise^2 / (2 - dt)."""
    noise, dt, trials = 0.7, 0.25, 4000
    silent = Weights(*(np.zeros(s, np.float32) for s in [(3, 3), (3, 1), (3, 1)]))
    reading = silent._replace(v=np.array([[1], [0], [0]], np.float32))
    inputs = np.zeros((trials, 60, 1), np.float32)
    dynamics = Dynamics(dt, "identity", noise)
    z = evaluate_outputs(reading, inputs, np.ones_like(inputs), dynamics, generator(0, "noise"))
    variance = z[:, -1, 0].var()
    assert variance == pytest.approx(noise**2 / (2 - dt), rel=5 * np.sqrt(2 / trials))
    lag = np.corrcoef(z[:, -2, 0], z[:, -1, 0])[0, 1]
    assert lag == pytest.approx(1 - dt, abs=5 / np.sqrt(trials))


def test_an_evaluation_draws_the_same_noise_for_all_weights():
    weights = initial_weights(generator(0, "w"), N, 2, 3, 0.9)
    inputs = generator(0, "u").standard_normal((7, T, 2)).astype(np.float32)
    mask = np.ones((7, T, 3), np.float32)

    def outputs(w):
        dynamics = Dynamics(0.5, noise=0.2)
        return evaluate_outputs(weights._replace(w=w), inputs, mask, dynamics, generator(1, "n"), 3)

    np.testing.assert_array_equal(outputs(weights.w), outputs(weights.w))
    changed = np.abs(outputs(weights.w * np.float32(1 + 1e-5)) - outputs(weights.w)).max()
    assert 0 < changed < 1e-3


def test_softplus_begins_at_its_rate_of_the_state_0():
    one = Weights(*(np.ones((1, 1)) for _ in "wmv"))
    z = evaluate_outputs(one, np.zeros((1, 1, 1)), np.ones((1, 1, 1)), Dynamics(0.5, "softplus"))
    assert z.item() == pytest.approx(np.log1p(np.exp(0.5 * np.log(2))))
