"""Chaos against closed forms and scipy, linearised outputs against autograd."""

import numpy as np
import pytest
import torch
import xarray as xr
from scipy.integrate import solve_ivp
from scipy.linalg import eigvals, expm

from deltaw.networks.dynamics import Dynamics
from deltaw.networks.evaluation import NetworkLoss, evaluation_trials
from deltaw.networks.kinds import DYNAMICS
from deltaw.networks.perturbation import (
    describe_dynamics,
    linearised_outputs,
    lyapunov_exponent,
    output_without_w0,
)
from deltaw.networks.simulation import Weights, initial_weights
from deltaw.networks.tasks import Trials
from deltaw.randomness import generator
from reference import PHI, as_tensors, plain_trial

DT = 0.5
TANH = Dynamics(DT)


def rng(name="lyapunov"):
    return generator(0, name)


def random_w(n, g):
    return g / np.sqrt(n) * rng("w").standard_normal((n, n))


@pytest.mark.parametrize("g", [0.0, 0.6, 0.9])
def test_a_network_that_comes_to_rest_has_the_exponent_of_its_linear_part(g):
    """The step matrix at x = 0 is (1 - dt) I + dt W; growth is its spectral radius."""
    w = random_w(60, g)
    expected = np.log(abs(eigvals((1 - DT) * np.eye(60) + DT * w)).max()) / DT
    assert expected < 0
    found = lyapunov_exponent(w, rng(), TANH, 2000, 300)
    assert found == pytest.approx(expected, abs=3e-3)


def test_a_stable_fixed_point_has_the_exponent_of_its_jacobian():
    """One unit with W = 2 rests at x = 2 tanh(x), where the step is 1 - dt + 2 dt (1 - tanh^2)."""
    x = 2.0
    for _ in range(200):
        x = 2 * np.tanh(x)
    expected = np.log(1 - DT + DT * 2 * (1 - np.tanh(x) ** 2)) / DT
    assert lyapunov_exponent(np.array([[2.0]]), rng(), TANH, 50, 50) == pytest.approx(expected)


def test_small_steps_have_the_exponent_of_the_differential_equation():
    """Against scipy: dx/dt = -x + W tanh(x) together with the growth of a difference."""
    n, time = 12, 300
    w = random_w(n, 3.0)

    def rate(_, state):
        x, d = state[:n], state[n:-1]
        r = np.tanh(x)
        moved = -d + w @ ((1 - r * r) * d)
        # A difference of length 1 and the log of the length that it would have
        growth = d @ moved / (d @ d)
        return np.concatenate([-x + w @ r, moved - growth * d, [growth]])

    start = np.concatenate([rng("x").standard_normal(2 * n), [0.0]])
    solved = solve_ivp(rate, (0, 50 + time), start, t_eval=[50, 50 + time], rtol=1e-8, atol=1e-8)
    expected = np.diff(solved.y[-1])[0] / time
    assert lyapunov_exponent(w, rng(), Dynamics(0.01), time, 50) == pytest.approx(
        expected, abs=0.02
    )


def test_activity_is_chaotic_for_strong_w_and_not_for_weak():
    """Sompolinsky et al. 1988: from g = 1 on, for many neurons."""
    weak, strong = (lyapunov_exponent(random_w(300, g), rng(), TANH, 400, 100) for g in (0.7, 2.0))
    assert weak < 0 < 0.05 < strong


def changed(n=9, dtype=np.float64):
    """Return weights before a training, and a change of all of them."""
    before, change = (initial_weights(rng(name), n, 2, 3, 1.2) for name in ("before", "change"))
    return (Weights(*(one.astype(dtype) for one in weights)) for weights in (before, change))


def trials_of(inputs):
    """Return trials with these inputs; nothing else is asked of them."""
    return Trials(inputs, None, None, None)


@pytest.mark.parametrize("phi", sorted(PHI))
@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_linearised_outputs_are_a_jacobian_product_of_autograd(phi, noise):
    before, change = changed()
    inputs = rng("inputs").standard_normal((4, 11, 2))
    dynamics = Dynamics(DT, phi, noise)
    drawn = dynamics.draw_noise(rng("noise"), (4, 11, 9))
    drawn = None if drawn is None else torch.from_numpy(drawn).double()

    def outputs(*weights):
        return plain_trial(*weights, torch.from_numpy(inputs), DT, PHI[phi], drawn)

    tensors, changes = tuple(as_tensors(before)), tuple(as_tensors(change))
    z, dz = torch.autograd.functional.jvp(outputs, tensors, changes)
    of_task = NetworkLoss(trials_of(inputs), dynamics, lambda: rng("noise"))
    ours = linearised_outputs(before, change, of_task)
    np.testing.assert_allclose(ours, (z + dz).detach(), rtol=1e-12, atol=1e-13)


