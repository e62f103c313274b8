"""Summaries on disk that were made with other settings than the config's."""

import copy
import json

import netCDF4
import pytest

from deltaw.config.schema import validate
from deltaw.run.stale import made_otherwise
from deltaw.summaries import shared
from planning import at, experiments


@pytest.fixture
def config(paper):
    return validate(paper)


@pytest.fixture
def made(config, tmp_path, monkeypatch):
    """Go to a folder with a summary of each experiment, as this config has them made."""
    monkeypatch.chdir(tmp_path)
    networks, linear, sentiment = experiments(copy.deepcopy(config))
    expected = {
        networks.summary.format(task="romo", N=64): networks.expected(at(task="romo", N=64)),
        linear.summary: linear.expected(at()),
        linear.failing_summary: linear.expected_failing(at()),
        linear.cosine_summary: linear.expected_cosine(at()),
        linear.flow_summary: linear.expected_flow(at()),
        linear.start: linear.expected_start(at()),
        linear.channels: linear.expected_channels(at()),
        sentiment.summary: sentiment.expected(at()),
        sentiment.packed_summary: sentiment.expected_packed(at()),
        networks.dynamics_summary.format(task="romo", N=64): networks.expected_dynamics(
            at(task="romo", N=64)
        ),
    }
    (tmp_path / linear.summary).parent.mkdir(parents=True)
    for path, wanted in expected.items():
        with netCDF4.Dataset(path, "w") as file:
            file.parameters = json.dumps(shared(wanted))
    return tmp_path


def test_summaries_of_the_configs_settings_are_fine(made, config):
    assert made_otherwise(*experiments(config)) == {}


@pytest.mark.parametrize(
    ("part", "key", "value", "summaries"),
    [
        ("networks", "batch", 16, {"networks_romo_N64"}),
        ("linear", "epochs", 5, {"linear_N1024", "linear_flow_N1024"}),
        ("sentiment", "epochs", 5, {"sentiment_N256"}),
        ("evaluation", "threshold", 0.1, {"networks_romo_N64", "linear_N1024"}),
        ("evaluation", "floor", "trained", {"networks_romo_N64"}),
        ("evaluation", "trials", 9, {"networks_romo_N64", "dynamics_romo_N64"}),
        ("linear", "dt", 0.25, {"linear_N1024", "linear_start"}),
    ],
)
def test_those_of_other_settings_are_named_with_the_first_that_differs(
    made, config, part, key, value, summaries
):
    before, config[part][key] = config[part][key], value
    found = made_otherwise(*experiments(config))
    assert {path.rsplit("/", 1)[1].removesuffix(".nc") for path in found} == summaries
    assert set(found.values()) == {f"{key} = {before}, the config says {value}"}


def test_a_summary_of_a_task_that_the_config_does_not_have_is_passed_over(made, config):
    del config["networks"]["tasks"]["romo"]
    config["networks"]["batch"] = 16
    assert made_otherwise(*experiments(config)) == {}


def test_a_file_that_cannot_be_read_was_made_otherwise(made, config):
    (made / experiments(config)[1].summary).write_bytes(b"broken")
    (difference,) = made_otherwise(*experiments(config)).values()
    assert difference.startswith("dt = None, the config says")
