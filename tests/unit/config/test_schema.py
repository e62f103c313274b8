"""Configs are brought to one form; wrong ones get a sentence with key, value and rule."""

import copy
import re

import pytest
import yaml
from snakemake.io import PeriodicityDetector
from snakemake.utils import update_config

from deltaw.config import letters, sentences
from deltaw.config.schema import (
    ConfigError,
    Validator,
    canonical,
    check,
    schema,
    validate,
)


def put(config, key, value):
    """Set what a dotted key names; KeyError takes it out."""
    *parents, last = key.split(".")
    place = config
    for part in parents:
        place = place[part]
    if value is KeyError:
        del place[last]
    else:
        place[last] = value
    return config


def overlaid(paper, text):
    """Return the paper's config with an overlay over it, as Snakemake merges them."""
    config = copy.deepcopy(paper)
    update_config(config, yaml.safe_load(text))
    return config


def test_the_paper_config_is_valid(paper):
    assert canonical(validate(paper)) == canonical(paper)


def test_the_preview_config_is_valid(paper, root):
    text = (root / "workflow/config/preview.yaml").read_text(encoding="utf-8")
    assert validate(overlaid(paper, text))["run"] == "preview"


def test_a_config_is_not_changed_by_its_validation(paper):
    before = copy.deepcopy(paper)
    validate(paper)
    assert paper == before


def test_spelling_does_not_matter():
    one = yaml.safe_load("{a: 0.90, b: [1.0, 2], c: {y: 1, x: 2}}")
    two = yaml.safe_load("{c: {x: 2.0, y: 1}, b: [1, 2.00], a: 0.9}")
    assert repr(canonical(one)) == repr(canonical(two))


def test_whole_numbers_are_integers_and_keys_keep_their_order(paper):
    config = validate(put(paper, "networks.tasks.romo.task.pulse", 1.0))
    assert repr(config["networks"]["tasks"]["romo"]["task"]["pulse"]) == "1"
    assert list(config["networks"]["tasks"]) == list(paper["networks"]["tasks"])


