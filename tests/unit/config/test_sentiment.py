"""What the config of the sentiment analysis must not say."""

from pathlib import Path

import pytest
import yaml

from deltaw.config import ConfigError, validate

ROOT = Path(__file__).parents[2]


@pytest.fixture
def config():
    return yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))


def test_the_paper_config_is_valid(config):
    assert validate(config)["sentiment"]["learning_rate"] == 0.01


@pytest.mark.parametrize(
    ("keys", "value", "message"),
    [
        (["max_rank"], 257, "sentiment.max_rank is 257: it must be at most sentiment.units, 256"),
        (["embeddings", "dimension"], 50, "dimension is 50: with glove it must be 100"),
        (["embeddings", "name"], "word2vec", "must be one of .*glove"),
        (["corpus", "name"], "imdb", "must be one of .*sst.*rotten_tomatoes"),
        (["corpus", "pathh"], "x", "unknown key 'pathh'; did you mean 'path'"),
        (["corpus", "sha256", "dev.txt"], "abc", "a SHA-256"),
        (["corpus", "path"], "", "sentiment.corpus.path is ''"),
        (["dropout"], 1, "sentiment.dropout is 1"),
        (["dropout"], -0.1, "sentiment.dropout is -0.1"),
        (["learning_rate"], 0, "sentiment.learning_rate is 0"),
        (["seeds"], [], "sentiment.seeds"),
        (["epochs"], 0, "sentiment.epochs is 0"),
        (["unitss"], 3, "unknown key 'unitss'; did you mean 'units'"),
    ],
)
def test_a_bad_value_is_named(config, keys, value, message):
    place = config["sentiment"]
    for key in keys[:-1]:
        place = place[key]
    place[keys[-1]] = value
    with pytest.raises(ConfigError, match=message):
        validate(config)
