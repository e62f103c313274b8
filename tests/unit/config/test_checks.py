"""Numbers that do not fit each other are refused, by the rules that need them alone."""

import copy

import pytest
import yaml
from snakemake.utils import update_config

from deltaw.config import checks, figure_checks
from deltaw.config.schema import ConfigError, validate
from planning import at, experiments, plan

FLIPFLOP, ROMO = "networks.tasks.flipflop.task", "networks.tasks.romo.task"
FAILING, COSINE = "supplement.failing", "supplement.cosine"
LOOK = {"title": "A task", "color": "#000000", "marker": "o"}
SHADES = {"title": "A task", "colors": 3 * ["#000000"]}
ONE, TWO = ["#000000"], 2 * ["#000000"]
RATE = {"learning_rate": 1}
BAD = [
    ("figures.fig2.tasks.romo.title", "two\nlines", "figures.fig2.tasks.romo.title is"),
    (
        "figures.fig3.targets.small.learning_time",
        4,
        "learning_time is 4: the networks are trained to 3, linear.epochs times",
    ),
    (f"{FAILING}.eigenvalues.every", 201, "every is 201: it must be at most supplement.failing"),
    (f"{COSINE}.eigenvalues.every", 1001, "every is 1001: it must be at most supplement.cosine"),
    (f"{COSINE}.trial.period", 0.15, "period is 0.15: it must be at least two steps"),
    # networks, of the main figures and at other sizes
    ("networks.N", 20, "evaluation.max_rank is 25: it must be at most networks.N, 20"),
    ("evaluation.max_rank", 300, "evaluation.max_rank is 300: it must be at most"),
    ("supplement.sizes.N", [64, 16], "supplement.sizes.N, 16"),
    (
        "networks.follow",
        {"number": 100, "every": 1},
        "networks.follow.number is 100: it must be at most N, 64",
    ),
    (
        "networks.tasks.romo.dw_rank",
        100,
        "networks.tasks.romo.dw_rank is 100: it must be at most N, 64",
    ),
    (
        "networks.w0",
        {"kind": "low_rank", "rank": 65},
        "networks.w0.rank is 65: it must be at most N, 64",
    ),
    (
        "networks.w0",
        {"kind": "sparse", "density": 0.001},
        "networks.w0.density is 0.001: with 64 neurons W0 may have no entry but 0; give 0.0056",
    ),
    (
        "networks.w0",
        {"kind": "excitatory_inhibitory", "fraction": 0.999, "balanced": True},
        "neurons it leaves no excitatory or no inhibitory one",
    ),
    (
        "networks.w0",
        {"kind": "file", "path": "~/no such file.npy"},
        "no such file.npy cannot be read as .npy",
    ),
    (
        "networks.tasks.flipflop_sgd.optimizer",
        "LBFGS",
        "networks.tasks.flipflop_sgd.optimizer: LBFGS cannot take a step",
    ),
    (
        "networks.optimizer",
        {"name": "AdamW", "weight_decay": -1},
        "networks.optimizer: AdamW: Invalid weight_decay value: -1",
    ),
    # Fig. 1
    (
        "evaluation.max_rank",
        5,
        "figures.fig1.n_singular_values is 11: it must be at most evaluation.max_rank, 5",
    ),
    (
        "networks.tasks.romo.epochs",
        10,
        "figures.fig1.tasks.romo.epochs is 6000: it must be at most networks.tasks.romo.epochs, 10",
    ),
    (
        "figures.fig1.g",
        [0, 0.7],
        "figures.fig1.g asks for 0.7, which networks.tasks.flipflop.g does not have: 0, 0.3",
    ),
    (
        "figures.fig1.g",
        [0],
        "figures.fig1.tasks.flipflop.colors: give one for each of figures.fig1.g, [0]",
    ),
    (
        "figures.fig1.trial.g",
        2.9,
        "figures.fig1.trial.g is 2.9, which networks.tasks.flipflop.g does not have: [0, 0.3",
    ),
    ("figures.fig1.seed", 9, "figures.fig1.seed is 9: networks.seeds has [0, 1, 2, 3, 4]"),
    ("figures.fig1.trial.seed", 5, "figures.fig1.trial.seed is 5: networks.seeds has"),
    (
        "networks.tasks.flipflop.seeds",
        [1, 2],
        "figures.fig1.seed is 0: networks.tasks.flipflop.seeds has [1, 2]",
    ),
    # Fig. 2
    (
        "figures.fig2.tasks.flip",
        LOOK,
        "figures.fig2.tasks asks for flip, which networks.tasks does not have: flipflop, mante",
    ),
    # beyond the paper
    ("beyond.tasks.own", {"title": "X"}, "beyond.tasks.own: networks.tasks has none of this name"),
    ("beyond.ranks", [2, 1], "beyond.ranks is [2, 1]: they must rise, to N = 256 at most"),
    ("beyond.regimes.w0_ranks", [1, 257], "beyond.regimes.w0_ranks is [1, 257]: they must rise"),
    ("beyond.regimes.tasks", ["flip"], "beyond.regimes.tasks asks for flip, which beyond.tasks"),
    (
        "figures.beyond_rank.colors",
        ONE,
        "figures.beyond_rank.colors: give one for each of beyond",
    ),
    ("figures.beyond_regimes.colors", ONE, "give one for each of beyond.regimes.tasks"),
    (
        "networks.tasks.romo.draws",
        "rono",
        "networks.tasks.romo.draws is 'rono': networks.tasks has no such entry",
    ),
    # the supplement of the nonlinear networks
    (
        "supplement.sizes.g",
        [0, 0.9],
        "figures.supp_network_size.tasks.flipflop.colors: give one for each of supplement.sizes.g",
    ),
    (
        "supplement.sizes.g",
        [0, 0.45, 0.9],
        "supplement.sizes.g asks for 0.45, which networks.tasks.flipflop.g does not have: 0, 0.3",
    ),
    ("figures.supp_network_size.tasks.flop", SHADES, "supp_network_size.tasks asks for flop"),
    ("figures.supp_spectra.tasks.flop", SHADES, "figures.supp_spectra.tasks asks for flop"),
    ("figures.supp_spectra.g", [0, 0.9, 1.7], "figures.supp_spectra.g asks for 1.7"),
    ("figures.supp_spectra.g", [0, 0.9], "give one for each of figures.supp_spectra.g, [0, 0.9]"),
    ("figures.supp_spectra.seed", 5, "figures.supp_spectra.seed is 5: networks.seeds has"),
    (
        "figures.supp_spectra.n_singular_values",
        257,
        "n_singular_values is 257: it must be at most networks.N, 256",
    ),
    (
        "figures.supp_robustness.tasks.flop",
        {"title": "A task"},
        "supp_robustness.tasks asks for flop",
    ),
    (
        "figures.supp_robustness.g",
        [0, 1.8],
        "figures.supp_robustness.g asks for 1.8, which networks.tasks.flipflop_latest.g",
    ),
    ("figures.supp_robustness.colors", ONE, "figures.supp_robustness.colors: give one for each"),
    # the linear networks
    ("linear.singular_values", 2000, "linear.singular_values is 2000: it must be at most linear.N"),
    ("linear.N", 3, "linear.singular_values is 5: it must be at most linear.N, 3"),
    ("linear.max_rank", 1025, "linear.max_rank is 1025: it must be at most linear.N, 1024"),
    ("linear.targets.large", {"zhat": 0.5} | RATE, "linear.targets: give each zhat once"),
    (
        "linear.trial",
        {"silence": 0, "stimulus": 5, "penalised": 6},
        "linear.trial.penalised is 6: it must be at most linear.trial.stimulus, 5",
    ),
    (
        "linear.trial",
        {"silence": 0, "stimulus": 5, "penalised": 0.25},
        "linear.trial.penalised is 0.25: it must be at least linear.dt, 0.5",
    ),
    ("linear.trial.penalised", 500, "linear.trial.penalised is 500"),
    ("figures.fig3.g", [0, 0.65], "figures.fig3.g asks for 0.65, which linear.g does not have"),
    ("linear.g", [0, 0.5], "figures.fig3.g asks for 0.6, which linear.g does not have: 0, 0.5"),
    ("figures.fig3.g", [0], "figures.fig3.targets.small.colors: give one for each"),
    (
        "figures.fig3.targets.huge",
        {"learning_time": 1, "colors": TWO},
        "figures.fig3.targets asks for huge, which linear.targets does not have: small, large",
    ),
    ("linear.targets", {"small": {"zhat": 1} | RATE}, "targets asks for large, which linear"),
    (
        "figures.fig4.targets.huge",
        {"color": "#000000", "marker": "o"},
        "figures.fig4.targets asks for huge, which linear.targets does not have: small, large",
    ),
    # networks that fail to learn
    (f"{FAILING}.N", 4, f"{FAILING}.eigenvalues.number is 5: it must be at most {FAILING}.N, 4"),
    (f"{FAILING}.targets.large", {"zhat": 2} | RATE, f"{FAILING}.targets: give each zhat once"),
    (
        f"{FAILING}.targets",
        {"small": {"zhat": 2} | RATE},
        f"figures.supp_failing_to_learn.targets asks for large, which {FAILING}.targets does not",
    ),
    (
        f"{FAILING}.trial",
        {"silence": 0, "stimulus": 5, "penalised": 6},
        f"{FAILING}.trial.penalised is 6: it must be at most {FAILING}.trial.stimulus, 5",
    ),
    (
        f"{FAILING}.g",
        [0.6],
        f"figures.supp_failing_to_learn.targets.small.colors: give one for each of {FAILING}.g",
    ),
    (f"{FAILING}.seeds", [1, 2], "figures.supp_failing_to_learn.seed is 4: supplement.failing.see"),
    # networks that learn to oscillate
    (
        f"{COSINE}.trial",
        {"duration": 9, "period": 5, "penalised": 10},
        f"{COSINE}.trial.penalised is 10: it must be at most {COSINE}.trial.duration, 9",
    ),
    (
        f"{COSINE}.trial",
        {"duration": 9, "period": 5, "penalised": 0.05},
        f"{COSINE}.trial.penalised is 0.05: it must be at least {COSINE}.dt, 0.1",
    ),
    (
        f"{COSINE}.eigenvalues.number",
        300,
        f"{COSINE}.eigenvalues.number is 300: it must be at most",
    ),
    (f"{COSINE}.strengths", [{"g": 0.4} | RATE], "supp_cosine.colors: give one for each of"),
    (f"{COSINE}.strengths", 3 * [{"g": 0.4} | RATE], f"{COSINE}.strengths: give each g once"),
    (f"{COSINE}.seeds", [3], f"figures.supp_cosine.seed is 0: {COSINE}.seeds has [3]"),
    # networks with several inputs and outputs
    (
        "supplement.channels.N",
        5,
        "supplement.channels.numbers asks for 3 inputs and 3 outputs: their sum must be at most "
        "supplement.channels.N, 5",
    ),
    (
        "supplement.channels.trial.penalised",
        0.25,
        "supplement.channels.trial.penalised is 0.25: it must be at least supplement.channels.dt",
    ),
    # sentiment
    (
        "sentiment.packed_ranks",
        [1, 256],
        "sentiment.packed_ranks has 256: it must be at most sentiment.max_rank, 255",
    ),
    ("sentiment.max_rank", 257, "sentiment.max_rank is 257: it must be at most sentiment.units"),
    ("sentiment.embeddings.dimension", 50, "dimension is 50: with glove it must be 100"),
]


