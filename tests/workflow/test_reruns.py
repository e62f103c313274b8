"""What a change reruns, by dry run after a finished run."""

import shutil

import pytest

CHAIN = {"train_network": 1, "decompose": 1, "evaluate_truncation": 1, "evaluate_shuffle": 1}


@pytest.fixture
def copy(finished, tmp_path):
    """Return a copy of the finished run that may be changed."""
    shutil.copytree(finished.folder, tmp_path / "copy")
    copied = object.__new__(type(finished))
    copied.folder = tmp_path / "copy"
    return copied


def test_nothing_changed(finished):
    assert finished.planned("all_figures") == {}


def edit(copy, path, old, new):
    file = copy.folder / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_touching_and_comments(copy):
    edit(copy, "workflow/deltaw/training.py", '"""', '"""Changed words. ')
    edit(copy, "workflow/scripts/decompose.py", "with job", "# a comment\nwith job")
    edit(copy, "config.yaml", "dt: 0.5", "dt: 0.50 # Euler")
    (copy.folder / "workflow/scripts/plot_fig1.py").touch()
    assert copy.planned("all_figures") == {}


def test_a_colour_redraws_its_figure(copy):
    edit(copy, "config.yaml", "#e6700e", "#e6700f")
    assert copy.planned("all_figures") == {"plot_fig2": 1}


def test_a_new_seed(copy):
    copy.configure(networks__seeds=2)
    plan = copy.planned("fig1", "fig2")
    new = {rule: 6 * count for rule, count in CHAIN.items()}
    assert plan == new | {"aggregate_task": 3, "plot_fig1": 1, "plot_fig2": 1}


def test_more_ranks_train_nothing(copy):
    copy.configure(evaluation__max_rank=14)
    plan = copy.planned("fig1", "fig2")
    assert plan == {"evaluate_truncation": 6, "aggregate_task": 3, "plot_fig1": 1, "plot_fig2": 1}


def test_a_larger_evaluation_batch_trains_nothing(copy):
    copy.configure(evaluation__trials=9)
    plan = copy.planned("fig1", "fig2")
    assert "train_network" not in plan
    assert plan["evaluate_truncation"] == plan["evaluate_shuffle"] == 6


def test_one_tasks_epochs(copy):
    copy.configure(networks__tasks__romo__epochs=4)
    plan = copy.planned("fig1", "fig2")
    chain = {rule: 2 * count for rule, count in CHAIN.items()}
    rest = {"simulate_trial": 1, "aggregate_task": 1, "plot_fig1": 1, "plot_fig2": 1}
    assert plan == chain | rest


def test_a_library_edit_reaches_the_rules_that_use_it(copy):
    edit(copy, "workflow/deltaw/figures/fig1.py", "GREY, DARK =", "EXTRA = 1\nGREY, DARK =")
    assert copy.planned("all_figures") == {"plot_fig1": 1}
