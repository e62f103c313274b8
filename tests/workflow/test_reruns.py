"""What a change reruns, job for job, by dry run after a finished run."""

from collections import Counter
from fnmatch import fnmatchcase

import pytest
import yaml
from checkouts import EVERYTHING, ROOT

from deltaw.config.entries import entries
from deltaw.config.schema import canonical

LIBRARY = ROOT / "workflow/deltaw"
CHAIN = Counter(train_network=1, decompose=1, evaluate_truncation=1, evaluate_shuffle=1)
LINEAR_CHAIN = Counter(train_linear=1, decompose_linear=1, truncate_linear=1, shuffle_linear=1)


def times(number, jobs):
    return Counter({rule: number * count for rule, count in jobs.items()})


def reorder(path):
    """Write a config in another order of its keys; figures keep the order of what they show."""
    config = yaml.safe_load(path.read_text(encoding="utf-8"))
    parts = sorted(config.items(), reverse=True)
    shown = ("figures", "beyond")
    config = {name: part if name in shown else canonical(part) for name, part in parts}
    path.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")


def test_nothing_changed(finished):
    assert finished.planned(*EVERYTHING) == {}


def test_touched_files_comments_docstrings_order_and_spelling(copy):
    for path in copy.folder.rglob("*"):
        if path.is_file() and not path.is_relative_to(copy.folder / "results"):
            path.touch()
    for module in (copy.folder / "workflow/deltaw").rglob("*.py"):
        path = str(module.relative_to(copy.folder))
        copy.edit(path, '"""', '"""Other words. ')
        module.write_text(module.read_text(encoding="utf-8") + "\n# a comment\n", encoding="utf-8")
    copy.edit("workflow/scripts/decompose.py", "with job", "# a comment\nwith job")
    copy.edit("config.yaml", "dt: 0.5", "dt: 0.50 # Euler")
    reorder(copy.folder / "config.yaml")
    assert copy.planned(*EVERYTHING) == {}


# Changes of the config. Those of the nonlinear and the linear networks share a dry run.


def test_a_seed_more(copy, jobs):
    copy.configure(networks__seeds=2, linear__seeds=2)
    trained = times(10, CHAIN) + times(4, LINEAR_CHAIN + Counter(integrate_flow=1))
    trained += Counter(measure_dynamics=6)
    aggregates = ("aggregate_task", "aggregate_dynamics", "aggregate_linear", "aggregate_flow")
    joined = jobs.after(*aggregates, N="24")
    assert copy.planned(*EVERYTHING) == trained + joined


def test_a_g_more(copy, jobs):
    copy.configure(networks__tasks__mante__g=[0, 0.9, 1.2], linear__g=[0, 0.3, 0.6])
    joined = jobs.after("aggregate_task", "aggregate_dynamics", "aggregate_linear", task="mante")
    trained = CHAIN + Counter(measure_dynamics=1) + times(2, LINEAR_CHAIN)
    assert copy.planned(*EVERYTHING) == trained + joined


def test_more_of_each_size_of_the_supplement(copy, jobs):
    strengths = [
        {"g": 0, "learning_rate": 0.2},
        {"g": 0.4, "learning_rate": 0.1},  # another learning rate
        {"g": 0.7, "learning_rate": 0.05},  # another g
    ]
    copy.configure(
        supplement__sizes__N=[16, 20, 24],
        supplement__failing__seeds=[3, 4],
        supplement__cosine__strengths=strengths,
    )
    trained = CHAIN + Counter(aggregate_task=1, train_failing=4, train_cosine=2)
    shown = Counter(plot_supp_network_size=1)
    joined = jobs.after("aggregate_failing", "aggregate_cosine")
    assert copy.planned(*EVERYTHING) == trained + shown + joined


