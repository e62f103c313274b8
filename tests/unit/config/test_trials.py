"""Trials that a config asks for can be drawn, and each has a decision."""

import copy
import sys

import numpy as np
import pytest
import yaml
from snakemake.utils import update_config

from deltaw.config.schema import ConfigError, validate
from deltaw.config.trials import check_shown_trial, check_task, check_training
from deltaw.networks import tasks
from deltaw.networks.tasks import make_task


@pytest.fixture
def parameters_of(trainings):
    """Return the parameters of each task."""
    return {name: own["task"] for name, own in trainings.items()}


BAD = [
    # No pulse is followed by a decision within the trial.
    ("flipflop", {"duration": 5}, "in 100% of the trials nothing is penalised with steps of 0.5"),
    ("flipflop", {"duration": 6.2}, "in 100% of the trials nothing is penalised"),
    # Each onset comes before the decision of the one before ends.
    ("flipflop", {"pulse": 30, "decision": 1, "delay": [0, 0]}, "nothing is penalised"),
    ("flipflop", {"start": 50}, "in 100% of the trials nothing is penalised"),
    ("flipflop", {"pulse": 0.2}, "no trial has an input with steps of 0.5; make pulses longer"),
    ("flipflop", {"target": 0}, "no target but 0 is penalised"),
    ("flipflop", {"delay": [25, 5]}, r"delay is \(25, 5\): give the lower end first"),
    ("mante", {"decision": 0.2}, "no target but 0 is penalised with steps of 0.5"),
    ("mante", {"stimulus": 0.2}, "stimulus is 0.2: it has no step of 0.5"),
    ("romo", {"decision": 0.2}, "no target but 0 is penalised with steps of 0.5"),
    ("romo", {"pulse": 0.1}, "no trial has an input with steps of 0.5"),
    ("romo", {"delay": [8, 2]}, r"delay is \(8, 2\): give the lower end first"),
    ("romo", {"heights": [1.5, 0.5]}, r"heights is \(1.5, 0.5\): give the lower end first"),
    ("romo", {"least_difference": 3}, "least_difference is 3: it must be below the range of"),
    ("perceptual", {"stimulus": 0.2}, "no trial has an input with steps of 0.5"),
    ("perceptual", {"decision": 0.2}, "no target but 0 is penalised with steps of 0.5"),
    ("perceptual", {"fixation": 0.2, "decision": 0.2}, "in 100% of the trials nothing is penalis"),
    ("perceptual", {"target": 0}, "no target but 0 is penalised"),
    ("match_to_sample", {"pulse": 0.2}, "no trial has an input with steps of 0.5"),
    ("match_to_sample", {"decision": 0.2}, "no target but 0 is penalised with steps of 0.5"),
    ("match_to_sample", {"delay": [8, 2]}, r"delay is \(8, 2\): give the lower end first"),
    ("ready_set_go", {"pulse": 0.2}, "no trial has an input with steps of 0.5"),
    ("ready_set_go", {"pulse": 4}, "pulse is 4: it must be at most the shortest interval, 3"),
    ("ready_set_go", {"pulse": 0.1, "interval": [0.1, 0.2]}, "no trial has an input with steps"),
    ("ready_set_go", {"interval": [9, 3]}, r"interval is \(9, 3\): give the lower end first"),
    ("pattern", {"pulse": 0.2}, "no trial has an input with steps of 0.5"),
    ("pattern", {"duration": 0.2}, "no target but 0 is penalised with steps of 0.5"),
    ("pattern", {"periods": [6, 1]}, "periods has 1: it must be above 2 steps of 0.5"),
    ("pattern", {"periods": [1e-9]}, "periods has 1e-09: it must be above 2 steps of 0.5"),
    ("pattern", {"start": [4, 1]}, r"start is \(4, 1\): give the lower end first"),
    ("pattern", {"target": 0}, "no target but 0 is penalised"),
]


@pytest.mark.parametrize(("name", "changes", "words"), BAD)
def test_trials_without_a_decision_are_refused_by_their_key(parameters_of, name, changes, words):
    with pytest.raises(ConfigError, match=f"^config: networks.tasks.x.task: .*{words}") as caught:
        check_task(parameters_of[name] | changes, 0.5, "networks.tasks.x.task")
    assert "\n" not in str(caught.value)


