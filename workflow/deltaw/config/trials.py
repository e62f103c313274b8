"""Trials that a config asks for: drawn, and looked at."""

from collections.abc import Mapping
from numbers import Integral

import numpy as np

from ..networks.tasks import Task, Trials, make_task
from ..own_code import FAILURES, failure, shown
from .common import entry
from .errors import ConfigError
from .schema import check, schema
from .task_files import task_file

SAMPLED = 67  # trials that are drawn to look at: a number that no task has written in it
NAMES = "which are trials, steps and "


def check_task(parameters: Mapping, dt: float, key: str) -> None:
    """Check that trials can be drawn, fit the task, and that each has something to penalise.

    Trials are drawn and looked at, as steps are rounded and only the task itself knows how.
    """
    trials = _fit_trials(parameters, dt, key)
    if not trials.mask.any(axis=(1, 2)).all():
        share = 1 - trials.mask.any(axis=(1, 2)).mean()
        raise ConfigError(
            f"{key}: in {share:.0%} of the trials nothing is penalised with steps of {dt}; "
            "make the trial longer, or its other parts shorter"
        )
    if not (trials.mask * trials.targets).any():
        raise ConfigError(f"{key}: no target but 0 is penalised with steps of {dt}")
    if not trials.inputs.any():
        raise ConfigError(f"{key}: no trial has an input with steps of {dt}; make pulses longer")


def _fit_trials(parameters: Mapping, dt: float, key: str) -> Trials:
    """Return trials of a task; its file may be the user's own, and have any mistake."""
    file = task_file(parameters["kind"])
    try:
        task = make_task(**parameters)
        trials, wrong = None, _unfit_sizes(task)
        if not wrong:
            trials = task.sample(np.random.default_rng(0), SAMPLED, dt)
            wrong = _unfit_trials(task, trials)
    except ValueError as error:  # how a task refuses its parameters
        raise ConfigError(f"{key}: {error} ({shown(file)})") from None
    except FAILURES as error:
        raise ConfigError(f"{key}: {shown(file)}: {failure(file, error)}") from None
    if wrong:
        raise ConfigError(f"{key}: {shown(file)}: {wrong}")
    return trials


def _unfit_sizes(task: Task) -> str:
    """Return what is wrong with the numbers of inputs and outputs; empty if nothing is."""
    for name in ("n_inputs", "n_outputs"):
        number = getattr(task, name)
        if not isinstance(number, Integral) or isinstance(number, bool) or number < 1:
            return f"{name} is {number!r}: it must be a whole number, at least 1"
    if (shown := len(task.labelled_inputs()[0])) != task.n_inputs:
        return f"input_panels has {shown} inputs: it must have n_inputs, {task.n_inputs}"
    return ""


def _unfit_trials(task: Task, trials: Trials) -> str:
    """Return what is wrong with the trials: arrays that do not fit would be broadcast."""
    if not isinstance(trials, Trials):
        return f"sample returns {type(trials).__name__}: it must return Trials"
    steps = trials.inputs.shape[1] if _is_array(trials.inputs, 3) else "steps"
    for name, last in (("inputs", "n_inputs"), ("targets", "n_outputs"), ("mask", "n_outputs")):
        array, wanted = getattr(trials, name), (SAMPLED, steps, getattr(task, last))
        if not _is_array(array, 3) or array.shape != wanted or array.dtype != np.float32:
            shape = f"({', '.join(map(str, wanted))})"
            return f"{name} is {_told(array)}: it must be float32 of shape {shape}, {NAMES}{last}"
        if not np.isfinite(array).all():
            return f"{name} holds NaN or infinity"
    if not np.isin(trials.mask, (0, 1)).all():
        return "mask holds other values than 0 and 1"
    phases = trials.phases
    if phases is not None and not (_is_array(phases, 2) and len(phases) == SAMPLED):
        shape = f"({SAMPLED}, boundaries)"
        return f"phases is {_told(phases)}: it must be numbers of shape {shape}, or left out"
    return ""


def _is_array(value, dimensions: int) -> bool:
    return isinstance(value, np.ndarray) and value.ndim == dimensions and value.dtype.kind in "fiu"


def _told(value) -> str:
    """Return what a value is, for the sentence on one that does not fit."""
    if isinstance(value, np.ndarray):
        return f"{value.dtype} of shape {value.shape}"
    return f"a {type(value).__name__}"


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
