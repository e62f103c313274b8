"""Configs are brought to one form; wrong ones get a sentence with key, value and rule."""

import copy

import pytest
import yaml
from snakemake.utils import update_config

from deltaw.config import canonical, validate
from deltaw.config_checks import ConfigError, seeds


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


NAN = float("nan")
TASK = "networks.tasks.{}.task"
FLIPFLOP, MANTE, ROMO = (TASK.format(name) for name in ("flipflop", "mante", "romo"))
SHOWN = {"title": "", "color": "#000000", "marker": "o"}
SHADES = {"title": "", "colors": 3 * ["#000000"]}
BAD = [
    # whole config
    ("run", "a/b", "run is 'a/b'"),
    ("run", "../x", "run is '../x'"),
    ("run", "$(reboot)", "run is '$(reboot)'"),
    ("run", "", "run is ''"),
    ("run", 7, "run is 7"),
    ("seed", -1, "seed is -1"),
    ("seed", 1.5, "seed is 1.5"),
    ("seed", KeyError, "the config: the key 'seed' is missing"),
    ("sede", 1, "the config: unknown key 'sede'; did you mean 'seed'"),
    ("zzz", 1, "the config: unknown key 'zzz'; known are run, seed"),
    ("networks", KeyError, "the key 'networks' is missing"),
    ("networks", [], "networks is []"),
    # networks
    ("networks.learning_rat", 1, "networks: unknown key 'learning_rat'; did you mean"),
    ("networks.learning_rate", 0, "networks.learning_rate is 0"),
    ("networks.learning_rate", NAN, "networks.learning_rate is nan: it must be a finite number"),
    ("networks.learning_rate", float("inf"), "networks.learning_rate is inf"),
    ("networks.learning_rate", "fast", "networks.learning_rate is 'fast'"),
    ("networks.N", 1, "networks.N is 1"),
    ("networks.N", 20, "evaluation.max_rank is 25: it must be at most networks.N, 20"),
    ("networks.N", "many", "networks.N is 'many'"),
    ("networks.N", 2.5, "networks.N is 2.5"),
    ("networks.N", None, "networks.N is None"),
    ("networks.dt", 0, "networks.dt is 0"),
    ("networks.dt", 1.5, "networks.dt is 1.5"),
    ("networks.batch", 0, "networks.batch is 0"),
    ("networks.threads", 0, "networks.threads is 0"),
    ("networks.optimizer", "rmsprop", "must be one of ['adam', 'sgd']"),
    ("networks.trained", ["M"], "must contain W"),
    ("networks.trained", ["W", "X"], "networks.trained.1 is 'X'"),
    ("networks.trained", ["W", "W"], "no entry twice"),
    ("networks.seeds", 0, "networks.seeds is 0"),
    ("networks.seeds", [], "networks.seeds is []"),
    ("networks.seeds", [1, 1], "networks.seeds is [1, 1]"),
    ("networks.seeds", [0, -3], "networks.seeds"),
    ("networks.seeds", "five", "networks.seeds is 'five'"),
    ("networks.tasks", {}, "networks.tasks is {}"),
    # a task
    ("networks.tasks.romo.g", [], "networks.tasks.romo.g is []"),
    ("networks.tasks.romo.g", [0, 0], "no entry twice"),
    ("networks.tasks.romo.g", [0, -1], "networks.tasks.romo.g.1 is -1"),
    ("networks.tasks.romo.g", [0, NAN], "networks.tasks.romo.g is nan"),
    ("networks.tasks.romo.g", 0.9, "networks.tasks.romo.g is 0.9"),
    ("networks.tasks.romo.gs", [0], "did you mean 'g'"),
    ("networks.tasks.romo.epochs", 0, "networks.tasks.romo.epochs is 0"),
    ("networks.tasks.romo.epochs", 10, "figures.fig1.tasks.romo.epochs is 6000"),
    ("networks.tasks.romo.optimizer", "Adam", "must be one of ['adam', 'sgd']"),
    (f"{ROMO}.kind", "roma", "must be one of ['flipflop', 'mante', 'romo']"),
    (f"{ROMO}.kind", KeyError, "the key 'kind' is missing"),
    (f"{ROMO}.puls", 1, "did you mean 'pulse'"),
    (f"{ROMO}.pulse", 0.1, f"{ROMO}.pulse is 0.1: it must be at least dt, 0.5"),
    (f"{ROMO}.delay", [1], f"{ROMO}.delay is [1]"),
    (f"{ROMO}.delay", [8, 2], f"{ROMO}.delay is [8, 2]: give the lower end first"),
    (f"{ROMO}.least_difference", 3, f"{ROMO}.least_difference is 3: it must be below"),
    (f"{ROMO}.wait", -1, f"{ROMO}.wait is -1"),
    (f"{FLIPFLOP}.variant", "last", "must be one of ['independent', 'latest']"),
    (f"{FLIPFLOP}.duration", 5, f"{FLIPFLOP}.duration is 5: it must be above start + decision"),
    (f"{FLIPFLOP}.noise", 1, "unknown key 'noise'"),
    (f"{MANTE}.coherences", [], f"{MANTE}.coherences is []"),
    (f"{MANTE}.coherences", [0], f"{MANTE}.coherences.0 is 0"),
    (f"{MANTE}.fixation", KeyError, "the key 'fixation' is missing"),
    (f"{MANTE}.stimulus", "long", f"{MANTE}.stimulus is 'long'"),
    # evaluation
    ("evaluation.threshold", 2, "evaluation.threshold is 2"),
    ("evaluation.trials", 0, "evaluation.trials is 0"),
    ("evaluation.shuffles", -4, "evaluation.shuffles is -4"),
    ("evaluation.max_rank", 300, "evaluation.max_rank is 300: it must be at most networks.N"),
    ("evaluation.max_rank", 5, "figures.fig1.n_singular_values is 11: it must be at most"),
    # figures of the nonlinear networks
    ("figures.fig1.g", [0, 0.7], "figures.fig1.g asks for g = 0.7, which networks.tasks.flipflop"),
    ("figures.fig1.g", [0], "figures.fig1.tasks.flipflop.colors: give one for each"),
    ("figures.fig1.trial.g", 2.9, "figures.fig1.trial.g asks for g = 2.9"),
    ("figures.fig1.seed", 9, "figures.fig1.seed is 9: networks.seeds has [0, 1, 2, 3, 4]"),
    ("figures.fig1.trial.seed", 5, "figures.fig1.trial.seed is 5"),
    ("figures.fig1.size", [1], "figures.fig1.size is [1]"),
    ("figures.fig1.size", [0, 1], "figures.fig1.size.0 is 0"),
    ("figures.fig1.tasks.romo.trial", {"dely": 1}, "did you mean 'delay'"),
    ("figures.fig1.tasks.romo.trial", {"pulse": 0.2}, "tasks.romo.trial.pulse is 0.2"),
    ("figures.fig2.tasks.flip", SHOWN, "figures.fig2.tasks: no task 'flip' under networks.tasks"),
    ("figures.fig2.tasks.romo.color", "red", "#rrggbb"),
    # supplement
    ("supplement.sizes.N", [], "supplement.sizes.N is []"),
    ("supplement.sizes.N", [64, 64], "supplement.sizes.N is [64, 64]"),
    ("supplement.sizes.N", [64, 0], "supplement.sizes.N.1 is 0"),
    ("supplement.sizes.N", [64, 16], "max_rank is 25: it must be at most the least supplement"),
    ("supplement.sizes.g", [0, 0.9], "supp_network_size.tasks.flipflop.colors: give one for each"),
    ("supplement.sizes.seeds", 0, "supplement.sizes.seeds is 0"),
    ("supplement.size", {}, "did you mean 'sizes'"),
    (
        "networks.tasks.flipflop.seeds",
        [1, 2],
        "seed is 0: networks.tasks.flipflop.seeds has [1, 2]",
    ),
    ("figures.supp_network_size.tasks.flop", SHADES, "no task 'flop' under networks.tasks"),
    ("figures.supp_spectra.tasks.flop", SHADES, "no task 'flop' under networks.tasks"),
    ("figures.supp_spectra.g", [0, 0.9, 1.7], "figures.supp_spectra.g asks for g = 1.7"),
    ("figures.supp_spectra.g", [0, 0.9], "give one for each of figures.supp_spectra.g, [0, 0.9]"),
    ("figures.supp_spectra.seed", 5, "figures.supp_spectra.seed is 5: networks.seeds has"),
    ("figures.supp_spectra.n_singular_values", 257, "at most networks.N, 256"),
    ("figures.supp_robustness.tasks.flop", {"title": ""}, "no task 'flop' under networks.tasks"),
    ("figures.supp_robustness.g", [0, 1.8], "g = 1.8, which networks.tasks.flipflop_latest.g"),
    ("figures.supp_robustness.colors", ["#000000"], "figures.supp_robustness.colors: give one"),
    ("figures.supp_fig2.confidence", 1, "figures.supp_fig2.confidence is 1"),
    ("figures.supp_lstm_details.colors.dw", "blue", "#rrggbb"),
    ("figures.fig9", {}, "figures: unknown key 'fig9'; did you mean 'fig"),
    # linear network
    ("linear.N", 3, "linear.singular_values is 5: it must be at most linear.N"),
    ("linear.targets", [], "linear.targets is []"),
    ("linear.g", [0, 0.6, 0.6], "no entry twice"),
    ("linear.g", [0, 1.0], "linear.g.1 is 1.0"),
    ("linear.g", [0, 0.5], "figures.fig3.g asks for g = 0.6, which linear.g does not have"),
    ("linear.trial.penalised", 500, "linear.trial.penalised is 500"),
    ("linear.trial.silense", 1, "did you mean 'silence'"),
    ("linear.epochs", -1, "linear.epochs is -1"),
    ("figures.fig4.targets", [{"zhat": 7, "color": "#000000", "marker": "o"}], "zhat = 7"),
]


@pytest.mark.parametrize(("key", "value", "words"), BAD)
def test_bad_configs_name_key_value_and_rule(paper, key, value, words):
    with pytest.raises(ConfigError) as caught:
        validate(put(copy.deepcopy(paper), key, value))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
