"""What an edit of the code reruns: jobs with another digest of their code, and what follows."""

from fnmatch import fnmatchcase

import pytest
import yaml
from checkouts import EVERYTHING, ROOT

from deltaw.config.entries import entries

LIBRARY = ROOT / "workflow/deltaw"
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
    "sentiment.sharing": LSTM,
    "sentiment.sources": {"fetch_corpus"},
    "sentiment.spectrum": {"decompose_lstm"},
    "sentiment.summary": {"aggregate_sentiment", "aggregate_packed"},
    "sentiment.team": LSTM,
    "sentiment.tokens": {"fetch_corpus"},
    "sentiment.training": LSTM,
    "sentiment.truncation": {"evaluate_lstm_truncation", "compress_lstm"},
    "sentiment.vector_files": {"fetch_embeddings"},
    "sentiment.vocabulary": {"fetch_embeddings"},
    "own_code": set(),  # for those of external
    "external*": set(),  # the run has no network of the user's: see test_external
    "figures.external": set(),
    "claims*": {"check_claims"},
    "numerals": {"compare_published"},
    "optimizers": NETWORKS | LSTM,
    "processes": LSTM,
    "products": NETWORKS | LSTM,
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
