"""What a change reruns, job for job, by dry run after a finished run."""

from collections import Counter

import pytest
import yaml

from deltaw import provenance

EVERYTHING = ("all_figures", "all_supplementary", "claims", "claims_with_supplement")
CHAIN = Counter(train_network=1, decompose=1, evaluate_truncation=1, evaluate_shuffle=1)
FIGURES = Counter(plot_fig1=1, plot_fig2=1)
TARGETS = ("fig1", "fig2")


def times(number, jobs):
    return Counter({rule: number * count for rule, count in jobs.items()})


def edit(copy, path, old, new):
    file = copy.folder / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def rewrite(copy, path, change):
    """Change the loaded YAML file and write it as another writer would."""
    file = copy.folder / path
    config = yaml.safe_load(file.read_text(encoding="utf-8"))
    change(config)
    file.write_text(yaml.safe_dump(config), encoding="utf-8")


def test_nothing_changed(finished):
    assert finished.planned(*EVERYTHING) == {}


def test_touched_files(copy):
    for path in copy.folder.rglob("*"):
        if path.is_file() and not path.is_relative_to(copy.folder / "results"):
            path.touch()
    assert copy.planned(*EVERYTHING) == {}


def test_comments_docstrings_order_and_spelling(copy):
    for module in (copy.folder / "workflow/deltaw").rglob("*.py"):
        edit(copy, module, '"""', '"""Other words. ')
        module.write_text(module.read_text(encoding="utf-8") + "\n# a comment\n", encoding="utf-8")
    edit(copy, "workflow/scripts/decompose.py", "with job", "# a comment\nwith job")
    edit(copy, "config.yaml", "dt: 0.5", "dt: 0.50 # Euler")
    rewrite(copy, "config.yaml", lambda config: None)  # sorts the keys
    assert copy.planned("all_figures") == {}


def test_colour_and_size_redraw_their_figure(copy):
    edit(copy, "config.yaml", "#e6700e", "#e6700f")
    assert copy.planned(*TARGETS) == {"plot_fig2": 1}
    rewrite(copy, "config.yaml", lambda c: c["figures"]["fig1"].update(size=[6, 6]))
    assert copy.planned(*TARGETS) == FIGURES


def test_a_new_seed_and_its_removal(copy):
    copy.configure(networks__seeds=2)
    assert copy.planned(*TARGETS) == times(6, CHAIN) + times(3, Counter(aggregate_task=1)) + FIGURES
    copy.run(*TARGETS)
    kept = {name for name in copy.results() if "/seed1/" in name}
    assert len(kept) == 6 * 4
    copy.configure(networks__seeds=1)
    assert copy.planned(*TARGETS) == Counter(aggregate_task=3) + FIGURES
    copy.run(*TARGETS)
    assert kept <= set(copy.results())


def test_a_new_g_for_one_task(copy):
    copy.configure(networks__tasks__mante__g=[0, 0.9, 1.2])
    assert copy.planned(*TARGETS) == CHAIN + Counter(aggregate_task=1) + FIGURES


def test_more_ranks(copy):
    copy.configure(evaluation__max_rank=14)
    expected = Counter(evaluate_truncation=6, aggregate_task=3) + FIGURES
    assert copy.planned(*TARGETS) == expected


def test_more_shuffles(copy):
    copy.configure(evaluation__shuffles=3)
    assert copy.planned(*TARGETS) == Counter(evaluate_shuffle=6, aggregate_task=3) + FIGURES


def test_a_larger_evaluation_batch(copy):
    copy.configure(evaluation__trials=9)
    expected = Counter(evaluate_truncation=6, evaluate_shuffle=6, aggregate_task=3) + FIGURES
    assert copy.planned(*TARGETS) == expected


@pytest.mark.parametrize("change", [{"epochs": 5}, {"learning_rate": 0.04}])
def test_one_tasks_training(copy, change):
    copy.configure(**{f"networks__tasks__romo__{key}": value for key, value in change.items()})
    expected = times(2, CHAIN) + Counter(simulate_trial=1, aggregate_task=1) + FIGURES
    assert copy.planned(*TARGETS) == expected


def test_another_size_trains_its_networks_and_no_others(copy):
    copy.configure(supplement__sizes__N=[16, 20, 24])
    assert copy.planned("all_figures", "claims") == {}
    expected = times(3, CHAIN) + Counter(aggregate_task=3, plot_supp_network_size=1, check_claims=1)
    assert copy.planned("all_supplementary", "claims_with_supplement") == expected


def test_another_run_name_has_a_folder_of_its_own(copy):
    before = set(copy.results())
    copy.configure(run="other")
    plan = copy.planned("aggregate_romo")
    assert plan == times(2, CHAIN) + Counter(aggregate_task=1)
    copy.run("aggregate_romo")
    assert (copy.folder / "results/other/summary/romo_N24.nc").exists()
    assert (copy.folder / "results/other/config.yaml").exists()
    assert set(copy.results()) == before


OF_SUMMARIES = {"plot_supp_network_size", "plot_supp_robustness", "plot_supp_fig2"}
OF_LINEAR = {"plot_supp_log_singular_values", "plot_supp_failing_to_learn", "plot_supp_cosine"}
SUPPLEMENT = OF_SUMMARIES | OF_LINEAR | {"plot_supp_spectra", "plot_supp_lstm_details"}