def put(config, key, value):
    *parents, last = key.split(".")
    checks.value_of(config, ".".join(parents))[last] = value


@pytest.mark.parametrize(("key", "value", "words"), BAD)
def test_numbers_that_do_not_fit_are_refused_in_a_sentence(paper, key, value, words):
    put(paper, key, value)
    with pytest.raises(ConfigError) as caught:
        plan(paper)
    said = str(caught.value)
    assert said.startswith("config: ")
    assert words in said
    assert "\n" not in said


def test_the_papers_config_can_be_planned(paper):
    assert plan(paper)


def test_the_preview_can_be_planned(paper, root):
    text = (root / "workflow/config/preview.yaml").read_text(encoding="utf-8")
    update_config(paper, yaml.safe_load(text))
    assert plan(paper)


@pytest.mark.parametrize(
    ("key", "value", "refused"),
    [
        ("figures.fig1.seed", 9, {"fig1"}),
        ("figures.fig2.tasks.flip", LOOK, {"fig2", "supp_fig2", "supp_published"}),
        ("figures.fig3.g", [0, 0.65], {"fig3", "supp_log_singular_values"}),
        ("figures.supp_cosine.seed", 9, {"supp_cosine"}),
    ],
)
def test_a_figure_that_nobody_asked_for_stops_no_sweep(paper, key, value, refused):
    """Nor does it stop a figure that does not show the same."""
    put(paper, key, value)
    config = validate(paper)
    networks, linear, _ = experiments(config)
    for task in config["networks"]["tasks"]:
        networks.expected(at(task=task, N=256))
    linear.training(at(zhat=2, N=1024, g=0, seed=0))
    stopped = set()
    for figure in figure_checks.OF_FIGURE:
        try:
            figure_checks.check_figure(config, figure)
        except ConfigError:
            stopped.add(figure)
    assert stopped == refused


def test_networks_of_other_sizes_may_have_a_g_of_their_own(paper):
    paper["supplement"]["sizes"] |= {"N": [64, 128], "g": [0, 0.45, 0.9]}
    figure_checks.check_figure(validate(paper), "supp_network_size")


def test_a_task_that_cannot_be_trained_stops_no_other(paper):
    put(paper, f"{ROMO}.delay", [8, 2])
    networks, *_ = experiments(validate(paper))
    networks.training(at(task="mante", N=256))
    with pytest.raises(ConfigError, match=rf"{ROMO}: delay is \(8, 2\): give the lower end first"):
        networks.training(at(task="romo", N=256))


def test_checks_change_nothing(paper):
    config = validate(paper)
    before = copy.deepcopy(config)
    for figure in figure_checks.OF_FIGURE:
        figure_checks.check_figure(config, figure)
    assert config == before
