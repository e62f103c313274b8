"""The linear networks of the supplement: failing to learn, and learning to oscillate."""

from collections.abc import Callable, Mapping

import numpy as np

from .followed import Eigenvalues
from .simulation import Simulation, Trial, Weights, initial_weights
from .training import Descent, descend


def oscillation(dt: float, duration: float, period: float, penalised: float) -> Trial:
    """Return the trial without input whose output has to be a cosine from its start on.

    The target of step k is cos(2 pi k dt / period). The output of step k is read after the
    update of step k, as everywhere.

    Parameters
    ----------
    dt, duration, period, penalised : float
        Euler step, length of the trial, period of the target and the time at the trial's start
        in which the output is penalised; in units of the time constant.
    """
    step = np.arange(round(duration / dt))
    return Trial(
        inputs=np.zeros(len(step)),
        targets=np.cos(2 * np.pi * step * dt / period),
        mask=(step < round(penalised / dt)).astype(float),
    )


def aligned_weights(rng: np.random.Generator, n: int, g: float) -> Weights:
    """Draw weights before training with m = w: M = sqrt(N) m and V = m / sqrt(N).

    From x(0) = M the output then starts at V^T M = 1, like the cosine.
    """
    weights = initial_weights(rng, n, g)
    return weights._replace(v=weights.m / np.float32(n))


def train_followed(
    weights: Weights,
    simulation: Simulation,
    settings: Mapping,
    progress: Callable[[int, float], None],
) -> tuple[dict, dict]:
    """Train a network and follow the eigenvalues of W.

    Parameters
    ----------
    weights : Weights
    simulation : Simulation
    settings : mapping
        ``epochs``, ``learning_rate``, and ``eigenvalues``: the ``number`` that is followed, and
        every how many epochs.
    progress : callable
        Told epoch and loss after each trial.

    Returns
    -------
    dict, dict
        The variables of `kinds.FOLLOWED`, and their coordinates.
    """
    descent = Descent(settings["epochs"], settings["learning_rate"])
    followed = Eigenvalues(descent.epochs, **settings["eigenvalues"])
    learned = descend(weights.w0, simulation, descent, progress, followed)
    values = {
        **weights._asdict(),
        **simulation.trial._asdict(),
        **vars(learned),
        **_parts(followed),
        "learning_rate": descent.learning_rate,
        "time": simulation.dt * np.arange(1, len(simulation.trial.inputs) + 1),
    }
    coords = {
        "epoch": np.arange(descent.epochs + 1),
        "followed": followed.epochs,
        "order": np.arange(1, settings["eigenvalues"]["number"] + 1),
    }
    return values, coords


def _parts(followed: Eigenvalues) -> dict[str, np.ndarray]:
    """Return real and imaginary parts, as netCDF has no complex numbers."""
    return {
        f"{name}_{part}": getattr(getattr(followed, name), part)
        for name in ("leading", "fastest")
        for part in ("real", "imag")
    }
