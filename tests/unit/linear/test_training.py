"""The descent of the linear network, against autograd and closed forms."""

import itertools

import numpy as np
import pytest
import torch
from scipy import linalg

from deltaw.linear.followed import SingularValues
from deltaw.linear.simulation import Simulation, constant_input
from deltaw.linear.training import Descent, descend
from linear_networks import any_trial, loss_by_autograd, network


def trained(w0, simulation, epochs, eta, n_values=5):
    """Return a trained network and the leading singular values of its ΔW."""
    followed = SingularValues(len(w0), n_values, epochs)
    learned = descend(w0, simulation, Descent(epochs, eta), lambda *_: None, followed)
    return learned, followed.values


def test_descent_is_plain_gradient_descent():
    w0, m, v = network()
    trial, dt, eta = any_trial(), 0.3, 0.05
    learned, leading = trained(w0, Simulation(m, v, trial, dt), 4, eta)
    weights = torch.tensor(w0)
    zero = torch.zeros(len(m), dtype=torch.float64)
    for epoch in range(5):
        weights = weights.detach().requires_grad_()
        loss, z = loss_by_autograd(weights, *map(torch.tensor, (m, v)), trial, dt, zero)
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
