"""Trials that a config asks for: drawn, and looked at."""

from collections.abc import Mapping

import numpy as np

from ..networks.tasks import make_task
from .common import entry
from .schema import ConfigError, check, schema

SAMPLED = 64  # trials that are drawn to see what a task's parameters come to


def check_task(parameters: Mapping, dt: float, key: str) -> None:
    """Check that trials can be drawn, and that each has something to penalise.

    Trials are drawn and looked at, as steps are rounded and only the task itself knows how.
    """
    try:
        task = make_task(**parameters)
        trials = task.sample(np.random.default_rng(0), SAMPLED, dt)
    except ValueError as error:
        raise ConfigError(f"{key}: {error}") from None
    if not trials.mask.any(axis=(1, 2)).all():
        share = 1 - trials.mask.any(axis=(1, 2)).mean()
        raise ConfigError(
            f"{key}: in {share:.0%} of the trials nothing is penalised with steps of {dt}; "
            "make the trial longer, or its other parts shorter"
        )
    if not (trials.mask * trials.targets).any():
        raise ConfigError(f"{key}: no target but 0 is penalised with steps of {dt}")
    if task.n_inputs and not trials.inputs.any():
        raise ConfigError(f"{key}: no trial has an input with steps of {dt}; make pulses longer")


def check_training(config: Mapping, task: str) -> None:
    """Check the trials of one task."""
    parameters = entry(config["networks"]["tasks"], task, "networks.tasks")["task"]
    check_task(parameters, config["networks"]["dt"], f"networks.tasks.{task}.task")


def check_shown_trial(config: Mapping, name: str) -> None:
    """Check the trial of a task that Fig. 1 shows; a trained network has to take it."""
    check_training(config, name)
    trained, key = config["networks"]["tasks"][name]["task"], f"figures.fig1.tasks.{name}.trial"
    shown = trained | config["figures"]["fig1"]["tasks"][name]["trial"]
    check(shown, schema()["$defs"]["task"], key)
    check_task(shown, config["networks"]["dt"], key)
    tasks = make_task(**trained), make_task(**shown)
    own, (inputs, outputs) = ((task.n_inputs, task.n_outputs) for task in tasks)
    if own != (inputs, outputs):
        raise ConfigError(
            f"{key}: it has {inputs} inputs and {outputs} outputs, which the networks do not have"
        )
