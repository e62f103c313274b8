"""What all tasks share: shapes, types, their random numbers, and what the config knows of them."""

import json
import shutil
import subprocess
import sys

import numpy as np
import pytest

from deltaw.networks.tasks import Trials, kinds, make_task, task_class
from deltaw.randomness import generator
from reference import PLAIN_TRIALS

DT = 0.5
SHAPES = {
    "flipflop": (100, 2, 2),
    "mante": (96, 4, 1),
    "match_to_sample": (56, 2, 1),
    "pattern": (68, 1, 1),
    "perceptual": (66, 1, 1),
    "ready_set_go": (52, 1, 1),
    "romo": (56, 1, 2),
}
NAMES = list(SHAPES)


def sample(task, n_trials, seed=0):
    return task.sample(generator(seed, "test"), n_trials, DT)


PAIRS = [(name, name) for name in NAMES]
each_kind = pytest.mark.parametrize(("task", "kind"), PAIRS, indirect=["task"])


@each_kind
def test_shapes_and_types(task, kind):
    n_steps, n_inputs, n_outputs = SHAPES[kind]
    trials = sample(task, 7)
    assert (task.n_inputs, task.n_outputs) == (n_inputs, n_outputs)
    assert trials.inputs.shape == (7, n_steps, n_inputs)
    assert trials.targets.shape == trials.mask.shape == (7, n_steps, n_outputs)
    assert {a.dtype for a in trials[:3]} == {np.dtype(np.float32)}
    assert set(np.unique(trials.mask)) == {0.0, 1.0}


@pytest.mark.parametrize("task", NAMES, indirect=True)
def test_same_generator_same_trials(task):
    for a, b in zip(sample(task, 5, 3), sample(task, 5, 3), strict=True):
        np.testing.assert_array_equal(a, b)
    assert not np.array_equal(sample(task, 5, 3).inputs, sample(task, 5, 4).inputs)


@each_kind
def test_same_distribution_as_the_plain_loop(task, kind):
    """Mean and second moment of every step agree with trials that are drawn one by one."""
    fast = sample(task, 4000)[:3]
    plain = PLAIN_TRIALS[kind](np.random.default_rng(1), task, 4000, DT)
    for ours, theirs in zip(fast, plain, strict=True):
        assert ours.shape == theirs.shape
        for power in (1, 2):
            a, b = ours.astype(float) ** power, theirs.astype(float) ** power
            error = np.sqrt((a.var(axis=0) + b.var(axis=0)) / 4000)
            difference = np.abs(a.mean(axis=0) - b.mean(axis=0))
            assert (difference <= 5 * error + 1e-6).all()


def test_unknown_kind_names_the_known_ones():
    with pytest.raises(ValueError, match=f"'flip-flop': choose one of {', '.join(NAMES)}"):
        make_task("flip-flop")
    assert kinds() == NAMES


def test_an_interval_begins_with_its_lower_end(paper):
    parameters = paper["networks"]["tasks"]["romo"]["task"]
    with pytest.raises(ValueError, match=r"delay is \(8, 2\): give the lower end first"):
        make_task(**parameters | {"delay": [8, 2]})


POSITIVE, FROM_ZERO = {"exclusiveMinimum": 0}, {"minimum": 0}
BOUNDED = {"type": "number", "maximum": 1000}
NUMBER = BOUNDED | {"minimum": -1000}
DURATION, MAY_BE_NOTHING = BOUNDED | POSITIVE, BOUNDED | FROM_ZERO
INTERVAL = {"type": "array", "items": MAY_BE_NOTHING, "minItems": 2, "maxItems": 2}
SEVERAL = {"type": "array", "items": DURATION, "minItems": 1, "uniqueItems": True}
PROPERTIES = {
    "flipflop": {
        "channels": {"type": "integer", "minimum": 1, "maximum": 100},
        "variant": {"type": "string", "enum": ["independent", "latest"]},
        "duration": DURATION,
        "start": MAY_BE_NOTHING,
        "pulse": DURATION,
        "decision": DURATION,
        "delay": INTERVAL,
        "amplitude": NUMBER,
        "target": NUMBER,
    },
    "mante": {
        "fixation": DURATION,
        "stimulus": DURATION,
        "delay": MAY_BE_NOTHING,
        "decision": DURATION,
        "coherences": SEVERAL,
        "noise": MAY_BE_NOTHING,
        "target": NUMBER,
    },
    "romo": {
        "fixation": DURATION,
        "pulse": DURATION,
        "delay": INTERVAL,
        "wait": MAY_BE_NOTHING,
        "decision": DURATION,
        "heights": INTERVAL,
        "least_difference": MAY_BE_NOTHING,
        "target": NUMBER,
    },
    "perceptual": {
        "fixation": DURATION,
        "stimulus": DURATION,
        "decision": DURATION,
        "means": SEVERAL,
        "noise": MAY_BE_NOTHING,
        "target": NUMBER,
    },
    "match_to_sample": {
        "fixation": DURATION,
        "pulse": DURATION,
        "delay": INTERVAL,
        "wait": MAY_BE_NOTHING,
        "decision": DURATION,
        "target": NUMBER,
    },
    "ready_set_go": {
        "fixation": DURATION,
        "pulse": DURATION,
        "interval": INTERVAL | {"items": DURATION},
        "width": DURATION,
        "rest": DURATION,
        "target": NUMBER,
    },
    "pattern": {
        "start": INTERVAL,
        "pulse": DURATION,
        "duration": DURATION,
        "periods": SEVERAL,
        "target": NUMBER,
    },
}


