"""Linear networks before training: scalars that the theory takes as fixed, and the first gradient.

At infinite N they are numbers (Section 3), at finite N they scatter from network to network.
"""

from collections.abc import Mapping
from itertools import product

import numpy as np

from ..randomness import generator
from .followed import LeadingValues
from .simulation import Simulation, Weights, constant_input, initial_weights
from .theory import amplification, first_coefficient, readout, unit_vectors


def measure_start(n: int, settings: Mapping) -> dict[str, np.ndarray]:
    """Return the variables of `kinds.START` at one N, each over g and seed.

    Parameters
    ----------
    n : int
        N.
    settings : mapping
        ``root_seed``, ``g`` and ``seeds`` (lists), and those of `describe_start`.
    """
    strengths, seeds = settings["g"], settings["seeds"]
    networks = [
        describe_start(initial_weights(_rng(settings, N=n, g=g, seed=seed), n, g), settings)
        for g, seed in product(strengths, seeds)
    ]
    shape = len(strengths), len(seeds)
    return {k: np.reshape([one[k] for one in networks], shape) for k in networks[0]}


def _rng(settings: Mapping, **at: float) -> np.random.Generator:
    return generator(settings["root_seed"], "linear_start", "weights", **at)


def describe_start(weights: Weights, settings: Mapping) -> dict[str, float]:
    """Return the variables of `kinds.START` of one network.

    Parameters
    ----------
    weights : Weights
        Before training.
    settings : mapping
        ``zhat``, ``dt`` and ``trial``.
    """
    m, w = unit_vectors(weights.m, weights.v)
    w0 = weights.w0.astype(np.float64)
    beta_w, beta_m = amplification(w0, m, w)
    gradient = first_gradient(weights, settings)
    norm = np.linalg.norm(gradient)
    scalars = {"readout": readout(w0, m, w), "beta_w": beta_w, "beta_m": beta_m}
    if not np.isfinite(norm):  # a small network whose trial grew beyond all numbers
        return scalars | dict.fromkeys(("gradient_norm", "off_direction", "second"), np.nan)
    first = first_coefficient(w0, m, w, 1)
    s1, s2 = LeadingValues(len(m), 2)(gradient)
    return scalars | {
        "gradient_norm": norm,
        "off_direction": np.linalg.norm(gradient / norm - first / np.linalg.norm(first)),
        "second": s2 / s1,
    }


def first_gradient(weights: Weights, settings: Mapping) -> np.ndarray:
    """Return -dL/dW of the simulated trial before the first update, shape (N, N), in double.

    Parameters are those of `describe_start`; the trial is simulated in the weights' precision.
    """
    trial = constant_input(settings["zhat"], settings["dt"], **settings["trial"])
    simulation = Simulation(weights.m, weights.v, trial, settings["dt"])
    with np.errstate(over="ignore", invalid="ignore"):
        return -simulation.gradient(simulation.outputs(weights.w0)).astype(np.float64)
