"""What a neuron does: its nonlinearity, its private noise, its Euler step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np


class Nonlinearity(NamedTuple):
    """How a neuron's rate r = phi(x) follows from its state x.

    Attributes
    ----------
    rate : callable
        Writes phi(x) into ``out``.
    slope : callable
        Writes phi'(x) into ``out``, as a function of the rate.
    """

    rate: Callable[..., object]
    slope: Callable[..., object]


def _tanh_slope(rate: np.ndarray, out: np.ndarray) -> None:
    np.multiply(rate, rate, out=out)
    np.subtract(1, out, out=out)


def _softplus_slope(rate: np.ndarray, out: np.ndarray) -> None:
    np.negative(rate, out=out)
    np.expm1(out, out=out)
    np.negative(out, out=out)


NONLINEARITIES = {
    "tanh": Nonlinearity(np.tanh, _tanh_slope),
    "relu": Nonlinearity(
        lambda x, out: np.maximum(x, 0, out=out), lambda rate, out: np.greater(rate, 0, out=out)
    ),
    "softplus": Nonlinearity(lambda x, out: np.logaddexp(x, 0, out=out), _softplus_slope),
    "identity": Nonlinearity(np.positive, lambda rate, out: out.fill(1)),
}


@dataclass(frozen=True)
class Dynamics:
    """How the neurons of a network step through time.

    Attributes
    ----------
    dt : float
        Euler step, in units of the time constant.
    nonlinearity : str
        One of `NONLINEARITIES`; the paper's is tanh.
    noise : float
        Standard deviation of the private white noise in each neuron's state. A step adds
        sqrt(dt) noise times a number from N(0, 1) (Euler and Maruyama).
    """

    dt: float
    nonlinearity: str = "tanh"
    noise: float = 0.0

    @classmethod
    def of(cls, settings: Mapping) -> "Dynamics":
        """Return the dynamics in a rule's parameters: ``dt`` and ``switches``."""
        given = settings | (settings["switches"] or {})
        return cls(**{name: given[name] for name in cls.__dataclass_fields__ if name in given})

    @property
    def phi(self) -> Nonlinearity:
        """The nonlinearity."""
        return NONLINEARITIES[self.nonlinearity]

    def draw_noise(self, rng: np.random.Generator | None, shape: tuple) -> np.ndarray | None:
        """Return what the noise adds to each trial, step and neuron; None without noise."""
        if not self.noise:
            return None
        drawn = rng.standard_normal(shape, dtype=np.float32)
        drawn *= np.sqrt(self.dt) * self.noise
        return drawn