@pytest.mark.parametrize(
    ("changes", "first"),
    [
        (
            {"evaluation__max_rank": 14, "linear__max_rank": 6, "sentiment__max_rank": 6},
            {"evaluate_truncation", "truncate_linear", "evaluate_lstm_truncation"},
        ),
        ({"evaluation__shuffles": 3}, {"evaluate_shuffle", "shuffle_linear"}),
        (
            {"evaluation__trials": 9, "linear__flow_points": 4},
            {
                *("evaluate_truncation", "evaluate_shuffle", "integrate_flow", "measure_dynamics"),
                "find_minimal_rank",
            },
        ),
        ({"beyond__ranks": [1, 2, 3]}, {"find_minimal_rank"}),
        (
            {"evaluation__threshold": 0.06},
            {
                *("aggregate_task", "aggregate_linear", "aggregate_regimes", "find_minimal_rank"),
                "plot_supp_robustness",
            },
        ),
        (
            {
                "figures__fig1__size": [6, 6],
                "figures__fig4__size": [6, 3],
                "figures__supp_log_singular_values__size": [6, 3],
            },
            {"plot_fig1", "plot_fig4", "plot_supp_log_singular_values"},
        ),
        (
            {
                "figures__fig2__tasks__mante": {"color": "#e6700f"},
                "figures__fig3__size": [6, 3],
                "figures__supp_cosine__size": [6, 3],
            },
            {"plot_fig2", "plot_supp_fig2", "plot_supp_published", "plot_fig3", "plot_supp_cosine"},
        ),
    ],
)
def test_another_number_reruns_what_it_enters(copy, jobs, changes, first):
    copy.configure(**changes)
    assert copy.planned(*EVERYTHING) == jobs.after(*first)


@pytest.mark.parametrize(
    "changes",
    [
        {"networks__tasks__romo__epochs": 5, "linear__singular_values": 4},
        {"networks__tasks__romo__learning_rate": 0.04, "linear__trial__stimulus": 90},
        {
            "networks__tasks__romo__optimizer": {"name": "AdamW", "weight_decay": 0.1},
            "networks__tasks__romo__follow": {"number": 3, "every": 2},
            "networks__tasks__romo__dw_rank": 2,
            "linear__trial__stimulus": 90,
        },
    ],
)
def test_a_trainings_number_reruns_those_trainings(copy, jobs, changes):
    copy.configure(**changes)
    of_linear = ["train_linear"] + ["measure_start"] * ("linear__trial__stimulus" in changes)
    again = jobs.after("train_network", *of_linear, task="romo")
    assert copy.planned(*EVERYTHING) == again


def test_a_number_of_networks_that_share_a_job_reruns_that_job(copy, jobs):
    copy.configure(
        linear__start__seeds=2,
        supplement__channels__epochs=4,
        supplement__dynamics__time=10,
        sentiment__packed_ranks=[1, 3],
    )
    first = ("measure_start", "train_channels", "measure_dynamics", "compress_lstm")
    assert copy.planned(*EVERYTHING) == jobs.after(*first)


def test_a_removed_seed_leaves_its_files(copy):
    copy.configure(networks__tasks__flipflop_w_only__seeds=2)
    copy.run("sweep_flipflop_w_only")
    kept = {name for name in copy.results() if "/seed1/" in name}
    assert len(kept) == 4
    copy.configure(networks__tasks__flipflop_w_only__seeds=1)
    assert copy.planned("sweep_flipflop_w_only") == {"aggregate_task": 1}
    copy.run("sweep_flipflop_w_only")
    assert kept <= set(copy.results())


def test_a_new_task_trains_its_own_networks(copy, paper):
    module = copy.folder / "workflow/deltaw/networks/tasks/again.py"
    module.write_text("from .romo import Romo\n\n\nclass Again(Romo):\n    pass\n")
    parameters = paper["networks"]["tasks"]["romo"]["task"] | {"kind": "again"}
    copy.configure(networks__tasks__new={"epochs": 3, "g": [0, 0.9], "task": parameters})
    plan = copy.planned(*EVERYTHING, "sweep_new")
    assert plan == times(2, CHAIN) + Counter(aggregate_task=1)


# Edits of the code. A job reruns with another digest of its code, and what follows from it does.

