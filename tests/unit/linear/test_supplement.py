"""The supplement's linear networks: oscillations, and an eigenvalue of W near 1."""

import numpy as np
import pytest
import torch
from scipy import linalg, optimize

from deltaw.datasets import DatasetError
from deltaw.linear.flow import integrate_without_w0
from deltaw.linear.kinds import FAILING
from deltaw.linear.simulation import Simulation, constant_input, initial_weights
from deltaw.linear.summary import DIMS, FAILING_SUMMARY
from deltaw.linear.supplement import aligned_weights, oscillation, train_followed
from deltaw.linear.theory import oscillating_eigenvalue
from deltaw.summaries import cell, join
from reference import plain_linear_trial


@pytest.fixture
def cosine(paper):
    """Return the numbers of the oscillation's experiment."""
    return paper["supplement"]["cosine"]


def settings(experiment, epochs, learning_rate, every=1):
    eigenvalues = {"number": 3, "every": every}
    return experiment | {
        "epochs": epochs,
        "learning_rate": learning_rate,
        "eigenvalues": eigenvalues,
    }


def oscillating(cosine, n, g, epochs, learning_rate, every=1):
    """Train a network of N neurons as rule train_cosine does."""
    weights = aligned_weights(np.random.default_rng(1), n, g)
    trial = oscillation(cosine["dt"], **cosine["trial"])
    simulation = Simulation(weights.m, weights.v, trial, cosine["dt"], start=weights.m)
    numbers = settings(cosine, epochs, learning_rate, every)
    return train_followed(weights, simulation, numbers, lambda *_: None)


def test_the_papers_oscillation(cosine):
    trial = oscillation(cosine["dt"], **cosine["trial"])
    assert len(trial.targets) == 200
    assert not trial.inputs.any()
    np.testing.assert_array_equal(np.flatnonzero(trial.mask), np.arange(100))
    np.testing.assert_allclose(trial.targets[[0, 25, 50, 75]], [1, -1, 1, -1], atol=1e-12)
    np.testing.assert_allclose(trial.targets[1], np.cos(2 * np.pi * 0.1 / 5))


def test_the_output_of_aligned_weights_starts_at_one_and_decays_without_w(cosine):
    w0, m, v = aligned_weights(np.random.default_rng(0), 100, 0.5)
    assert w0.dtype == m.dtype == v.dtype == np.float32
    assert w0.std() == pytest.approx(0.05, rel=0.02)
    assert np.linalg.norm(m) == pytest.approx(10, rel=1e-6)
    assert np.linalg.norm(v) == pytest.approx(0.1, rel=1e-6)
    assert v @ m == pytest.approx(1, rel=1e-6)
    trial, dt = oscillation(cosine["dt"], **cosine["trial"]), cosine["dt"]
    outputs = Simulation(m, v, trial, dt, start=m).outputs(0 * w0)
    expected = (1 - dt) ** np.arange(1, 201)  # read after the update
    np.testing.assert_allclose(outputs, expected, rtol=1e-4, atol=1e-8)


def test_the_gradient_of_the_oscillation_is_autograds(cosine):
    weights = aligned_weights(np.random.default_rng(0), 12, 0.7)
    w, m, v = (a.astype(np.float64) for a in weights)
    trial, dt = oscillation(cosine["dt"], **cosine["trial"]), cosine["dt"]
    simulation = Simulation(m, v, trial, dt, start=m)
    leaf, start = torch.tensor(w, requires_grad=True), torch.tensor(m)
    z = plain_linear_trial(leaf, start, torch.tensor(v), torch.tensor(trial.inputs), dt, start)
    mask = torch.tensor(trial.mask)
    (0.5 * (mask * (z - torch.tensor(trial.targets)) ** 2).sum() / mask.sum()).backward()
    outputs = simulation.outputs(w)
    np.testing.assert_allclose(outputs, z.detach().numpy(), rtol=1e-10)
    np.testing.assert_allclose(simulation.gradient(outputs), leaf.grad.numpy(), rtol=1e-8)


def test_without_w0_no_oscillation_can_be_learnt(cosine):
    """With m = w and W0 = 0, dW = a m m^T: one real mode, the best of which is an exponential."""
    values, _ = oscillating(cosine, 40, 0, 1000, 0.2, every=100)
    m = values["m"] / np.sqrt(40)
    a = m @ values["dw"] @ m
    np.testing.assert_allclose(values["dw"], a * np.outer(m, m), atol=1e-6 * abs(a))
    np.testing.assert_allclose(values["fastest_imag"], 0, atol=1e-6)
    trial, dt = oscillation(cosine["dt"], **cosine["trial"]), cosine["dt"]

    def loss(a):
        outputs = (1 - dt + dt * a) ** np.arange(1, len(trial.targets) + 1)
        return 0.5 * np.average((outputs - trial.targets) ** 2, weights=trial.mask)

    best = optimize.minimize_scalar(loss, bounds=(-8, 1), method="bounded")
    assert values["loss"][-1] == pytest.approx(best.fun, rel=1e-5)
    assert best.fun > 0.9 * values["loss"][0]
    assert a == pytest.approx(best.x, rel=1e-2)