def test_linearised_outputs_are_right_to_first_order():
    """Half the change, a quarter of the error."""
    before, change = changed()
    inputs = rng("inputs").standard_normal((2, 15, 2))
    errors = []
    for size in (1e-3, 5e-4):
        small = Weights(*(size * one for one in change))
        after = as_tensors([b + c for b, c in zip(before, small, strict=True)])
        exact = plain_trial(*after, torch.from_numpy(inputs), DT).detach().numpy()
        ours = linearised_outputs(before, small, NetworkLoss(trials_of(inputs), TANH))
        errors.append(abs(ours - exact).max())
    assert errors[0] / errors[1] == pytest.approx(4, abs=0.1)


@pytest.fixture
def settings(paper):
    """Return the numbers of an analysis of a Romo network."""
    task = paper["networks"]["tasks"]["romo"]["task"]
    settings = {"root_seed": 3, "task": task, "trials": 6, "dt": DT, "switches": None}
    settings |= {"time": 20, "transient": 5}
    return settings


def dataset(w0, dw, m0, m, v0, v):
    """Return a dataset of a network with these weights."""
    dims = {"w": ("post", "pre"), "m": ("post", "input"), "v": ("post", "output")}
    values = {"w0": w0, "dw": dw, "m0": m0, "m": m, "v0": v0, "v": v}
    named = {k: (dims[k[-1] if k == "dw" else k[0]], value) for k, value in values.items()}
    return xr.Dataset(named, {"task": "romo"})


def test_a_network_is_described_by_its_own_weights(settings):
    before, other = (initial_weights(generator(k, "w"), 20, 1, 2, 0.9) for k in (0, 1))
    dw = 0.3 * other.w
    network = dataset(before.w, dw, before.m, other.m, before.v, other.v)
    at = {"task": "romo", "N": 20, "g": 0.9, "seed": 1}
    found = describe_dynamics(network, at, settings)
    assert set(found) | {"diverged"} == set(DYNAMICS.variables)
    trials = evaluation_trials(settings, "romo")

    def plain(*weights):
        weights = (torch.from_numpy(np.asarray(one)).double() for one in weights)
        return plain_trial(*weights, torch.from_numpy(trials.inputs).double(), DT).numpy()

    penalised = trials.mask > 0
    alone, whole = (plain(w, other.m, other.v)[penalised] for w in (dw, before.w + dw))
    ratio = np.sqrt(np.mean(alone**2) / np.mean(whole**2))
    assert found["alone_output"] == pytest.approx(ratio, rel=1e-4)
    trained = Weights(before.w + dw, other.m, other.v)
    assert output_without_w0(trained, dw, NetworkLoss(trials, TANH)) == found["alone_output"]
    size = 1e-4
    nudged = (b + size * (a - b) for a, b in zip(trained, before, strict=True))
    start = plain(*before)
    first_order = start + (plain(*nudged) - start) / size
    expected = np.average((first_order - trials.targets) ** 2, weights=trials.mask) / 2
    assert found["linearised_loss"] == pytest.approx(expected, rel=5e-2)
    assert found["lyapunov_w0"] != found["lyapunov_w"]
    assert describe_dynamics(network, at, settings) == found


def test_a_network_that_diverged_has_no_numbers(settings):
    weights = initial_weights(rng("w"), 20, 1, 2, 0.9)
    lost = [np.full_like(one, np.nan) for one in weights]
    network = dataset(weights.w, lost[0], weights.m, lost[1], weights.v, lost[2])
    found = describe_dynamics(network, {"task": "romo"}, settings)
    assert np.isfinite(found.pop("lyapunov_w0"))
    assert np.isnan(list(found.values())).all()


def test_growth_of_a_linear_network_is_that_of_its_exponential():
    """A rotation that grows, with phi(x) = x: scipy's expm over one time constant."""
    w = np.array([[1.3, 2.0], [-2.0, 1.3]])
    exact = np.log(abs(eigvals(expm(w - np.eye(2)))).max())
    assert exact == pytest.approx(0.3)
    linear = Dynamics(1e-3, "identity")
    assert lyapunov_exponent(w, rng(), linear, 20, 1) == pytest.approx(exact, abs=0.01)
