"""Losses of changed networks, on trials that all networks of a task share."""

from collections.abc import Callable, Mapping

import numpy as np
import torch

from ..randomness import generator
from .simulation import Weights, evaluate_outputs, masked_loss
from .tasks import Trials, make_task


class NetworkLoss:
    """The loss on a fixed set of trials, as a function of the weights.

    Parameters
    ----------
    trials : Trials
    dt : float
        Euler step, in units of the time constant.
    """

    def __init__(self, trials: Trials, dt: float):
        self.inputs, self.targets, self.mask = (torch.from_numpy(a) for a in trials[:3])
        self.dt = dt

    @classmethod
    def of(cls, settings: Mapping, task: str) -> "NetworkLoss":
        """Return the loss on the task's evaluation trials, the same for every N, g and seed."""
        rng = generator(settings["root_seed"], "networks", "evaluation", task=task)
        trials = make_task(**settings["task"]).sample(rng, settings["trials"], settings["dt"])
        return cls(trials, settings["dt"])

    def with_matrices(self, m: np.ndarray, v: np.ndarray) -> Callable[[np.ndarray], float]:
        """Return the loss as a function of W, shape (N, N), for fixed M and V."""
        m, v = torch.from_numpy(m), torch.from_numpy(v)

        def loss(w: np.ndarray) -> float:
            outputs = evaluate_outputs(Weights(torch.from_numpy(w), m, v), self.inputs, self.dt)
            return masked_loss(outputs, self.targets, self.mask).item()

        return loss
