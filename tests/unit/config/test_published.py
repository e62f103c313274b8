"""The run with the published figures' settings differs in them alone, and can be planned."""

import copy

import pytest
import yaml
from snakemake.utils import update_config

from deltaw.config import figure_checks
from deltaw.config.common import seeds
from deltaw.config.schema import validate
from planning import at, experiments


@pytest.fixture
def published(paper, root):
    """Return the config of the run, validated."""
    text = (root / "workflow/config/published.yaml").read_text(encoding="utf-8")
    config = copy.deepcopy(paper)
    update_config(config, yaml.safe_load(text))
    return validate(config)


def test_networks_train_at_half_the_rate_on_seeds_of_their_own(published):
    networks, _, sentiment = experiments(published)
    for task in ("flipflop", "mante", "romo"):
        training = networks.training(at(task=task, N=256))
        assert training["learning_rate"] == 0.025 / 256
        assert seeds(networks.settings(task)["seeds"]) == [10, 11, 12, 13, 14]
    assert networks.training(at(task="flipflop_sgd", N=256))["learning_rate"] == 0.05
    assert sentiment.training(at(seed=10))["learning_rate"] == 0.001 / 256
    assert sentiment.corpus(at())["lower_case"] is False
    assert seeds(published["sentiment"]["seeds"]) == [10, 11, 12]


def test_every_flipflop_is_the_variant_that_is_drawn(published):
    tasks = published["networks"]["tasks"]
    variants = {name: t["task"]["variant"] for name, t in tasks.items() if "variant" in t["task"]}
    names = ["flipflop", "flipflop_w_only", "flipflop_sgd", "flipflop_followed"]
    assert variants == dict.fromkeys(names, "latest")


def test_the_linear_network_and_the_evaluation_are_as_stated(published, config):
    for part in ("linear", "evaluation", "supplement"):
        assert published[part] == config[part]


def test_all_figures_can_be_asked_for(published):
    for figure in figure_checks.OF_FIGURE:
        figure_checks.check_figure(published, figure)
