"""Each function of the theory against a computation that does not share its formula."""

import numpy as np
import pytest
from scipy import linalg, optimize

from deltaw.connectivity import random_connectivity, unit_columns
from deltaw.linear import theory
from deltaw.linear.simulation import Simulation, initial_weights
from deltaw.linear.supplement import oscillation


def network(n=20, g=0.5, seed=0):
    rng = np.random.default_rng(seed)
    return random_connectivity(rng, n, g), *unit_columns(rng, n, 2).T


def test_unit_vectors_are_those_of_the_weights_before_training():
    _, m, v = initial_weights(np.random.default_rng(0), 50, 0.5)
    found = theory.unit_vectors(m, v)
    assert {vector.dtype for vector in found} == {np.dtype(float)}
    np.testing.assert_allclose([linalg.norm(vector) for vector in found], 1, rtol=1e-6)
    np.testing.assert_allclose(found[0] * np.sqrt(50), m, rtol=1e-6)
    np.testing.assert_allclose(found[1] / np.sqrt(50), v, rtol=1e-6)


def test_fixed_point_and_readout():
    w0, m, w = network()
    x = theory.fixed_point(w0, m)
    np.testing.assert_allclose(-x + w0 @ x + np.sqrt(20) * m, 0, atol=1e-13)
    assert theory.readout(w0, m, w) == pytest.approx(w @ linalg.inv(np.eye(20) - w0) @ m)


def test_gradient_flow_is_the_numerical_gradient_of_the_loss():
    w0, m, w = network(n=8)
    zhat, step = 1.3, 1e-6

    def loss(weights):
        return 0.5 * (zhat - theory.readout(weights, m, w)) ** 2

    flow = theory.gradient_flow(w0, m, w, zhat)
    for i, j in np.ndindex(8, 8):
        moved = np.zeros((8, 8))
        moved[i, j] = step
        slope = (loss(w0 + moved) - loss(w0 - moved)) / (2 * step)
        assert flow[i, j] == pytest.approx(-slope, rel=1e-6, abs=1e-9)


def test_gathered_vectors_by_the_inverse():
    w0, m, w = network()
    b = linalg.inv(np.eye(20) - w0)
    left, right = theory.gathered_vectors(w0, m, w)
    expected = [b.T @ w, b.T @ b @ m, b.T @ b @ b.T @ w]
    np.testing.assert_allclose(left, np.stack(expected, axis=1), rtol=1e-9)
    expected = [b @ m, b @ b.T @ w, b @ b.T @ b @ m]
    np.testing.assert_allclose(right, np.stack(expected, axis=1), rtol=1e-9)


def test_first_coefficient():
    w0, m, w = network()
    b = linalg.inv(np.eye(20) - w0)
    found = theory.first_coefficient(w0, m, w, 2.0)
    np.testing.assert_allclose(found, 2 * np.outer(b.T @ w, m @ b.T), rtol=1e-10)
    assert linalg.norm(found) == pytest.approx(2 * np.sqrt(np.prod(theory.amplification(w0, m, w))))
    # the flow of Eq. 6 at the start has z0 besides
    z0 = theory.readout(w0, m, w)
    np.testing.assert_allclose(
        theory.gradient_flow(w0, m, w, 2.0), found * (2 - z0) / 2, rtol=1e-10
    )
    without = theory.first_coefficient(np.zeros((20, 20)), m, w, 2.0)
    np.testing.assert_allclose(without, 2 * np.outer(w, m))  # Eq. 8


def amplification_error(n, g, draws, summary):
    """Return the error of Eq. 12 over draws, by `summary` of its square."""
    squares = []
    for seed in range(draws):
        w0, m, w = network(n, g, seed=(n, seed))
        squares += [(a - theory.beta(g)) ** 2 for a in theory.amplification(w0, m, w)]
    return np.sqrt(summary(squares))


@pytest.mark.parametrize(("g", "summary"), [(0.3, np.mean), (0.6, np.mean), (0.8, np.median)])
def test_amplification_approaches_beta_like_the_root_of_n(g, summary):
    sizes = np.array([32, 64, 128, 256])
    errors = [amplification_error(n, g, 150, summary) for n in sizes]
    slope, _ = np.polyfit(np.log(sizes), np.log(errors), 1)
    assert slope == pytest.approx(-0.5, abs=0.15)
    assert errors[-1] < 0.2 * theory.beta(g)


def test_low_rank_change():
    _, m, w = network()
    a = np.array([[1.0, 2.0], [3.0, 4.0]])
    expected = np.outer(w, w) + 2 * np.outer(w, m) + 3 * np.outer(m, w) + 4 * np.outer(m, m)
    np.testing.assert_allclose(theory.low_rank_change(a, m, w), expected, atol=1e-15)


@pytest.mark.parametrize(("dt", "period"), [(0.1, 5), (0.5, 12.3)])
def test_the_eigenvalue_of_a_lasting_oscillation(dt, period):
    value = theory.oscillating_eigenvalue(dt, period)
    w = np.array([[value.real, -value.imag], [value.imag, value.real]])
    n_steps = round(4 * period / dt)
    m = np.array([1.0, 0.0])
    trial = oscillation(dt, n_steps * dt, period, period)
    outputs = Simulation(m, m, trial, dt, start=m).outputs(w)
    step = np.arange(1, n_steps + 1)
    np.testing.assert_allclose(outputs, np.cos(2 * np.pi * step * dt / period), atol=1e-10)
    assert theory.oscillating_eigenvalue(1e-7, period) == pytest.approx(1 + 2j * np.pi / period)


