"""Configs of the linear network that cannot run get a sentence."""

import pytest

from deltaw.config import ConfigError, validate

BAD = [
    ("linear", "learning_rate", 0.1, "linear: unknown key 'learning_rate'"),
    ("linear", "epoch", 3, "did you mean 'epochs'"),
    ("linear", "N", 1, "linear.N is 1"),
    ("linear", "g", [0, 1], "below 1"),
    ("linear", "g", [0.3, 0.6], "must contain 0"),
    ("linear", "g", [0, 0], "no entry twice"),
    ("linear", "singular_values", 2000, "linear.singular_values is 2000: it must be at most"),
    ("linear", "max_rank", 1025, "linear.max_rank is 1025"),
    ("linear", "flow_points", 1, "at least 2"),
    ("linear", "targets", [{"zhat": 2}], "the key 'learning_rate' is missing"),
    ("linear", "targets", [{"zhat": 0, "learning_rate": 1}], "zhat is 0"),
    ("linear", "targets", 2 * [{"zhat": 1, "learning_rate": 1}], "give each zhat once"),
    ("linear", "targets", [{"zhat": 1, "learning_rate": 1}], "asks for zhat = 0.5"),
    (
        "linear",
        "trial",
        {"silence": 0, "stimulus": 5, "penalised": 6},
        "linear.trial.penalised is 6: it must be at most the stimulus, 5",
    ),
    (
        "linear",
        "trial",
        {"silence": 0, "stimulus": 5, "penalised": 0.25},
        "linear.trial.penalised is 0.25: it must be at least linear.dt, 0.5",
    ),
    ("fig3", "g", [0, 0.65], "figures.fig3.g asks for g = 0.65"),
    ("fig3", "g", [0, 0.3, 0.6], "one of colors for each figures.fig3.g"),
    ("fig3", "size", [6], "size is [6]"),
    ("fig4", "targets", [{"zhat": 2, "color": "red", "marker": "o"}], "#rrggbb"),
]


@pytest.mark.parametrize(("section", "key", "value", "words"), BAD)
def test_bad_configs_name_key_value_and_rule(paper, section, key, value, words):
    place = paper["linear"] if section == "linear" else paper["figures"][section]
    place[key] = value
    with pytest.raises(ConfigError) as caught:
        validate(paper)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
