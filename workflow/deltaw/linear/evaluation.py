"""Losses of changed linear networks, on the trial that they were trained on."""

from collections.abc import Callable, Mapping

import numpy as np
import xarray as xr

from .simulation import Simulation, constant_input


def trained_loss(network: xr.Dataset, settings: Mapping) -> Callable[[np.ndarray], float]:
    """Return the loss as a function of W, with the M and V of a trained network.

    Parameters
    ----------
    network : xarray.Dataset
        Of kind `kinds.NETWORK`.
    settings : mapping
        ``dt`` and ``trial``.
    """
    trial = constant_input(network["zhat"].item(), settings["dt"], **settings["trial"])
    m, v = network["m"].values, network["v"].values
    return Simulation(m, v, trial, settings["dt"]).loss_of


def reference_losses(network: xr.Dataset, settings: Mapping) -> dict[str, float]:
    """Return nothing: the history of a linear network has its losses before and after training."""
    return {}
