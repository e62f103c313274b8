"""What the training of one network begins with: its weights, its batches, its random numbers."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

import numpy as np

from ..randomness import generator
from .batches import Batches
from .simulation import Weights, initial_weights
from .structure import with_switches
from .tasks import make_task


class Beginning(NamedTuple):
    """The first arguments of `training.train`, and its ``rng``."""

    initial: Weights
    batches: Batches
    rng: Callable[..., np.random.Generator]


def beginning(at: Mapping, settings: Mapping, w0_file: str) -> Beginning:
    """Draw a network's first weights, and return them with its batches.

    Parameters
    ----------
    at : mapping
        The network's coordinates: ``task`` (its name), ``N``, ``g``, ``seed``.
    settings : mapping
        Parameters of the rule `train_network`.
    w0_file : str
        Where W0 is read from, if the config says so.
    """
    task, switches = make_task(**settings["task"]), settings["switches"] or {}
    drawn = {**at, "task": switches.get("draws", at["task"])}
    rng = partial(generator, settings["root_seed"], "networks", **drawn)
    gaussian = initial_weights(rng("weights"), at["N"], task.n_inputs, task.n_outputs, at["g"])
    initial = with_switches(gaussian, rng("structure"), at["g"], switches, w0_file)
    batches = Batches(task, lambda k: rng("batches", draw=k), settings["batch"], settings["dt"])
    return Beginning(initial, batches, rng)