NAN = float("nan")
TASK = "networks.tasks.{}.task"
FLIPFLOP, MANTE, ROMO = (TASK.format(name) for name in ("flipflop", "mante", "romo"))
FAILING, COSINE = "supplement.failing", "supplement.cosine"
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
    ("networks.N", "many", "networks.N is 'many'"),
    ("networks.N", 2.5, "networks.N is 2.5"),
    ("networks.N", None, "networks.N is None"),
    ("networks.dt", 0, "networks.dt is 0"),
    ("networks.dt", 1.5, "networks.dt is 1.5"),
    ("networks.batch", 0, "networks.batch is 0"),
    ("networks.threads", 0, "networks.threads is 0"),
    ("networks.trained", ["M"], "must contain W"),
    ("networks.trained", ["W", "X"], "networks.trained.1 is 'X'"),
    ("networks.trained", ["W", "W"], "no entry twice"),
    ("networks.seeds", 0, "networks.seeds is 0"),
    ("networks.seeds", [], "networks.seeds is []"),
    ("networks.seeds", [1, 1], "networks.seeds is [1, 1]"),
    ("networks.seeds", [0, -3], "networks.seeds"),
    ("networks.seeds", "five", "networks.seeds is 'five'"),
    ("networks.tasks", {}, "it must have at least 1 entries"),
    ("figures.supp_robustness.tasks.1st", {"title": "A task"}, "'1st': it must match ^[A-Za-z]"),
    # a task
    ("networks.tasks.romo.g", [], "networks.tasks.romo.g is []"),
    ("networks.tasks.romo.g", [0, 0], "no entry twice"),
    ("networks.tasks.romo.g", [0, -1], "networks.tasks.romo.g.1 is -1"),
    ("networks.tasks.romo.g", [0, NAN], "networks.tasks.romo.g is nan"),
    ("networks.tasks.romo.g", 0.9, "networks.tasks.romo.g is 0.9"),
    ("networks.tasks.romo.gs", [0], "did you mean 'g'"),
    ("networks.tasks.romo.epochs", 0, "networks.tasks.romo.epochs is 0"),
    ("networks.tasks.romo.optimizer", ["Adam"], "romo.optimizer is ['Adam']"),
    (f"{ROMO}.kind", "roma", "must be one of ['flipflop', 'mante', "),
    (f"{ROMO}.kind", KeyError, "the key 'kind' is missing"),
    (f"{ROMO}.puls", 1, "did you mean 'pulse'"),
    (f"{ROMO}.pulse", 0, f"{ROMO}.pulse is 0 (of a pulse): it must be above 0"),
    (f"{ROMO}.delay", [1], f"{ROMO}.delay is [1]"),
    (f"{ROMO}.wait", -1, f"{ROMO}.wait is -1"),
    (f"{FLIPFLOP}.variant", "last", "must be one of ['independent', 'latest']"),
    (f"{FLIPFLOP}.channels", 0, f"{FLIPFLOP}.channels is 0"),
    (f"{FLIPFLOP}.channels", 1.5, f"{FLIPFLOP}.channels is 1.5"),
    (f"{FLIPFLOP}.channels", KeyError, "the key 'channels' is missing"),
    (f"{FLIPFLOP}.noise", 1, "unknown key 'noise'"),
    (f"{MANTE}.coherences", [], f"{MANTE}.coherences is []"),
    (f"{MANTE}.coherences", [0], f"{MANTE}.coherences.0 is 0"),
    (f"{MANTE}.fixation", KeyError, "the key 'fixation' is missing"),
    (f"{MANTE}.stimulus", "long", f"{MANTE}.stimulus is 'long'"),
    # evaluation
    ("evaluation.threshold", 2, "evaluation.threshold is 2"),
    ("evaluation.trials", 0, "evaluation.trials is 0"),
    ("evaluation.shuffles", -4, "evaluation.shuffles is -4"),
    ("evaluation.floor", "lowest", "must be one of ['zero', 'trained']"),
    # figures
    ("figures.fig1.size", [1], "figures.fig1.size is [1]"),
    ("figures.fig1.size", [0, 1], "figures.fig1.size.0 is 0"),
    ("figures.fig2.tasks.romo.color", "red", "#rrggbb"),
    ("figures.fig3.size", [6], "size is [6]"),
    ("figures.fig4.targets.small.color", "red", "#rrggbb"),
    ("figures.fig4.targets", [{"zhat": 7}], "figures.fig4.targets is [{'zhat': 7}]"),
    ("figures.supp_fig2.confidence", 1, "figures.supp_fig2.confidence is 1"),
    ("figures.supp_lstm_details.colors.dw", "blue", "#rrggbb"),
    ("figures.fig9", {}, "figures: unknown key 'fig9'; did you mean 'fig"),
    # switches
    ("networks.optimizer", 5, "it must be a text or a mapping"),
    ("networks.optimizer", {"weight_decay": 0.1}, "networks.optimizer: the key 'name' is missing"),
    ("networks.optimizer", {"name": "SGD", "momentum": "x"}, "networks.optimizer.momentum is 'x'"),
    ("networks.nonlinearity", "sigmoid", "must be one of ['tanh', 'relu', 'softplus', 'identity']"),
    ("networks.noise", -0.1, "networks.noise is -0.1"),
    ("networks.w0", "sparse", "networks.w0 is 'sparse'"),
    ("networks.w0", {"kind": "sparce", "density": 0.1}, "networks.w0.kind is 'sparce'"),
    ("networks.w0", {"kind": "sparse"}, "networks.w0: the key 'density' is missing"),
    ("networks.w0", {"kind": "sparse", "density": 0}, "networks.w0.density is 0"),
    ("networks.w0", {"kind": "gaussian", "rank": 3}, "networks.w0: unknown key 'rank'"),
    ("networks.tasks.romo.w0", {"kind": "low_rank", "rank": 0}, "romo.w0.rank is 0"),
    ("networks.readout_scale", 0, "networks.readout_scale is 0"),
    ("networks.dw_rank", 0, "networks.dw_rank is 0"),
    ("networks.follow", 5, "networks.follow is 5 (what is kept of"),
    ("networks.follow", {"number": 0, "every": 5}, "networks.follow.number is 0"),
    ("networks.follow", {"number": 1}, "networks.follow: the key 'every' is missing"),
    ("networks.tasks.romo.follow", {"number": 1, "every": 2, "evry": 1}, "did you mean 'every'"),
    # supplement
    ("supplement.sizes.N", [], "supplement.sizes.N is []"),
    ("supplement.sizes.N", [64, 64], "supplement.sizes.N is [64, 64]"),
    ("supplement.sizes.N", [64, 0], "supplement.sizes.N.1 is 0"),
    ("supplement.sizes.seeds", 0, "supplement.sizes.seeds is 0"),
    ("supplement.size", {}, "did you mean 'sizes'"),
    (f"{FAILING}.g", [0.6, 1], "below 1"),
    (f"{FAILING}.eigenvalues", {"number": 5, "every": 0}, "every is 0"),
    (f"{FAILING}.eigenvalues", {"number": 5, "every": 1, "evry": 1}, "did you mean 'every'"),
    (f"{COSINE}.trial", {"duration": 9, "period": 0, "penalised": 5}, "period is 0"),
    (f"{COSINE}.strengths", [{"g": 1.2, "learning_rate": 1}], "g is 1.2"),
    # linear network
    ("linear.learning_rate", 0.1, "linear: unknown key 'learning_rate'"),
    ("linear.epoch", 3, "did you mean 'epochs'"),
    ("linear.epochs", -1, "linear.epochs is -1"),
    ("linear.N", 1, "linear.N is 1"),
    ("linear.g", [0, 1], "below 1"),
    ("linear.g", [0, 1.0], "linear.g.1 is 1.0"),
    ("linear.g", [0.3, 0.6], "must contain 0"),
    ("linear.g", [0, 0], "no entry twice"),
    ("linear.g", [0, 0.6, 0.6], "no entry twice"),
    ("linear.flow_points", 1, "at least 2"),
    ("linear.targets", {}, "linear.targets is {}"),
    ("linear.targets", [{"zhat": 2, "learning_rate": 1}], "linear.targets is [{'zhat': 2"),
    ("linear.targets.large", {"zhat": 2}, "the key 'learning_rate' is missing"),
    ("linear.targets.large", {"zhat": 0, "learning_rate": 1}, "zhat is 0"),
    ("linear.trial.silense", 1, "did you mean 'silence'"),
    # sentiment
    ("sentiment.embeddings.name", "word2vec", "must be one of ['glove', 'random']"),
    ("sentiment.corpus.name", "imdb", "must be one of ['sst', 'rotten_tomatoes']"),
    ("sentiment.corpus.pathh", "x", "unknown key 'pathh'; did you mean 'path'"),
    ("sentiment.corpus.sha256", {"dev.txt": "abc"}, "sha256.dev.txt is 'abc' (a SHA-256)"),
    ("sentiment.corpus.path", "", "sentiment.corpus.path is ''"),
    ("sentiment.dropout", 1, "sentiment.dropout is 1"),
    ("sentiment.dropout", -0.1, "sentiment.dropout is -0.1"),
    ("sentiment.learning_rate", 0, "sentiment.learning_rate is 0"),
    ("sentiment.seeds", [], "sentiment.seeds"),
    ("sentiment.epochs", 0, "sentiment.epochs is 0"),
    ("sentiment.unitss", 3, "unknown key 'unitss'; did you mean 'units'"),
]