GOOD = [
    *((name, {}) for name in ("flipflop", "mante", "romo", "flipflop_latest")),
    ("flipflop", {"duration": 6.8}),
    ("flipflop", {"pulse": 30, "decision": 1, "delay": [1, 1]}),
    ("flipflop", {"channels": 5}),
    ("mante", {"delay": 0, "fixation": 0.2}),
    (
        "romo",
        {"pulse": 0.75, "fixation": 0.75, "decision": 0.5, "wait": 0, "delay": [2, 2]},
    ),
    ("romo", {"decision": 0.3}),
    *((name, {}) for name in ("perceptual", "match_to_sample", "ready_set_go", "pattern")),
    ("perceptual", {"fixation": 0.1, "noise": 0, "means": [1e-9]}),
    ("match_to_sample", {"fixation": 0.1, "delay": [0, 0], "wait": 0}),
    ("ready_set_go", {"fixation": 0.1, "pulse": 3, "interval": [3, 3], "rest": 0.1}),
    ("ready_set_go", {"width": 1e-9}),
    ("ready_set_go", {"width": 1000}),
    ("pattern", {"start": [0, 0], "pulse": 1000, "duration": 0.5}),
    ("pattern", {"periods": [1.1, 1000]}),
]


@pytest.mark.parametrize(("name", "changes"), GOOD)
@pytest.mark.parametrize("dt", [0.5, 0.3])
def test_every_trial_that_is_let_pass_has_a_decision(parameters_of, name, changes, dt):
    """A step with a target other than 0 that is penalised."""
    parameters = parameters_of[name] | changes
    check_task(parameters, dt, "key")
    trials = make_task(**parameters).sample(np.random.default_rng(5), 500, dt)
    assert (trials.mask * trials.targets).any(axis=(1, 2)).all()


def test_some_trials_without_a_decision_are_told_with_their_share(parameters_of):
    """The first pulse has none; the second comes too late in about half of the trials."""
    rare = parameters_of["flipflop"] | {"decision": 2, "delay": [0, 0.9], "duration": 7.5}
    with pytest.raises(ConfigError, match=r"in [1-9]\d?% of the trials nothing is penalised"):
        check_task(rare, 0.5, "key")


def test_the_trials_of_a_training_are_those_of_its_config(paper):
    check_training(paper, "romo")
    paper["networks"]["dt"] = 1  # at which a pulse of 0.4 has no step
    paper["networks"]["tasks"]["romo"]["task"]["pulse"] = 0.4
    with pytest.raises(ConfigError, match=r"networks\.tasks\.romo\.task: no trial has an input"):
        check_training(paper, "romo")


def test_the_overlay_of_further_tasks_adds_them_and_changes_nothing_else(paper, root):
    overlay = yaml.safe_load((root / "workflow/config/tasks.yaml").read_text(encoding="utf-8"))
    before, after = validate(paper), copy.deepcopy(paper)
    update_config(after, overlay)
    after = validate(after)
    added = {name: after["networks"]["tasks"].pop(name) for name in overlay["networks"]["tasks"]}
    assert after == before | {"run": "tasks"}
    assert {name: own["task"]["kind"] for name, own in added.items()} == {k: k for k in added}


OWN = """
import sys
from dataclasses import dataclass

import numpy as np

from deltaw.networks.tasks.task import Task, Trials, parameter, time


@dataclass(frozen=True)
class Own(Task):
    n_inputs = 1
    n_outputs = 1

    length: float = time("of a trial")

    def sample(self, rng, n_trials, dt):
        inputs, targets, mask = np.ones((3, n_trials, round(self.length / dt), 1), np.float32)
        phases = np.full((n_trials, 2), np.nan)
        return Trials(inputs, targets, mask, phases)
"""
RETURN = "return Trials(inputs, targets, mask, phases)"
SHAPE = r"it must be float32 of shape \(67, 8, {}\), which are trials, steps and "


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Return a function: check the task of a file of one's own, with one text for another."""
    monkeypatch.setattr(tasks, "__path__", [*tasks.__path__, str(tmp_path)])
    monkeypatch.setattr("deltaw.config.trials.task_file", lambda kind: tmp_path / f"{kind}.py")
    monkeypatch.chdir(tmp_path)

    def checked(old, new):
        assert old in OWN
        (tmp_path / "own.py").write_text(OWN.replace(old, new))
        monkeypatch.delitem(sys.modules, f"{tasks.__name__}.own", raising=False)
        check_task({"kind": "own", "length": 4}, 0.5, "key")

    return checked