@pytest.mark.parametrize("kind", NAMES)
def test_the_schema_has_type_bounds_and_description_of_each_parameter(kind):
    schema = task_class(kind).schema()
    described = schema["properties"]
    assert all(len(rules.pop("description")) > 3 for rules in described.values())
    assert described == PROPERTIES[kind]
    assert schema["required"] == list(PROPERTIES[kind])


WAIT = '''
"""Wait, then answer with the sign of a pulse."""

from dataclasses import dataclass

import numpy as np

from .task import Task, Trials, parameter, time


@dataclass(frozen=True)
class Wait(Task):
    """Answer with the sign of a pulse."""

    n_inputs = n_outputs = 1
    length: float = time("of a trial")
    certain: bool = parameter("whether every sign is positive")

    def sample(self, rng, n_trials, dt):
        signs = np.ones((n_trials, round(self.length / dt), 1), dtype=np.float32)
        return Trials(signs, signs, signs)
'''
USE = """
import json
from deltaw.config.schema import schema
from deltaw.networks.tasks import kinds, make_task
described = schema()["$defs"]["task"]
thens = [choice["then"] for choice in described["allOf"]]
(then,) = (then for then in thens if then["properties"]["kind"]["const"] == "wait")
trials = make_task("wait", length=2, certain=True).sample(None, 3, 0.5)
print(json.dumps([kinds(), described["properties"], then, trials.inputs.shape]))
"""


def test_a_module_that_is_added_is_a_kind_of_task(tmp_path, root):
    shutil.copytree(root / "workflow", tmp_path / "workflow")
    module = tmp_path / "workflow/deltaw/networks/tasks/wait.py"
    module.write_text(WAIT, encoding="utf-8")
    said = subprocess.check_output([sys.executable, "-c", USE], cwd=tmp_path / "workflow")
    known, chosen, then, shape = json.loads(said)
    assert known == [*NAMES, "wait"]
    assert chosen == {"kind": {"enum": known}}
    assert then["properties"] == {
        "kind": {"const": "wait"},
        "length": DURATION | {"description": "of a trial"},
        "certain": {"type": "boolean", "description": "whether every sign is positive"},
    }
    assert then["required"] == ["length", "certain"]
    assert then["additionalProperties"] is False
    assert shape == [3, 4, 1]


def test_some_of_the_trials():
    values = np.arange(24.0).reshape(4, 3, 2)
    phases = np.array([[1.0, np.nan], [2, 3], [4, np.nan], [5, 6]])
    part = Trials(values, values + 1, values + 2, phases).part(slice(1, 3))
    np.testing.assert_array_equal(part.inputs, values[1:3])
    np.testing.assert_array_equal(part.targets, values[1:3] + 1)
    np.testing.assert_array_equal(part.mask, values[1:3] + 2)
    assert part.shown_phases(0).tolist() == [2, 3]
    assert part.shown_phases(1).tolist() == [4]


def test_a_task_may_name_no_phases():
    values = np.zeros((4, 3, 2))
    part = Trials(values, values, values).part(slice(1, 3))
    assert part.phases is None
    assert len(part.inputs) == 2
    assert part.shown_phases(1).tolist() == []


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("mante", (["Signal", "Signal", "Context", "Context"], ["u", "u", "c", "c"])),
        ("flipflop", (["In", "In"], ["u", "u"])),
        ("romo", (["In"], ["u"])),
        ("match_to_sample", (["In", "In"], ["u", "u"])),
    ],
    indirect=["task"],
)
def test_each_input_has_a_panel_and_a_symbol(task, expected):
    assert task.labelled_inputs() == expected