def check_refused(config, words):
    """Check that a config is refused in one sentence with these words."""
    with pytest.raises(ConfigError) as caught:
        validate(config)
    said = str(caught.value)
    assert said.startswith("config: ")
    assert words in said
    assert "\n" not in said


@pytest.mark.parametrize(("key", "value", "words"), BAD)
def test_bad_configs_name_key_value_and_rule(paper, key, value, words):
    check_refused(put(paper, key, value), words)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("run", 65 * "r", "it must match ^[A-Za-z][A-Za-z0-9_-]{0,63}$"),
        ("networks.tasks." + 65 * "t", {}, "it must match ^[A-Za-z][A-Za-z0-9_-]{0,63}$"),
        ("external." + 65 * "x", {"before": "a", "after": "b"}, "it must match"),
    ],
)
def test_names_that_no_file_can_have_are_refused(paper, key, value, words):
    paper["external"] = {}
    check_refused(put(paper, key, value), words)


@pytest.mark.parametrize("place", ["networks.tasks", "beyond.tasks", "external"])
@pytest.mark.parametrize("name", [20 * "a", 20 * "ab", "of_" + 20 * "x1-"])
def test_names_that_snakemake_takes_for_endless_are_refused(paper, place, name):
    assert PeriodicityDetector().is_periodic(name)
    entries = {"networks.tasks": paper["networks"]["tasks"]["romo"]}
    entries |= {"beyond.tasks": {"title": "A task"}, "external": {"before": "a", "after": "b"}}
    paper["external"] = {}
    validate(put(paper, f"{place}.{name[:-1]}", entries[place]))
    words = f"{place} has the name {name!r}, which repeats"
    check_refused(put(paper, f"{place}.{name}", entries[place]), words)


