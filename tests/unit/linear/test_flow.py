"""The integrated gradient flow against the theory, and the theory against the flow."""

import numpy as np
import pytest
from scipy import linalg

import expansions
from deltaw.connectivity import random_connectivity, unit_columns
from deltaw.linear import flow as flows
from deltaw.linear import theory
from deltaw.linear.followed import SingularValues
from deltaw.linear.simulation import Simulation, constant_input
from deltaw.linear.training import Descent, descend

FOURTH = pytest.approx(4, abs=0.3)


def network(n=40, g=0.5, seed=0):
    rng = np.random.default_rng(seed)
    return random_connectivity(rng, n, g), *unit_columns(rng, n, 2).T


def orders(errors):
    """Return the order of errors at times that double, of any shape after the first axis."""
    return np.diff(np.log2(np.abs(errors)), axis=0)


@pytest.mark.parametrize("zhat", [0.5, 2.0])
def test_without_w0_the_expansion_errs_at_fourth_order(zhat):
    tau = np.array([0, 0.01, 0.02, 0.04])
    flow = flows.flow_without_w0(0.0, zhat, tau)
    a = flows.integrate_without_w0(0.0, zhat, tau)
    s1, s2 = theory.singular_value_expansion(tau, zhat, 0.0)
    found = {
        "A": (a - theory.change_without_w0(tau, zhat)).reshape(4, 4),
        "z": flow.readout - theory.readout_expansion(tau, zhat, 0.0),
        "s1": flow.singular_values[:, 0] - s1,
        "s2": flow.singular_values[:, 1] - s2,
    }
    for name, errors in found.items():
        for order in orders(errors[1:]).ravel():
            assert order == FOURTH, name


@pytest.mark.parametrize("order", [1, 2])
def test_lower_orders_err_one_order_above(order):
    tau = np.array([0, 0.01, 0.02, 0.04])
    flow = flows.flow_without_w0(0.0, 0.5, tau)
    errors = flow.readout - theory.readout_expansion(tau, 0.5, 0.0, order)
    assert orders(errors[1:])[0] == pytest.approx(order + 1, abs=0.3)


@pytest.mark.parametrize("overlap", [0.0, 0.2])
def test_the_flow_in_two_by_two_entries_is_the_full_flow(overlap):
    """Also where m and w are not orthogonal."""
    basis, _ = linalg.qr(np.random.default_rng(0).standard_normal((10, 2)), mode="economic")
    w, m = basis[:, 0], basis @ [overlap, np.sqrt(1 - overlap**2)]
    tau, nothing = np.linspace(0, 1.2, 5), np.zeros((10, 10))
    full = flows.integrate(nothing, m, w, 1.5, tau)
    small = flows.integrate_without_w0(w @ m, 1.5, tau)
    for dw, a in zip(full, small, strict=True):
        np.testing.assert_allclose(theory.low_rank_change(a, m, w), dw, atol=1e-8)
    chosen = flows.flow(nothing, m, w, 1.5, tau)
    for k, dw in enumerate(full):
        assert chosen.readout[k] == pytest.approx(theory.readout(dw, m, w), abs=1e-8)
        np.testing.assert_allclose(chosen.singular_values[k], linalg.svdvals(dw)[:2], atol=1e-8)


@pytest.mark.parametrize("g", [0.0, 0.3, 0.6])
def test_taylor_coefficients_are_met_to_fourth_order(g):
    """At finite N, with m and w as they were drawn."""
    zhat = 1.2
    w0, m, w = network(g=g, seed=4)
    taylor = expansions.taylor_coefficients(w0, m, w, zhat)
    tau = np.array([0, 0.01, 0.02, 0.04]) / theory.beta(g) ** 2
    changes = flows.integrate(w0, m, w, zhat, tau)
    readouts = np.array([theory.readout(w0 + dw, m, w) for dw in changes])
    values = np.array([linalg.svdvals(dw)[:2] for dw in changes])
    powers = tau[:, None] ** np.arange(4) / [1, 1, 2, 6]
    s1, s2 = expansions.singular_value_coefficients(taylor.weights)
    errors = {
        "z": readouts - powers @ taylor.readout,
        "W": linalg.norm(changes - np.tensordot(powers[:, 1:], taylor.weights, 1), axis=(1, 2)),
        "s1": values[:, 0] - tau[:, None] ** np.arange(1, 4) @ s1,
        "s2": values[:, 1] - s2 * tau**3,
    }
    for name, error in errors.items():
        assert orders(error[1:])[:1] == FOURTH, name


def test_the_first_taylor_coefficients_are_eq_6_and_11():
    w0, m, w = network()
    taylor = expansions.taylor_coefficients(w0, m, w, 2.0)
    np.testing.assert_allclose(taylor.weights[0], theory.gradient_flow(w0, m, w, 2.0), atol=1e-13)
    assert taylor.readout[0] == pytest.approx(theory.readout(w0, m, w))


def coefficients(n, g, zhat, seed):
    """Return what z and the singular values grow with, of one network."""
    taylor = expansions.taylor_coefficients(*network(n, g, seed=(n, seed)), zhat)
    s1, s2 = expansions.singular_value_coefficients(taylor.weights)
    return np.hstack([taylor.readout[1:], s1, s2])


@pytest.mark.parametrize(
    ("g", "sizes", "draws"),
    [
        (0.3, [64, 128, 256], 200),
        pytest.param(0.6, [128, 256, 512, 1024], 60, marks=pytest.mark.slow),
    ],
)
def test_taylor_coefficients_approach_eq_14_and_15_like_the_root_of_n(g, sizes, draws):
    """Medians over draws: the coefficients of a small network at large g have long tails."""
    zhat, b = 1.0, theory.beta(g)
    z = zhat * np.array([b**2, -(b**4), b**6 * (1 + 8 * zhat**2 * b)])
    s1 = zhat / b * np.array([b**2, -(b**4) / 2, b**6 * (1 + 3.5 * zhat**2 * b) / 6])
    limit = np.hstack([z, s1, zhat**3 * b**6 / 12])
    errors = []
    for n in sizes:
        found = np.array([coefficients(n, g, zhat, seed) for seed in range(draws)])
        errors.append(np.median(np.abs(found / limit - 1), axis=0))
    slopes = np.polyfit(np.log(sizes), np.log(errors), 1)[0]
    np.testing.assert_allclose(slopes, -0.5, atol=0.2)
    assert slopes.mean() == pytest.approx(-0.5, abs=0.1)
    assert (errors[-1] < 0.35).all()


def test_the_descent_follows_the_flow():
    """With a small learning rate and a long trial the simulation is the integrated flow."""
    n, zhat, g, eta = 40, 1.0, 0.4, 0.002
    w0, m, w = network(n, g, seed=2)
    trial = constant_input(zhat, 0.5, 1, 100, 1)
    simulation = Simulation(np.sqrt(n) * m, w / np.sqrt(n), trial, 0.5)
    leading = SingularValues(n, 2, 300)
    learned = descend(w0, simulation, Descent(300, eta), lambda *_: None, leading)
    tau = eta * np.arange(0, 301, 50)
    flow = flows.flow(w0, m, w, zhat, tau)
    np.testing.assert_allclose(learned.readout[::50], flow.readout, atol=3e-3 * zhat)
    np.testing.assert_allclose(leading.values[::50], flow.singular_values, atol=3e-3 * zhat)
