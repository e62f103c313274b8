"""The linear trial, its gradient and its descent, against autograd and closed forms."""

import itertools

import numpy as np
import pytest
import torch
from deltaw.leading import SingularValues
from scipy import linalg

from deltaw import linear_theory as theory
from deltaw import provenance
from deltaw.linear import Descent, Simulation, Trial, constant_input, descend, initial_weights
from reference import plain_linear_trial


def trained(w0, simulation, epochs, eta, n_values=5):
    """Return a trained network and the leading singular values of its ΔW."""
    followed = SingularValues(len(w0), n_values, epochs)
    learned = descend(w0, simulation, Descent(epochs, eta), lambda *_: None, followed)
    return learned, followed.values


def network(n=12, g=0.7, dtype=np.float64, seed=0):
    weights = initial_weights(np.random.default_rng(seed), n, g)
    return (a.astype(dtype) for a in weights)


def any_trial(n_steps=9, seed=1):
    rng = np.random.default_rng(seed)
    mask = (rng.random(n_steps) < 0.6).astype(float)
    return Trial(rng.standard_normal(n_steps), rng.standard_normal(n_steps), mask)


def losses_by_autograd(w, m, v, trial, dt, start):
    z = plain_linear_trial(w, m, v, torch.tensor(trial.inputs), dt, start)
    mask = torch.tensor(trial.mask)
    return 0.5 * (mask * (z - torch.tensor(trial.targets)) ** 2).sum() / mask.sum(), z


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
    loss, z = losses_by_autograd(
        weights, *map(torch.tensor, (m, v)), trial, dt, torch.tensor(start)
    )
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


def test_descent_is_plain_gradient_descent():
    w0, m, v = network()
    trial, dt, eta = any_trial(), 0.3, 0.05
    learned, leading = trained(w0, Simulation(m, v, trial, dt), 4, eta)
    weights = torch.tensor(w0)
    zero = torch.zeros(len(m), dtype=torch.float64)
    for epoch in range(5):
        weights = weights.detach().requires_grad_()
        loss, z = losses_by_autograd(weights, *map(torch.tensor, (m, v)), trial, dt, zero)
        loss.backward()
        change = weights.detach().numpy() - w0
        assert learned.loss[epoch] == pytest.approx(loss.item(), rel=1e-10)
        assert learned.readout[epoch] == pytest.approx(z[-1].item(), rel=1e-10)
        norm = torch.linalg.norm(weights.grad).item()
        assert learned.gradient_norm[epoch] == pytest.approx(norm, rel=1e-10)
        values = linalg.svdvals(change)[:5]
        np.testing.assert_allclose(leading[epoch], values, rtol=1e-4, atol=1e-13)
        if epoch < 4:
            weights = weights - eta * weights.grad
    np.testing.assert_allclose(learned.dw, change, rtol=1e-9, atol=1e-14)
    np.testing.assert_allclose(learned.outputs, z.detach().numpy(), rtol=1e-10)
    assert not learned.diverged


@pytest.mark.parametrize(("dtype", "rounding"), [(np.float64, 1e-14), (np.float32, 1e-7)])
def test_without_w0_the_change_has_rank_two_in_the_span_of_w_and_m(dtype, rounding):
    w0, m, v = network(n=100, g=0, dtype=dtype)
    simulation = Simulation(m, v, constant_input(2.0, 0.5, 1, 100, 1), 0.5)
    learned, _ = trained(w0, simulation, 150, 0.003)
    assert learned.loss[-1] < 0.05 * learned.loss[0]
    values = linalg.svdvals(learned.dw)
    assert values[1] > 1e-3
    assert values[2] < rounding * values[0]
    span, _ = linalg.qr(np.stack([m, v], axis=1).astype(float), mode="economic")
    for change in (learned.dw, learned.dw.T):
        outside = change - span @ (span.T @ change)
        assert linalg.norm(outside, 2) < rounding * values[0]


def test_single_precision_keeps_the_small_singular_values():
    """Down to 1e-8 of the first, they are those of a descent in double precision."""
    runs = []
    for dtype in (np.float64, np.float32):
        w0, m, v = network(n=128, g=0.6, dtype=dtype)
        simulation = Simulation(m, v, constant_input(2.0, 0.5, 1, 100, 1), 0.5)
        _, leading = trained(w0, simulation, 150, 0.003 * (1 - 0.36) ** 2, n_values=4)
        runs.append(leading[-1])
    assert runs[0][3] < 1e-4 * runs[0][0]
    real = runs[0] > 1e-8 * runs[0][0]
    assert real.sum() >= 3
    np.testing.assert_allclose(runs[1][real], runs[0][real], rtol=2e-2)


@pytest.mark.parametrize(("g", "zhat", "eta"), [(0.98, 8.0, 0.1), (0.3, 1e4, 1.0)])
def test_divergence_is_recorded(g, zhat, eta):
    w0, m, v = network(n=64, g=g, dtype=np.float32)
    simulation = Simulation(m, v, constant_input(zhat, 0.5, 1, 100, 1), 0.5)
    learned, leading = trained(w0, simulation, 50, eta)
    assert learned.diverged
    last = np.isfinite(learned.loss).sum()
    assert 0 < last < 50
    assert np.isfinite(learned.loss[:last]).all()
    assert np.isnan(learned.loss[last + 1 :]).all()
    assert np.isnan(learned.dw).all()
    assert np.isnan(leading[last:]).all()
    assert np.isnan(simulation.loss_of(w0 + learned.dw))


def test_progress_and_observer_are_told_each_epoch():
    w0, m, v = network()
    told, seen = [], []
    learned = descend(
        w0,
        Simulation(m, v, any_trial(), 0.3),
        Descent(3, 0.1),
        lambda *progress: told.append(progress),
        lambda epoch, w, dw: seen.append((epoch, w.copy(), dw.copy())),
    )
    assert told == list(zip(itertools.count(), learned.loss, strict=False))
    assert [epoch for epoch, _, _ in seen] == [0, 1, 2, 3]
    for _, w, dw in seen:
        np.testing.assert_array_equal(w, w0 + dw)
    np.testing.assert_array_equal(seen[-1][2], learned.dw)


def test_no_job_of_the_linear_network_imports_torch(root):
    """Directly or through the library: its jobs are many and short, torch starts in seconds."""
    names = ("train_linear", "truncate_linear", "shuffle_linear", "integrate_flow")
    for script in (root / "workflow" / "scripts" / f"{name}.py" for name in names):
        for module in provenance.library_modules(script):
            path = provenance.LIBRARY / f"{module.replace('.', '/')}.py"
            assert "import torch" not in path.read_text(encoding="utf-8"), (script.name, module)