def keywords(described):
    """Yield each keyword of a schema with what it says."""
    if isinstance(described, list):
        for part in described:
            yield from keywords(part)
    elif isinstance(described, dict):
        for name, part in described.items():
            if name in Validator.VALIDATORS:
                yield name, part
            yield from keywords(part)


def test_each_rule_of_the_schema_has_words(paper):
    """Others than those that only lead to rules."""
    leading = {"$ref", "allOf", "if", "items", "properties", "propertyNames"}
    told = {"additionalProperties", "required"}
    found = list(keywords(schema()))
    assert {name for name, _ in found} - leading - told <= set(sentences._RULES)
    assert {least for name, least in found if name == "minLength"} == {1}
    paper["external"] = {"a": {"before": "", "after": "x"}}
    check_refused(paper, "external.a.before is '' (weights before")
    check_refused(paper, ": it must not be empty")


TEXTS = ["paper", "A title", "#0072B2", 64 * "0"]  # of each pattern of the schema one that matches


def patterns(described):
    """Yield each pattern of a schema."""
    parts = described.values() if isinstance(described, dict) else described
    if isinstance(described, dict) and isinstance(described.get("pattern"), str):
        yield described["pattern"]
    for part in parts:
        if isinstance(part, (dict, list)):
            yield from patterns(part)


@pytest.mark.parametrize("pattern", sorted(set(patterns(schema()))))
def test_a_pattern_holds_for_the_whole_text(pattern):
    described = {"type": "string", "pattern": pattern}
    assert pattern[0] + pattern[-1] == "^$"  # elsewhere, JSON schema searches
    text = next(text for text in TEXTS if re.search(pattern, text))
    check(text, described)
    for longer in (text + "\n", "\n" + text, text + "\n" + text):
        with pytest.raises(ConfigError, match="it must match"):
            check(longer, described)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("run", "nl\n", r"run is 'nl\n': it must match"),
        ("networks.tasks.abc\n", {}, r"networks.tasks is 'abc\n': it must match"),
        ("figures.fig2.tasks.mante.title", "Mante\n", r"title is 'Mante\n' (its name in"),
        ("figures.fig5.colors.dw", "#0072B2\n", r"colors.dw is '#0072B2\n' (#rrggbb)"),
        ("sentiment.corpus.sha256", {"dev.txt": 64 * "0" + "\n"}, "sha256.dev.txt is"),
    ],
)
def test_a_text_that_ends_with_a_newline_is_refused(paper, key, value, words):
    check_refused(put(paper, key, value), words)


def test_an_error_ends_a_program_with_its_sentence(paper):
    with pytest.raises(SystemExit, match=r"^config: seed is -1"):
        validate(put(paper, "seed", -1))


def test_null_drops_a_task_out_of_a_figure(paper):
    config = validate(overlaid(paper, "figures: { fig2: { tasks: { mante: null } } }"))
    assert list(config["figures"]["fig2"]["tasks"]) == ["flipflop", "romo"]


def test_null_drops_a_target_out_of_a_figure(paper):
    config = validate(overlaid(paper, "figures: { fig4: { targets: { small: null } } }"))
    assert list(config["figures"]["fig4"]["targets"]) == ["large"]


def test_null_drops_an_experiment(paper):
    config = validate(overlaid(paper, "networks: { tasks: { flipflop_sgd: null } }"))
    assert list(config["networks"]["tasks"]) == [
        name for name in paper["networks"]["tasks"] if name != "flipflop_sgd"
    ]


