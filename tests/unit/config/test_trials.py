"""Trials that a config asks for can be drawn, and each has a decision."""

import copy

import numpy as np
import pytest
import yaml
from snakemake.utils import update_config

from deltaw.config.schema import ConfigError, validate
from deltaw.config.trials import check_shown_trial, check_task, check_training
from deltaw.networks.tasks import make_task


@pytest.fixture
def tasks(trainings):
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
def test_trials_without_a_decision_are_refused_by_their_key(tasks, name, changes, words):
    with pytest.raises(ConfigError, match=f"^config: networks.tasks.x.task: .*{words}") as caught:
        check_task(tasks[name] | changes, 0.5, "networks.tasks.x.task")
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
def test_every_trial_that_is_let_pass_has_a_decision(tasks, name, changes, dt):
    """A step with a target other than 0 that is penalised."""
    parameters = tasks[name] | changes
    check_task(parameters, dt, "key")
    trials = make_task(**parameters).sample(np.random.default_rng(5), 500, dt)
    assert (trials.mask * trials.targets).any(axis=(1, 2)).all()


def test_some_trials_without_a_decision_are_told_with_their_share(tasks):
    """The first pulse has none; the second comes too late in about half of the trials."""
    rare = tasks["flipflop"] | {"decision": 2, "delay": [0, 0.9], "duration": 7.5}
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