@pytest.mark.parametrize("order", [1, 2, 3])
def test_orders_are_truncations(order):
    tau, zhat, g = np.array([0.1, 0.2]), 1.5, 0.4
    b = 1 / (1 - g**2)
    tt = b**2 * tau
    z = zhat * (tt - (order > 1) * tt**2 / 2 + (order > 2) * (1 + 8 * zhat**2 * b) * tt**3 / 6)
    np.testing.assert_allclose(theory.readout_expansion(tau, zhat, g, order), z)
    s1, s2 = theory.singular_value_expansion(tau, zhat, g, order)
    bracket = tt - (order > 1) * tt**2 / 2
    bracket += (order > 2) * (1 + 3.5 * zhat**2 * b) * tt**3 / 6
    np.testing.assert_allclose(s1, zhat / b * bracket)
    np.testing.assert_allclose(s2, (order > 2) * zhat**3 * tt**3 / 12, atol=0)
    a = theory.change_without_w0(tau, zhat, order)
    assert a.shape == (2, 2, 2)
    np.testing.assert_allclose(a[:, 0, 0], a[:, 1, 1])
    np.testing.assert_allclose(a[:, 1, 0], (order > 2) * zhat**3 * tau**3 / 3, atol=0)


def test_other_orders_are_refused():
    with pytest.raises(ValueError, match="order 1, 2 and 3, not 4"):
        theory.readout_expansion(0.1, 1, 0, 4)


def test_expansions_without_w0_agree_with_each_other():
    """z and the singular values of Eq. 13-15 follow from the A of Eq. 10, to their order."""
    zhat, tau = 0.8, np.array([1e-3, 2e-3])
    a = theory.change_without_w0(tau, zhat)
    z = linalg.inv(np.eye(2) - a[1])[0, 1]
    assert z == pytest.approx(theory.readout_expansion(tau[1], zhat, 0.0), rel=1e-8)
    s1, s2 = theory.singular_value_expansion(tau, zhat, 0.0)
    values = np.linalg.svd(a, compute_uv=False)
    np.testing.assert_allclose(values[:, 0], s1, rtol=1e-8)
    np.testing.assert_allclose(values[:, 1], s2, rtol=2e-2)


@pytest.mark.parametrize("g", [0.0, 0.3, 0.6])
def test_first_order_at_the_convergence_time(g):
    """Where the first-order readout is zhat, |dW| = |W1| tau and a shuffle takes beta^2."""
    zhat, tau = 0.7, theory.convergence_time(g)
    assert theory.readout_expansion(tau, zhat, g, order=1) == pytest.approx(zhat)
    s1, _ = theory.singular_value_expansion(tau, zhat, g, order=1)
    assert theory.change_norm(zhat, g) == pytest.approx(s1)
    assert theory.gradient_norm(zhat, g) == pytest.approx(s1 / tau)
    z = theory.readout_expansion(tau, zhat, 0.0, order=1)
    assert theory.shuffled_loss(g) == pytest.approx((1 - z / zhat) ** 2)
    assert theory.shuffled_loss(g) == pytest.approx(g**4 * (2 - g**2) ** 2)


def test_the_first_order_norms_are_those_of_large_networks():
    n, g, zhat = 1200, 0.6, 2.0
    w0, m, w = network(n, g)
    w1 = theory.first_coefficient(w0, m, w, zhat)
    assert linalg.norm(w1) == pytest.approx(theory.gradient_norm(zhat, g), rel=0.06)


def test_the_shuffled_loss_is_that_of_a_large_network():
    n, g, zhat = 1200, 0.4, 1.0
    w0, m, w = network(n, g)
    change = theory.first_coefficient(w0, m, w, zhat) * theory.convergence_time(g)
    rng = np.random.default_rng(1)
    losses = []
    for _ in range(8):
        shuffled = rng.permutation(w0.ravel()).reshape(w0.shape)
        # to first order in the change: the readout it adds
        b = linalg.inv(np.eye(n) - shuffled)
        losses.append((1 - (w @ b) @ change @ (b @ m) / zhat) ** 2)
    assert np.mean(losses) == pytest.approx(theory.shuffled_loss(g), abs=0.02)


@pytest.mark.parametrize(("zhat", "g"), [(0.5, 0), (0.5, 0.6), (2, 0), (2, 0.9), (0.01, 0.3)])
def test_a_prediction_is_held_where_it_reaches_the_target(zhat, g):
    end = optimize.brentq(lambda tau: theory.readout_expansion(tau, zhat, g) - zhat, 0, 10)
    assert theory.end_of_learning(zhat, g) == pytest.approx(end, rel=1e-9)
    tau = end * np.array([0, 0.3, 0.999, 1.001, 1.7, 40])
    held = theory.held_prediction(tau, zhat, g)
    assert (held["loss"] > 0).tolist() == 3 * [True] + 3 * [False]
    s1, s2 = theory.singular_value_expansion(np.minimum(tau, end), zhat, g)
    np.testing.assert_allclose(held["s1"], s1, rtol=1e-9)
    np.testing.assert_allclose(held["s2"], s2, rtol=1e-9)


def test_a_prediction_that_never_passes_is_not_held():
    tau = np.linspace(0, 0.2, 11)
    held = theory.held_prediction(tau, 0.5, 0.0)
    np.testing.assert_array_equal(held["s1"], theory.singular_value_expansion(tau, 0.5, 0.0)[0])
    assert (held["loss"] > 0).all()