BEYOND = {"beyond_rank", "beyond_regimes"}
FIGURES = {
    *(f"fig{number}" for number in range(1, 6)),
    *("supp_fig2", "supp_network_size", "supp_robustness", "supp_spectra", "supp_lstm_details"),
    *("supp_cosine", "supp_failing_to_learn", "supp_log_singular_values", "supp_published"),
    *BEYOND,
}
NETWORKS, LSTM = {"train_network"}, {"train_lstm"}
LINEAR = {"train_linear", "train_failing", "train_cosine", "train_channels", "measure_start"}
BEGINNINGS = NETWORKS | LINEAR | {"fetch_corpus"}
OF_BEYOND = {"aggregate_ranks", "aggregate_regimes"}
OF_TASKS = {"aggregate_task", "aggregate_dynamics", *OF_BEYOND}
OF_LINEAR = {"aggregate_linear", "aggregate_failing", "aggregate_cosine"}


def plots(*figures):
    return {f"plot_{figure}" for figure in figures}


# Which rules an edit of a module reruns first. A pattern stands for modules that are used alike.
EDITS = {
    "": set(),  # the library's own docstring
    "digests": set(),
    "files": set(),
    "logs": set(),
    "provenance": set(),
    "config*": set(),
    "tables*": set(),
    "run*": set(),
    "datasets": BEGINNINGS,
    "jobs": BEGINNINGS,
    "randomness": BEGINNINGS,
    "connectivity": NETWORKS | LINEAR,
    "checkpoints": NETWORKS | LSTM,
    "spectra": NETWORKS
    | {
        *("decompose_linear", "shuffle_linear"),
        *("evaluate_lstm_truncation", "compress_lstm"),
        *("aggregate_failing", "aggregate_cosine", "aggregate_flow"),
    },
    "summaries": {
        *("aggregate_task", "aggregate_sentiment", "plot_supp_spectra"),
        *("aggregate_dynamics", "aggregate_packed", "aggregate_flow"),
        *(OF_LINEAR | OF_BEYOND),
    },
    "networks": NETWORKS,
    "networks.batches": NETWORKS,
    "networks.beginning": NETWORKS,
    "networks.beyond": OF_BEYOND,
    "networks.minimal_rank": {"find_minimal_rank", "aggregate_regimes"},
    "networks.dynamics": NETWORKS,
    "networks.evaluation": {
        *("evaluate_truncation", "evaluate_shuffle", "measure_dynamics", "find_minimal_rank")
    },
    "networks.factors": NETWORKS,
    "networks.goal": {"find_minimal_rank", *OF_TASKS} - {"aggregate_ranks"},
    "networks.perturbation": {"measure_dynamics"},
    "networks.following": NETWORKS,
    "networks.matrix_file": NETWORKS,
    "networks.optimizers": NETWORKS,
    "networks.structure": NETWORKS,
    "networks.kinds": NETWORKS,
    "networks.shared_steps": NETWORKS,
    "networks.simulation": NETWORKS,
    "networks.summary": OF_TASKS,
    "networks.tasks*": NETWORKS,  # of one task: see below
    "networks.training": NETWORKS,
    "linear": LINEAR | plots("fig1"),
    "linear.channels": {"train_channels"},
    "linear.evaluation": {"truncate_linear", "shuffle_linear"},
    "linear.flow": {"integrate_flow", "check_claims"},
    "linear.followed": LINEAR - {"train_channels"},
    "linear.kinds": LINEAR,
    "linear.simulation": LINEAR,
    "linear.start": {"measure_start"},
    "linear.summary": OF_LINEAR | {"aggregate_flow"},
    "linear.supplement": {"train_failing", "train_cosine"},
    "linear.theory": {"integrate_flow", "measure_start", *OF_LINEAR, *plots("fig1")},
    "linear.training": LINEAR - {"measure_start"},
    "sentiment": {"fetch_corpus"},
    "sentiment.batches": LSTM,
    "sentiment.compression": {"compress_lstm"},
    "sentiment.corpus": {"fetch_corpus"},
    "sentiment.embeddings": {"fetch_embeddings"},
    "sentiment.kinds": {"fetch_corpus"},
    "sentiment.layer": LSTM,
    "sentiment.lstm": LSTM,
    "sentiment.sources": {"fetch_corpus"},
    "sentiment.spectrum": {"decompose_lstm"},
    "sentiment.summary": {"aggregate_sentiment", "aggregate_packed"},
    "sentiment.tokens": {"fetch_corpus"},
    "sentiment.training": LSTM,
    "sentiment.truncation": {"evaluate_lstm_truncation", "compress_lstm"},
    "sentiment.vocabulary": {"fetch_embeddings"},
    "external*": set(),  # the run has no network of the user's: see test_external
    "figures.external": set(),
    "claims*": {"check_claims"},
    "numerals": {"compare_published"},
    "optimizers": NETWORKS | LSTM,
    "published": {"compare_published", *plots("supp_published")},
    "published.agreement": {"compare_published"},
    "published.measured": {"compare_published"},
    "published.page": {"compare_published"},
    "published.points": {"compare_published", *plots("supp_published")},
    "figures": plots(*FIGURES),
    "figures.curves": plots(
        "fig1", "fig3", "supp_log_singular_values", "supp_failing_to_learn", "supp_cosine"
    ),
    "figures.lstm": plots("fig5", "supp_lstm_details", "supp_published"),
    "figures.selection": plots(
        *("fig1", "fig2", "fig3", "supp_fig2", "supp_published", "beyond_regimes"),
        *("supp_network_size", "supp_robustness", "supp_spectra"),
    ),
    "figures.style": plots(*FIGURES),
    "figures.sweeps": plots(
        *("fig2", "fig4", "supp_fig2", "supp_published", *BEYOND),
        *("supp_network_size", "supp_robustness"),
    ),
    **{f"figures.{figure}": plots(figure) for figure in FIGURES - {"fig2", "fig4"}},
    "figures.fig2": plots("fig2", "supp_published"),  # which draws its panels beside the paper's
    "figures.fig4": plots("fig4", "supp_published"),
}