def test_with_w0_an_eigenvalue_becomes_that_of_the_target(cosine):
    values, coords = oscillating(cosine, 64, 0.4, 1000, 0.15, every=100)
    assert values["loss"][-1] < 0.02 * values["loss"][0]
    np.testing.assert_array_equal(coords["followed"], np.arange(0, 1001, 100))
    found = values["fastest_real"] + 1j * values["fastest_imag"]
    goal = oscillating_eigenvalue(cosine["dt"], cosine["trial"]["period"])
    assert abs(found[0]) < 0.6
    assert found[-1] == pytest.approx(goal, abs=0.05)
    exact = np.linalg.eigvals(values["w0"].astype(float) + values["dw"])
    assert found[-1] == pytest.approx(exact[exact.imag.argmax()], abs=1e-5)
    assert values["leading_real"][-1, 0] == pytest.approx(exact.real.max(), abs=1e-5)


def failing(paper, n, g, zhat, epochs, learning_rate):
    """Train a network of N neurons as rule train_failing does."""
    experiment = paper["supplement"]["failing"]
    weights = initial_weights(np.random.default_rng(1), n, g)
    trial = constant_input(zhat, experiment["dt"], **experiment["trial"])
    simulation = Simulation(weights.m, weights.v, trial, experiment["dt"])
    return train_followed(
        weights, simulation, settings(experiment, epochs, learning_rate), lambda *_: None
    )


def test_the_leading_eigenvalue_comes_near_one_as_the_flow_says(paper):
    """At g = 0 it is that of A^T S (Eq. 9), whose flow is integrated in four entries."""
    zhat, eta, epochs = 4, 0.0005, 400
    values, _ = failing(paper, 64, 0, zhat, epochs, eta)
    overlap = float(values["v"] @ values["m"])
    a = integrate_without_w0(overlap, zhat, np.array([0, 0.5, 1]) * eta * epochs)
    gram = np.array([[1, overlap], [overlap, 1]])
    expected = [np.sort(linalg.eigvals(change @ gram).real)[-1] for change in a]
    found = values["leading_real"][[0, epochs // 2, epochs], 0]
    np.testing.assert_allclose(found, expected, atol=0.01)
    assert 0.7 < found[-1] < 1


RATES = {0.6: 0.0008, 0.8: 3.0}


@pytest.fixture
def files(paper, tmp_path):
    """Return files of two seeds each of a network that learns and of one that diverges."""
    written = []
    for g, rate in RATES.items():
        for seed in (0, 1):
            values, coords = failing(paper, 16, g, 2, 6, rate)
            at = {"zhat": 2, "N": 16, "g": g, "seed": seed}
            path = tmp_path / f"zhat2/N16/g{g}/seed{seed}/network.nc"
            FAILING.write(path, values, at | coords, {"parameters": {"learning_rate": rate}})
            written.append(path)
    return written


def test_a_divergence_is_kept_as_nan_and_joined_with_the_rest(files, tmp_path):
    expected = [
        {"at": {"g": g}, "failing_network": {"learning_rate": rate}} for g, rate in RATES.items()
    ]
    joined = join([cell([path], [FAILING]) for path in files], DIMS, expected)
    FAILING_SUMMARY.write(tmp_path / "summary.nc", joined, joined.coords, {})
    summary = FAILING_SUMMARY.read(tmp_path / "summary.nc")
    assert summary["diverged"].sum("seed").values.tolist() == [[0, 2]]
    assert "w0" not in summary
    diverged = summary.sel(zhat=2, g=0.8, seed=0)
    last = int(np.isfinite(diverged["loss"]).sum()) - 1
    assert 0 < last < 6
    assert np.isnan(diverged["leading_real"][last + 1 :]).all()
    assert np.isfinite(diverged["leading_real"][:last]).all()  # at `last` the gradient may be NaN
    assert np.isfinite(summary.sel(g=0.6)["leading_real"]).all()


def test_a_file_in_another_networks_folder_is_refused(files):
    wrong = files[0].parents[1] / "seed7/network.nc"
    wrong.parent.mkdir()
    wrong.write_bytes(files[0].read_bytes())
    with pytest.raises(DatasetError, match=r"seed7/network\.nc has seed = 0, not 7"):
        cell([wrong], [FAILING])
