"""Networks before training: scalars by dense algebra, the first gradient against autograd."""

import numpy as np
import pytest
import torch
from scipy import linalg

from deltaw.linear.kinds import START
from deltaw.linear.simulation import constant_input, initial_weights
from deltaw.linear.start import describe_start, first_gradient, measure_start
from linear_networks import loss_by_autograd

TRIAL = {"silence": 1, "stimulus": 100, "penalised": 1}
SETTINGS = {"zhat": 2, "dt": 0.5, "trial": TRIAL}


def weights(n=30, g=0.6, dtype=np.float64, seed=0):
    drawn = initial_weights(np.random.default_rng(seed), n, g)
    return drawn._replace(**{k: v.astype(dtype) for k, v in drawn._asdict().items()})


def test_the_first_gradient_is_that_of_autograd():
    drawn = weights()
    w = torch.from_numpy(drawn.w0).requires_grad_()
    trial = constant_input(2, 0.5, **TRIAL)
    m, v = (torch.from_numpy(one) for one in (drawn.m, drawn.v))
    loss, _ = loss_by_autograd(w, m, v, trial, 0.5, torch.zeros_like(m))
    (expected,) = torch.autograd.grad(loss, w)
    np.testing.assert_allclose(first_gradient(drawn, SETTINGS), -expected, rtol=1e-9, atol=1e-12)


def test_a_long_trial_has_the_gradient_of_eq_11():
    """W1 = (zhat - z0) B^T w m^T B^T, with z0 that vanishes at infinite N, by a dense inverse."""
    drawn, n = weights(), 30
    b = linalg.inv(np.eye(n) - drawn.w0)
    m, w = drawn.m / np.sqrt(n), drawn.v * np.sqrt(n)
    expected = (2 - w @ b @ m) * np.outer(b.T @ w, b @ m)
    long = SETTINGS | {"trial": TRIAL | {"stimulus": 300}}
    np.testing.assert_allclose(first_gradient(drawn, long), expected, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("g", [0, 0.6])
def test_what_is_told_of_a_network(g):
    drawn, n = weights(n=40, g=g), 40
    b = linalg.inv(np.eye(n) - drawn.w0)
    m, w = drawn.m / np.sqrt(n), drawn.v * np.sqrt(n)
    found = describe_start(drawn, SETTINGS)
    assert set(found) == set(START.variables)
    assert found["readout"] == pytest.approx(w @ b @ m)
    assert found["beta_w"] == pytest.approx(w @ b @ b.T @ w)
    assert found["beta_m"] == pytest.approx(m @ b.T @ b @ m)
    gradient = first_gradient(drawn, SETTINGS)
    assert found["gradient_norm"] == pytest.approx(linalg.norm(gradient))
    s = linalg.svdvals(gradient)
    assert found["second"] == pytest.approx(s[1] / s[0], rel=1e-3, abs=1e-12)
    assert found["off_direction"] < 1e-3


def test_another_direction_is_told():
    """A trial too short for the fixed point has a gradient of another direction and rank."""
    short = SETTINGS | {"trial": {"silence": 0, "stimulus": 2, "penalised": 1}}
    found = describe_start(weights(g=0.9), short)
    assert found["off_direction"] > 0.2
    assert found["second"] > 0.01


def test_scalars_scatter_less_in_larger_networks():
    settings = SETTINGS | {"root_seed": 1, "g": [0.3, 0.6], "seeds": list(range(12))}
    small, large = (measure_start(n, settings) for n in (16, 256))
    assert small["readout"].shape == (2, 12)
    for name, limit in (("readout", 0), ("beta_w", 1 / (1 - np.array([[0.3], [0.6]]) ** 2))):
        ratio = np.median(abs(small[name] - limit)) / np.median(abs(large[name] - limit))
        assert 2 < ratio < 8  # 4 is expected
    again = measure_start(16, settings | {"g": [0.6], "seeds": [3]})
    assert again["readout"].item() == small["readout"][1, 3]


def test_a_trial_that_grows_beyond_all_numbers_has_no_gradient():
    drawn = weights(n=5)
    unstable = drawn._replace(w0=60 * np.eye(5, dtype=np.float32), m=drawn.m.astype(np.float32))
    found = describe_start(unstable, SETTINGS)
    assert np.isnan([found[k] for k in ("gradient_norm", "off_direction", "second")]).all()
    assert np.isfinite(found["readout"])