def test_null_drops_the_parameters_of_a_task_that_becomes_another(paper):
    romo = paper["networks"]["tasks"]["romo"]["task"]
    taken_out = dict.fromkeys(paper["networks"]["tasks"]["flipflop"]["task"])
    overlay = {"networks": {"tasks": {"flipflop": {"task": taken_out | romo}}}}
    config = validate(overlaid(paper, yaml.safe_dump(overlay)))
    assert config["networks"]["tasks"]["flipflop"]["task"] == romo


def test_null_drops_a_parameter_of_the_trial_that_is_shown(paper):
    overlay = "figures: { fig1: { tasks: { flipflop: { trial: { duration: null } } } } }"
    config = validate(overlaid(paper, overlay))
    assert config["figures"]["fig1"]["tasks"]["flipflop"]["trial"] == {}


@pytest.mark.parametrize(
    ("overlay", "words"),
    [
        ("networks: { learning_rat: null }", "networks: unknown key 'learning_rat'; did you mean"),
        ("figures: { fig22: null }", "figures: unknown key 'fig22'; did you mean 'fig2'"),
        ("networks: { dt: null }", "networks.dt is None (Euler step): it must be a number"),
        ("networks: { tasks: { romo: { g: null } } }", "networks.tasks.romo.g is None"),
        ("networks: { tasks: { romo: { seeds: null } } }", "networks.tasks.romo.seeds is None"),
        ("figures: { fig5: { colors: { dw: null } } }", "figures.fig5.colors.dw is None"),
        ("figures: { fig2: null }", "figures.fig2 is None: it must be a mapping"),
        ("linear: null", "linear is None: it must be a mapping"),
        # What is dropped may be needed.
        ("networks: { tasks: { romo: { task: { wait: null } } } }", "the key 'wait' is missing"),
        (
            "figures: { fig4: { targets: { small: null, large: null } } }",
            "figures.fig4.targets is {}",
        ),
    ],
)
def test_null_in_a_closed_mapping_is_refused(paper, overlay, words):
    check_refused(overlaid(paper, overlay), words)


def test_a_local_copy_may_be_null(paper):
    assert validate(paper)["sentiment"]["corpus"]["path"] is None


def test_texts_of_the_command_line_are_read_as_numbers_where_no_text_is_allowed(paper):
    """Snakemake's --config gives texts for what stands inside of braces."""
    overlay = """
networks: { N: "64", dt: "2.5e-1", seeds: "3", tasks: { romo: { g: ["0", "0.9"] } } }
linear: { seeds: ["1", "2"] }
sentiment: { corpus: { path: "12" } }
"""
    config = validate(overlaid(paper, overlay))
    assert (config["networks"]["N"], config["networks"]["dt"]) == (64, 0.25)
    assert config["networks"]["seeds"] == 3
    assert config["networks"]["tasks"]["romo"]["g"] == [0, 0.9]
    assert config["linear"]["seeds"] == [1, 2]
    assert config["sentiment"]["corpus"]["path"] == "12"  # a text is allowed there


def test_texts_that_are_parameters_of_a_task(paper):
    overlay = "networks: { tasks: { flipflop: { task: { channels: '3', variant: latest } } } }"
    task = validate(overlaid(paper, overlay))["networks"]["tasks"]["flipflop"]["task"]
    assert (task["channels"], task["variant"]) == (3, "latest")


@pytest.mark.parametrize("title", ["Flip-flop", "Überschuß à ř", "ΔW ≈ ∞", "Мысль"])
def test_a_title_takes_letters_of_the_figures_font(paper, title):
    validate(put(paper, "beyond.tasks.mante.title", title))


@pytest.mark.parametrize("title", ["学習", "brain 🧠", "\ue000"])
def test_a_title_with_letters_that_would_be_boxes_is_refused(paper, title):
    with pytest.raises(ConfigError, match=r"beyond\.tasks\.mante\.title is .* font has no '"):
        validate(put(paper, "beyond.tasks.mante.title", title))


def test_letters_that_are_not_looked_up_are_in_the_figures_font():
    printed = (code for code in range(letters.COMMON) if chr(code).isprintable())
    assert set(printed) <= letters.drawn()