def test_a_task_of_ones_own_passes(own):
    own("", "")
    own(", phases)", ")")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("n_inputs = 1", "n_inputs = 2", r"inputs is .* \(67, 8, 1\): " + SHAPE.format(2)),
        ("n_outputs = 1", "n_outputs = 2", r"targets is .* \(67, 8, 1\): " + SHAPE.format(2)),
        ("n_inputs = 1", "n_inputs = 0", "n_inputs is 0: it must be a whole number, at least 1"),
        ("n_outputs = 1", "n_outputs = '1.0'", "n_outputs is '1.0': it must be a whole number"),
        ("n_outputs = 1", "n_outputs = True", "n_outputs is True: it must be a whole number"),
        (
            "n_outputs = 1",
            "n_outputs = 1; input_panels = (('In', 'u', 3),)",
            "input_panels has 3 inputs: it must have n_inputs, 1",
        ),
        (RETURN, "inputs[3, 2] = np.inf; " + RETURN, "inputs holds NaN or infinity"),
        (RETURN, "targets[3, 2] = np.nan; " + RETURN, "targets holds NaN or infinity"),
        (RETURN, "mask[3, 2] = np.nan; " + RETURN, "mask holds NaN or infinity"),
        (RETURN, "mask[3, 2] = -1; " + RETURN, "mask holds other values than 0 and 1"),
        (RETURN, "mask[3, 2] = 0.5; " + RETURN, "mask holds other values than 0 and 1"),
        ("mask, phases", "mask == 1, phases", "mask is bool of shape .*: it must be float32"),
        (
            "mask, phases",
            "mask[0], phases",
            r"mask is float32 of shape \(8, 1\): " + SHAPE.format(1),
        ),
        ("targets, mask,", "targets[:, 1:], mask,", r"targets is float32 of shape \(67, 7, 1\)"),
        ("(3, n_trials", "(3, 1", r"inputs is float32 of shape \(1, 8, 1\): it must be"),
        ("(3, n_trials", "(3, 64", r"inputs is float32 of shape \(64, 8, 1\): it must be"),
        ("Trials(inputs", "Trials(inputs.tolist()", "inputs is a list: it must be float32"),
        ("(n_trials, 2)", "3", r"phases is float64 of shape \(3,\): it must be numbers of shape"),
        (RETURN, "return inputs, targets, mask", "sample returns tuple: it must return Trials"),
        (RETURN, "return None", "sample returns NoneType: it must return Trials"),
    ],
)
def test_trials_that_do_not_fit_their_task_are_refused_with_its_file(own, old, new, words):
    with pytest.raises(ConfigError, match=rf"^config: key: own\.py: {words}") as caught:
        own(old, new)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("    n_inputs = 1\n", "", "own.py: AttributeError: .* no attribute 'n_inputs'"),
        ("def sample", "def samples", "own.py: TypeError: .* abstract method '?sample"),
        (RETURN, "{}['x']", r"own.py: KeyError: 'x' \(line 20\)$"),
        (RETURN, "[][0]", r"own.py: IndexError: list index out of range \(line 20\)$"),
        (RETURN, "no_such", r"own.py: NameError: name 'no_such' is not defined \(line 20\)$"),
        (RETURN, "1 / 0", r"own.py: ZeroDivisionError: division by zero \(line 20\)$"),
        (RETURN, "assert 0", r"own.py: AssertionError \(line 20\)$"),
        (RETURN, "sys.exit(0)", r"own.py: SystemExit: 0 \(line 20\)$"),
        (RETURN, "raise KeyError('a\\nb')", r"own.py: KeyError: .* \(line 20\)$"),
        (RETURN, "inputs + inputs[:, 1:]", r"operands could not be broadcast .*\(own\.py\)"),
    ],
)
def test_a_task_that_fails_is_told_with_its_file_and_line(own, old, new, words):
    with pytest.raises(ConfigError, match=f"^config: key: {words}") as caught:
        own(old, new)
    assert "\n" not in str(caught.value)


BAD_SHOWN = [
    ("romo", {"dely": [1, 2]}, "unknown key 'dely'; did you mean 'delay'"),
    ("romo", {"pulse": 0.2}, "no trial has an input with steps of 0.5"),
    ("romo", {"pulse": "long"}, ".pulse is 'long'"),
    ("romo", {"delay": 3}, ".delay is 3"),
    ("romo", {"wait": -1}, ".wait is -1"),
    ("flipflop", {"variant": "last"}, ".variant is 'last'"),
    ("flipflop", {"channels": 3}, "it has 3 inputs and 3 outputs, which the networks do not have"),
    ("flipflop", {"kind": "mante"}, ".delay is [5, 25]"),  # of flip-flop; Mante has one number
]


@pytest.mark.parametrize(("name", "changes", "words"), BAD_SHOWN)
def test_the_trial_that_fig_1_shows_is_one_of_its_task(paper, name, changes, words):
    paper["figures"]["fig1"]["tasks"][name]["trial"] = changes
    config = validate(paper)
    with pytest.raises(ConfigError) as caught:
        check_shown_trial(config, name)
    said = str(caught.value)
    assert said.startswith(f"config: figures.fig1.tasks.{name}.trial")
    assert words in said


def test_the_trial_that_fig_1_shows_may_be_longer(paper):
    paper["figures"]["fig1"]["tasks"]["flipflop"]["trial"] = {"duration": 100, "delay": [5, 5]}
    check_shown_trial(validate(paper), "flipflop")