def name_of(path):
    parts = path.relative_to(LIBRARY).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


MODULES = sorted(map(name_of, LIBRARY.rglob("*.py")))


ENTRIES = {m: [pattern for pattern in EDITS if fnmatchcase(m, pattern)] for m in MODULES}
REACHED = {module: EDITS[found[0]] for module, found in ENTRIES.items() if found}


def test_every_module_has_one_entry_and_every_entry_a_module():
    assert [module for module, found in ENTRIES.items() if len(found) != 1] == []
    assert set(EDITS) == {pattern for found in ENTRIES.values() for pattern in found}


@pytest.mark.parametrize("module", REACHED)
def test_an_edit_reaches_the_rules_that_use_the_module(jobs, module):
    assert jobs.first(module) == REACHED[module]


def test_a_tasks_module_reruns_its_own_networks(jobs, paper):
    tasks = entries(paper)
    small = yaml.safe_load((ROOT / "tests/workflow/tiny.yaml").read_text(encoding="utf-8"))
    left_out = {name for name, task in small["networks"]["tasks"].items() if task is None}
    for kind in {task["task"]["kind"] for task in tasks.values()}:
        users = [job for job in jobs.jobs if f"networks.tasks.{kind}" in job.code]
        # An entry of another readout or W0 is named flipflop-w0_rank2.
        trained = {job.wildcards["task"].partition("-")[0] for job in users}
        own = {name for name, task in tasks.items() if task["task"]["kind"] == kind}
        assert trained
        assert trained <= own
        assert own & set(paper["networks"]["tasks"]) - left_out <= trained


OF_NO_RESULT = [module for module, rules in REACHED.items() if not rules]


@pytest.mark.parametrize(
    "edited",
    [
        OF_NO_RESULT,
        ["networks.tasks.mante", "linear.summary", "sentiment.summary", "figures.supp_spectra"],
        ["networks.simulation", "figures.fig5"],
        ["scripts.aggregate"],
    ],
)
def test_an_edit_reruns_its_users_and_what_follows(copy, jobs, edited):
    for name in edited:
        place = "workflow" if name.startswith("scripts.") else "workflow/deltaw"
        path = copy.folder.joinpath(place, *name.split("."))
        path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        with path.open("a", encoding="utf-8") as file:
            file.write("\nADDED = 1\n")
    assert copy.planned(*EVERYTHING) == jobs.after_edit(*edited)
