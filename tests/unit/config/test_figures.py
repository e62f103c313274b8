"""What the rules of the figures and of the claims ask of the config."""

from collections import Counter
from importlib import import_module

import pytest

from deltaw.config.figures import Figures
from deltaw.run.results import Run
from planning import RUN, at, experiments

SUMMARY = f"{RUN}/summary/networks_{{}}_N{{}}.nc"
TASKS = ("flipflop", "mante", "romo")
MAIN = [SUMMARY.format(task, 256) for task in TASKS]


@pytest.fixture
def figures(config):
    return Figures(config, *experiments(config))


def inputs(figures, name):
    return figures.inputs(name)(at())


def test_every_figure_has_a_module_and_every_module_a_figure(figures):
    assert set(figures.reads) == set(Run("any").figures())
    assert [*figures.main, *figures.supplementary, *figures.beyond] == list(figures.reads)
    assert figures.main == [f"fig{k}" for k in range(1, 6)]


def test_inputs_have_the_names_under_which_the_figure_reads_them(figures):
    for name in figures.reads:
        assert set(inputs(figures, name)) == set(import_module(f"deltaw.figures.{name}").READS)


def test_every_figure_shows_its_own_part_of_the_config(config, figures):
    for name in figures.reads:
        own = config["figures"][name]
        assert figures.options(name)(at()).keys() >= own.keys()


def test_fig1_reads_summaries_and_a_trial_of_each_task(figures):
    assert inputs(figures, "fig1") == {
        "summaries": MAIN,
        "trials": [f"{RUN}/networks/{task}/N256/g0.9/seed0/trial.nc" for task in TASKS],
    }


@pytest.mark.parametrize("name", ["fig2", "supp_fig2"])
def test_fig2_reads_the_summaries_of_its_tasks(config, figures, name):
    assert inputs(figures, name) == {"summaries": MAIN}
    del config["figures"]["fig2"]["tasks"]["mante"]
    assert inputs(figures, name) == {"summaries": [MAIN[0], MAIN[2]]}
    assert list(figures.options(name)(at())["tasks"]) == ["flipflop", "romo"]


def test_fig3_reads_the_summary_and_the_flows_that_it_shows(figures):
    found = inputs(figures, "fig3")
    assert found["summary"] == f"{RUN}/summary/linear_N1024.nc"
    assert len(set(found["flows"])) == 2 * 2 * 5
    assert f"{RUN}/linear/zhat0.5/N1024/g0.6/seed4/flow.nc" in found["flows"]


def test_network_size_reads_all_sizes_of_all_tasks(figures):
    found = inputs(figures, "supp_network_size")["summaries"]
    assert Counter(found) == Counter(
        SUMMARY.format(task, n) for task in TASKS for n in (64, 128, 256, 512, 1024)
    )
    assert figures.options("supp_network_size")(at())["g"] == [0, 0.9, 1.8]


def test_spectra_are_those_of_one_seed_task_by_task(figures):
    assert inputs(figures, "supp_spectra")["spectra"] == [
        f"{RUN}/networks/{task}/N256/g{g}/seed0/spectrum.nc"
        for task in TASKS
        for g in ("0", "0.9", "1.8")
    ]


@pytest.mark.parametrize(
    ("name", "summary"),
    [
        ("fig4", "linear_N1024"),
        ("fig5", "sentiment_N256"),
        ("supp_lstm_details", "sentiment_N256"),
        ("supp_log_singular_values", "linear_N1024"),
        ("supp_failing_to_learn", "linear_failing_N256"),
        ("supp_cosine", "linear_cosine_N256"),
    ],
)
def test_the_others_read_one_summary(figures, name, summary):
    assert inputs(figures, name) == {"summary": f"{RUN}/summary/{summary}.nc"}


@pytest.mark.parametrize(
    ("name", "zhats"),
    [
        ("fig3", {"small": 0.5, "large": 2}),
        ("fig4", {"small": 0.5, "large": 2}),
        ("supp_log_singular_values", {"small": 0.5, "large": 2}),
        ("supp_failing_to_learn", {"small": 2, "large": 4}),
    ],
)
def test_targets_have_the_zhat_of_their_experiment(figures, name, zhats):
    targets = figures.options(name)(at())["targets"]
    assert {key: target["zhat"] for key, target in targets.items()} == zhats


def test_a_target_that_was_taken_out_is_not_shown(config, figures):
    del config["figures"]["fig4"]["targets"]["small"]
    targets = figures.options("fig4")(at())["targets"]
    assert targets == {"large": config["figures"]["fig4"]["targets"]["large"] | {"zhat": 2}}
    assert set(figures.options("fig3")(at())["targets"]) == {"small", "large"}


def test_figures_take_what_they_refer_to_from_other_parts(config, figures):
    shown = figures.options("supp_log_singular_values")(at())
    assert shown["g"] == config["figures"]["fig3"]["g"]
    assert (
        shown["targets"]["small"]["colors"]
        == (config["figures"]["fig3"]["targets"]["small"]["colors"])
    )
    oscillation = figures.options("supp_cosine")(at())
    assert oscillation["dt"] == 0.1
    assert oscillation["trial"]["period"] == 5


def test_claims_are_checked_without_the_supplements_networks_or_with_them(figures):
    start = f"{RUN}/summary/linear_start.nc"
    assert figures.checked(at(scope="")) == {"tasks": MAIN, "start": start}
    checked = figures.checked(at(scope="_with_supplement"))
    assert checked["failing"] == f"{RUN}/summary/linear_failing_N256.nc"
    assert checked["cosine"] == f"{RUN}/summary/linear_cosine_N256.nc"
    all_of_them = checked["tasks"]
    assert len(all_of_them) == len(set(all_of_them)) == 3 * 5 + 3 + 3
    assert set(MAIN) <= set(all_of_them)
    assert SUMMARY.format("flipflop_sgd", 256) in all_of_them
    assert SUMMARY.format("mante_followed", 256) in all_of_them
    assert checked["start"] == start
    assert checked["channels"] == f"{RUN}/summary/linear_channels_N256.nc"
    assert checked["packed"] == f"{RUN}/summary/sentiment_packed_N256.nc"
    assert checked["flow"] == f"{RUN}/summary/linear_flow_N1024.nc"
    tasks = ("flipflop", "mante", "romo")
    assert checked["dynamics"] == [f"{RUN}/summary/dynamics_{t}_N256.nc" for t in tasks]


def test_claims_read_every_task_that_is_followed(config, figures):
    config["networks"]["tasks"]["romo_followed"]["follow"] = None
    tasks = figures.checked(at(scope="_with_supplement"))["tasks"]
    assert SUMMARY.format("flipflop_followed", 256) in tasks
    assert SUMMARY.format("romo_followed", 256) not in tasks
