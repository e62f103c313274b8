"""Configs are brought to one form; wrong ones get a sentence with key, value and rule."""

import copy

import pytest
import yaml
from snakemake.utils import update_config

from deltaw.config import ConfigError, canonical, seeds, validate


def put(config, key, value):
    *parents, last = key.split(".")
    place = config
    for part in parents:
        place = place[part]
    if value is KeyError:
        del place[last]
    else:
        place[last] = value
    return config


def test_the_paper_config_is_valid(paper):
    assert validate(paper) == canonical(paper)


def test_the_preview_config_is_valid(paper, root):
    overlay = yaml.safe_load((root / "workflow/config/preview.yaml").read_text(encoding="utf-8"))
    update_config(paper, overlay)
    assert validate(paper)["run"] == "preview"


def test_spelling_does_not_matter():
    one = yaml.safe_load("{a: 0.90, b: [1.0, 2], c: {y: 1, x: 2}}")
    two = yaml.safe_load("{c: {x: 2.0, y: 1}, b: [1, 2.00], a: 0.9}")
    assert repr(canonical(one)) == repr(canonical(two))


def test_seeds():
    assert seeds(3) == [0, 1, 2]
    assert seeds([4, 7]) == [4, 7]


BAD = [
    ("run", "a/b", "run is 'a/b'"),
    ("run", "../x", "run is '../x'"),
    ("seed", -1, "seed is -1"),
    ("seed", KeyError, "'seed' is missing"),
    ("sede", 1, "did you mean 'seed'"),
    ("networks.learning_rat", 1, "did you mean 'learning_rate'"),
    ("networks.N", 1, "networks.N is 1"),
    ("networks.N", "many", "networks.N is 'many'"),
    ("networks.dt", 0, "networks.dt is 0"),
    ("networks.optimizer", "rmsprop", "one of ['adam', 'sgd']"),
    ("networks.trained", ["M"], "must contain W"),
    ("networks.seeds", 0, "networks.seeds is 0"),
    ("networks.seeds", [1, 1], "networks.seeds is [1, 1]"),
    ("networks.tasks.romo.g", [], "networks.tasks.romo.g is []"),
    ("networks.tasks.romo.g", [0, 0], "no entry twice"),
    ("networks.tasks.romo.g", [-1], "at least 0"),
    ("networks.tasks.romo.epochs", 0, "romo.epochs is 0"),
    ("networks.tasks.romo.task.kind", "roma", "one of ['flipflop', 'mante', 'romo']"),
    ("networks.tasks.romo.task.puls", 1, "did you mean 'pulse'"),
    ("networks.tasks.romo.task.delay", [1], "delay is [1]"),
    ("networks.tasks.flipflop.task.variant", "last", "one of ['independent', 'latest']"),
    ("evaluation.threshold", 2, "below 1"),
    ("figures.fig1.g", [0, 0.7], "figures.fig1.g asks for g = 0.7"),
    ("figures.fig1.seed", 9, "figures.fig1.seed is 9"),
    ("figures.fig2.tasks.flip", {"title": "", "color": "#000000", "marker": "o"}, "no task 'flip'"),
    ("figures.fig2.tasks.romo.color", "red", "#rrggbb"),
]


@pytest.mark.parametrize(("key", "value", "words"), BAD)
def test_bad_configs_name_key_value_and_rule(paper, key, value, words):
    with pytest.raises(ConfigError) as caught:
        validate(put(copy.deepcopy(paper), key, value))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