def downstream(rules):
    """Return the rules and what depends on them, by the chain's order."""
    after = {
        "train_network": {"decompose", "evaluate_truncation", "evaluate_shuffle", "simulate_trial"},
        "decompose": {"evaluate_truncation", "plot_supp_spectra"},
        "evaluate_truncation": {"aggregate_task"},
        "evaluate_shuffle": {"aggregate_task"},
        "simulate_trial": {"plot_fig1"},
        "aggregate_task": {"plot_fig1", "plot_fig2"} | OF_SUMMARIES,
        "train_linear": {"decompose_linear", "truncate_linear", "shuffle_linear", "integrate_flow"},
        "decompose_linear": {"truncate_linear", "aggregate_linear"},
        "truncate_linear": {"aggregate_linear"},
        "shuffle_linear": {"aggregate_linear"},
        "integrate_flow": {"plot_fig3"},
        "aggregate_linear": {"plot_fig3", "plot_fig4", "plot_supp_log_singular_values"},
        "train_failing": {"aggregate_failing"},
        "aggregate_failing": {"plot_supp_failing_to_learn"},
        "train_cosine": {"aggregate_cosine"},
        "aggregate_cosine": {"plot_supp_cosine"},
        "fetch_corpus": {"fetch_embeddings", "prepare_sentiment"},
        "fetch_embeddings": {"prepare_sentiment"},
        "prepare_sentiment": {"train_lstm", "evaluate_lstm_truncation"},
        "train_lstm": {"decompose_lstm", "evaluate_lstm_truncation", "aggregate_sentiment"},
        "decompose_lstm": {"aggregate_sentiment"},
        "evaluate_lstm_truncation": {"aggregate_sentiment"},
        "aggregate_sentiment": {"plot_fig5", "plot_supp_lstm_details"},
    }
    found, waiting = set(), set(rules)
    while waiting:
        rule = waiting.pop()
        found.add(rule)
        waiting |= after.get(rule, set()) - found
    return found


TASK_USERS = {"train_network", "evaluate_truncation", "evaluate_shuffle", "simulate_trial"}
EDITS = {
    "tasks": TASK_USERS,
    "networks": TASK_USERS,
    "sharing": TASK_USERS,
    "training": {"train_network"},
    "evaluation": {"evaluate_truncation", "evaluate_shuffle"},
    "figures/fig1": {"plot_fig1"},
    "figures/fig2": {"plot_fig2", "plot_supp_fig2"},
    "figures/fig3": {"plot_fig3"},
    "figures/fig4": {"plot_fig4"},
    "figures/fig5": {"plot_fig5", "plot_supp_lstm_details"},
    "figures/style": {f"plot_fig{k}" for k in range(1, 6)} | SUPPLEMENT,
    "figures/sweeps": {"plot_fig2", "plot_fig4"} | OF_SUMMARIES,
    "figures/supp_robustness": {"plot_supp_robustness"},
    "figures/curves": {"plot_fig3", "plot_supp_log_singular_values", "plot_supp_failing_to_learn"},
    "linear_flow": {"integrate_flow"},
    "sentiment/corpus": {"fetch_corpus"},
    "sentiment/lstm": {"train_lstm", "evaluate_lstm_truncation"},
    "sentiment/spectrum": {"decompose_lstm"},
    "summaries": {f"aggregate_{name}" for name in ("task", "linear", "failing", "cosine")},
}
# Used by no script: before any job; by the tools that look at a finished run
PARSED_ONLY = {"config", "config_checks", "running", "cluster", "progress", "labels"}
AFTERWARDS = {"costs", "runs", "pages", "publishing"}


@pytest.mark.parametrize("module", EDITS)
def test_a_library_edit_reaches_the_rules_that_use_it(copy, module):
    path = copy.folder / f"workflow/deltaw/{module}.py"
    path.write_text(path.read_text(encoding="utf-8") + "\nADDED = 1\n", encoding="utf-8")
    assert set(copy.planned("all_figures", "all_supplementary")) == downstream(EDITS[module])


def test_a_script_edit_reruns_its_rule_onward(copy):
    edit(copy, "workflow/scripts/aggregate_task.py", "with job", "ADDED = 1\nwith job")
    assert copy.planned("all_figures") == Counter(aggregate_task=3) + FIGURES


@pytest.mark.parametrize("figure", sorted(SUPPLEMENT))
def test_a_plot_uses_no_other_figure_of_the_supplement(root, figure):
    modules = provenance.library_modules(root / f"workflow/scripts/{figure}.py")
    name = figure.removeprefix("plot_")
    assert [m for m in modules if m.startswith("figures.supp_")] == [f"figures.{name}"]


def test_every_module_is_used(root):
    """Each library module is reached from a script, or serves before or after all jobs."""
    scripts = (root / "workflow/scripts").glob("*.py")
    used = {module for script in scripts for module in provenance.library_modules(script)}
    for path in (root / "workflow/deltaw").rglob("*.py"):
        name = ".".join(path.relative_to(root / "workflow/deltaw").with_suffix("").parts)
        if path.name != "__init__.py":
            assert name in used | PARSED_ONLY | AFTERWARDS, name
