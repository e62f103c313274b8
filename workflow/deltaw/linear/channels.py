"""Linear networks with several inputs and outputs (Section 5): what bounds the rank of ΔW.

The task is that of Section 3 in each channel: a constant input to channel i has to turn output o
into the target Zhat[o, i]. As the network is linear, the loss, summed over outputs and inputs, is
the sum of those of I O networks with one input and one output that share W.
"""

from collections.abc import Mapping
from itertools import product

import numpy as np
from scipy import linalg

from ..connectivity import random_connectivity, unit_columns
from ..randomness import generator
from .simulation import Simulation, constant_input
from .training import Descent, descend


class Channels:
    """The trials of all inputs and outputs, in the form of `simulation.Simulation`.

    Parameters
    ----------
    m : numpy.ndarray, shape (N, I)
        M, columns of length sqrt(N).
    v : numpy.ndarray, shape (N, O)
        V, columns of length 1 / sqrt(N).
    targets : numpy.ndarray, shape (O, I)
        Zhat.
    dt : float
        Euler step, in units of the time constant.
    trial : mapping
        ``silence``, ``stimulus`` and ``penalised``, as in `simulation.constant_input`.
    """

    def __init__(self, m, v, targets: np.ndarray, dt: float, trial: Mapping):
        self.pairs = [
            Simulation(m[:, i], v[:, o], constant_input(targets[o, i], dt, **trial), dt)
            for o, i in np.ndindex(targets.shape)
        ]

    def outputs(self, w: np.ndarray) -> np.ndarray:
        """Return z of all pairs of output and input, one after the other, shape (O I T,)."""
        return np.concatenate([pair.outputs(w) for pair in self.pairs])

    def loss(self, outputs: np.ndarray) -> float:
        """Return half the squared error, mean over the penalised steps and summed over pairs."""
        each = zip(self.pairs, self._split(outputs), strict=True)
        return sum(pair.loss(z) for pair, z in each)

    def gradient(self, outputs: np.ndarray) -> np.ndarray:
        """Return dL/dW, shape (N, N), of the trials that `outputs` ran last."""
        each = zip(self.pairs, self._split(outputs), strict=True)
        return sum(pair.gradient(z) for pair, z in each)

    def _split(self, outputs: np.ndarray) -> list[np.ndarray]:
        return np.split(outputs, len(self.pairs))


def train_all(n: int, channels: Mapping, settings: Mapping) -> dict[str, np.ndarray]:
    """Return what networks with so many inputs and outputs learn, over g and seed first.

    Parameters
    ----------
    n : int
        N.
    channels : mapping
        ``inputs`` and ``outputs``, their numbers.
    settings : mapping
        ``root_seed``, ``g`` and ``seeds`` (lists), and those of `train`.
    """
    strengths, seeds = settings["g"], settings["seeds"]
    networks = []
    for g, seed in product(strengths, seeds):
        at = {"N": n, "g": g, "seed": seed} | channels
        rng = generator(settings["root_seed"], "linear_channels", "weights", **at)
        networks.append(train(rng, n, g, channels, settings))
    shape = len(strengths), len(seeds)
    stacked = {name: np.stack([one[name] for one in networks]) for name in networks[0]}
    return {name: values.reshape(*shape, *values.shape[1:]) for name, values in stacked.items()}


def train(
    rng: np.random.Generator, n: int, g: float, channels: Mapping, settings: Mapping
) -> dict[str, np.ndarray]:
    """Train a network by plain gradient descent on W alone, in double precision.

    Parameters
    ----------
    rng : numpy.random.Generator
        Of the weights and of the targets: normal, scaled so that the largest singular value of
        Zhat is ``zhat``.
    n : int
        N.
    g : float
        Strength of W0.
    channels : mapping
        ``inputs`` and ``outputs``.
    settings : mapping
        ``zhat``, ``dt``, ``trial``, ``epochs`` and ``learning_rate``, eta0: the learning rate is
        eta0 (1 - g^2)^2.

    Returns
    -------
    dict
        ``sv_dw``, shape (N,), ``loss``, shape (epochs + 1,), and ``diverged``.
    """
    inputs, outputs = channels["inputs"], channels["outputs"]
    w0 = random_connectivity(rng, n, g)
    m, v = np.sqrt(n) * unit_columns(rng, n, inputs), unit_columns(rng, n, outputs) / np.sqrt(n)
    targets = rng.standard_normal((outputs, inputs))
    targets *= settings["zhat"] / linalg.norm(targets, 2)
    simulation = Channels(m, v, targets, settings["dt"], settings["trial"])
    descent = Descent(settings["epochs"], settings["learning_rate"] * (1 - g**2) ** 2)
    learned = descend(w0, simulation, descent, _pass, _pass)
    values = np.full(n, np.nan) if learned.diverged else linalg.svdvals(learned.dw)
    return {"sv_dw": values, "loss": learned.loss, "diverged": np.array(learned.diverged)}


def _pass(*_) -> None:
    """Take what nobody asks for."""
