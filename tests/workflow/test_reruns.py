"""What a change of config or files reruns, job for job, by dry run after a finished run."""

from collections import Counter

import pytest
import yaml
from checkouts import EVERYTHING

from deltaw.config.schema import canonical

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
