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


FAILING, COSINE = "supplement.failing", "supplement.cosine"
BAD_SUPPLEMENT = [
    (FAILING, "N", 4, f"{FAILING}.eigenvalues.number is 5: it must be at most {FAILING}.N, 4"),
    (FAILING, "g", [0.6, 1], "below 1"),
    (FAILING, "g", [0.6], "give one of colors for each supplement.failing.g"),
    (FAILING, "targets", 2 * [{"zhat": 2, "learning_rate": 1}], f"{FAILING}.targets: give each"),
    (FAILING, "targets", [{"zhat": 2, "learning_rate": 1}], "targets asks for zhat = 4"),
    (
        FAILING,
        "trial",
        {"silence": 0, "stimulus": 5, "penalised": 6},
        f"{FAILING}.trial.penalised is 6: it must be at most the stimulus, 5",
    ),
    (FAILING, "eigenvalues", {"number": 5, "every": 0}, "every is 0"),
    (FAILING, "eigenvalues", {"number": 5, "every": 1, "evry": 1}, "did you mean 'every'"),
    (FAILING, "seeds", [1, 2], "figures.supp_failing_to_learn.seed is 4"),
    (COSINE, "seeds", [3], f"figures.supp_cosine.seed is 0: {COSINE}.seeds has [3]"),
    (
        COSINE,
        "trial",
        {"duration": 9, "period": 5, "penalised": 10},
        f"{COSINE}.trial.penalised is 10: it must be at most the duration, 9",
    ),
    (
        COSINE,
        "trial",
        {"duration": 9, "period": 5, "penalised": 0.05},
        f"{COSINE}.trial.penalised is 0.05: it must be at least {COSINE}.dt, 0.1",
    ),
    (COSINE, "trial", {"duration": 9, "period": 0, "penalised": 5}, "period is 0"),
    (COSINE, "strengths", [{"g": 0.4, "learning_rate": 1}], "supp_cosine.colors: give one"),
    (COSINE, "strengths", 3 * [{"g": 0.4, "learning_rate": 1}], "strengths: give each g once"),
    (COSINE, "strengths", [{"g": 1.2, "learning_rate": 1}], "g is 1.2"),
]


@pytest.mark.parametrize(("section", "key", "value", "words"), BAD_SUPPLEMENT)
def test_bad_supplements_name_key_value_and_rule(paper, section, key, value, words):
    _, experiment = section.split(".")
    paper["supplement"][experiment][key] = value
    with pytest.raises(ConfigError) as caught:
        validate(paper)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("section", "key", "value", "words"), BAD)
def test_bad_configs_name_key_value_and_rule(paper, section, key, value, words):
    place = paper["linear"] if section == "linear" else paper["figures"][section]
    place[key] = value
    with pytest.raises(ConfigError) as caught:
        validate(paper)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
