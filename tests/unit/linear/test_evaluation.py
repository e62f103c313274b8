"""Losses of changed linear networks, on the trial that they were trained on."""

import numpy as np
import pytest
import torch
import xarray as xr

from deltaw.linear.evaluation import reference_losses, trained_loss
from deltaw.linear.simulation import constant_input
from linear_networks import loss_by_autograd, network

SETTINGS = {"dt": 0.5, "trial": {"silence": 1, "stimulus": 20, "penalised": 2}}


@pytest.fixture
def trained():
    """Return a network of zhat = 2, and its W0, M and V."""
    w0, m, v = network()
    variables = {"m": ("post", m), "v": ("post", v)}
    return xr.Dataset(variables, coords={"zhat": 2.0}), w0, m, v


def test_the_loss_is_that_of_the_trial_with_the_networks_own_target(trained):
    dataset, w0, m, v = trained
    trial = constant_input(2.0, 0.5, 1, 20, 2)
    zero = torch.zeros(len(m), dtype=torch.float64)
    loss = trained_loss(dataset, SETTINGS)
    for scale in (1, 0.3):
        expected, _ = loss_by_autograd(*map(torch.tensor, (scale * w0, m, v)), trial, 0.5, zero)
        assert loss(scale * w0) == pytest.approx(expected.item(), rel=1e-10)


def test_a_trial_that_grows_beyond_all_numbers_has_no_finite_loss(trained):
    dataset, w0, *_ = trained
    assert not np.isfinite(trained_loss(dataset, SETTINGS)(1e30 * w0))


def test_reference_losses_stand_in_the_networks_history(trained):
    assert reference_losses(trained[0], SETTINGS) == {}
