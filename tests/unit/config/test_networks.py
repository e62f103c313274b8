"""What the rules of the nonlinear networks ask of the config."""

import pytest

from deltaw.config.common import code_of
from deltaw.config.schema import ConfigError
from planning import RUN, at, experiments

NETWORK = {"task": "mante", "N": 256, "g": "0.9", "seed": 3}


def test_settings_of_a_task_stand_over_those_of_all(networks):
    sgd, w_only = networks.settings("flipflop_sgd"), networks.settings("flipflop_w_only")
    assert (sgd["optimizer"], sgd["trained"]) == ("sgd", ["W", "M", "V"])
    assert (w_only["optimizer"], w_only["trained"]) == ("adam", ["W"])
    assert sgd["batch"] == w_only["batch"] == 32


def test_a_training_depends_on_all_of_its_numbers(networks, paper):
    assert networks.training(at(**NETWORK)) == {
        "task": paper["networks"]["tasks"]["mante"]["task"],
        "batch": 32,
        "dt": 0.5,
        "epochs": 2000,
        "optimizer": "adam",
        "trained": ["W", "M", "V"],
        "threads": 1,
        "learning_rate": 0.05 / 256,
        "root_seed": 2020,
        "switches": None,
    }


def test_a_switch_is_a_parameter_where_it_stands_otherwise_than_in_the_paper(config):
    follow = {"number": 3, "every": 5}
    config["networks"]["tasks"]["romo"]["follow"] = follow
    networks, *_ = experiments(config)
    assert networks.training(at(task="romo", N=64))["switches"] == {"follow": follow}
    assert networks.training(at(task="mante", N=64))["switches"] is None
    del config["networks"]["follow"]  # as in the config of an older run
    assert networks.training(at(task="mante", N=64))["switches"] is None


@pytest.mark.parametrize(
    ("task", "n", "rate"), [("romo", 64, 0.05 / 64), ("flipflop_sgd", 64, 0.05)]
)
def test_adam_takes_the_learning_rate_over_n(networks, task, n, rate):
    assert networks.training(at(task=task, N=n))["learning_rate"] == rate


def test_parameters_have_their_keys_in_order(networks):
    """Snakemake compares them as texts, so the order of the config must not count."""

    def in_order(value):
        if not isinstance(value, dict):
            return True
        return list(value) == sorted(value) and all(map(in_order, value.values()))

    wildcards = at(**NETWORK)
    assert in_order(networks.training(wildcards))
    assert in_order(networks.evaluation("max_rank")(wildcards))
    assert in_order(networks.shown_trial(wildcards))


@pytest.mark.parametrize(("name", "value"), [("max_rank", 25), ("shuffles", 10)])
def test_an_evaluation_depends_on_its_own_number_and_on_the_trials(networks, paper, name, value):
    assert networks.evaluation(name)(at(**NETWORK)) == {
        name: value,
        "trials": 512,
        "dt": 0.5,
        "root_seed": 2020,
        "task": paper["networks"]["tasks"]["mante"]["task"],
        "switches": None,
    }


def test_the_shown_trial_has_parameters_of_its_own(networks, paper):
    shown = networks.shown_trial(at(task="flipflop", N=256, g=0.9, seed=0))
    assert shown["task"] == paper["networks"]["tasks"]["flipflop"]["task"] | {"duration": 100}
    assert set(shown) == {"task", "dt", "root_seed", "switches"}


def test_what_all_networks_of_a_summary_must_have_is_what_their_rules_are_given(networks):
    wildcards = at(**NETWORK)
    (expected,) = networks.expected(at(task="mante", N=256))
    assert expected == {
        "at": {},
        "network": networks.training(wildcards),
        "truncation": networks.evaluation("max_rank")(wildcards),
        "shuffle": networks.evaluation("shuffles")(wildcards),
        "summary": {"threshold": 0.05, "floor": "zero"},
    }


def test_files_have_the_coordinates_as_they_are_written(networks):
    found = networks.files("network.nc", "romo", 64, [0, 0.90, 3.0], [1, 4])
    assert found == [
        f"{RUN}/networks/romo/N64/g{g}/seed{seed}/network.nc"
        for g in ("0", "0.9", "3")
        for seed in (1, 4)
    ]


def test_a_sweep_has_the_g_and_seeds_of_its_task(config, networks):
    config["networks"]["tasks"]["romo"]["seeds"] = [0, 2]
    files = networks.sweep("shuffle.nc")(at(task="romo", N=256))
    assert len(files) == len(set(files)) == 11 * 2
    assert files[0] == f"{RUN}/networks/romo/N256/g0/seed0/shuffle.nc"
    assert files[-1] == f"{RUN}/networks/romo/N256/g3/seed2/shuffle.nc"
    of_all = networks.sweep("shuffle.nc")(at(task="mante", N=256))
    assert len(of_all) == 10 * 5


def test_a_sweep_at_another_n_is_that_of_the_supplement(networks):
    files = networks.sweep("network.nc")(at(task="romo", N=64))
    assert len(files) == 3 * 5
    assert files[-1] == f"{RUN}/networks/romo/N64/g1.8/seed4/network.nc"


def test_code_is_that_of_the_script_and_of_the_networks_task(networks):
    digest = networks.code("train_network")
    assert digest(at(task="flipflop_sgd", N=256)) == code_of(
        "train_network", "networks.tasks.flipflop"
    )
    assert digest(at(task="flipflop", N=256)) != digest(at(task="mante", N=256))


def test_sizes_grow_with_n_epochs_trials_and_attempts(config, networks):
    small, large = at(task="flipflop", N=64), at(task="flipflop", N=1024)
    long = at(task="romo", N=64)
    for size in (networks.memory, networks.training_minutes, networks.spectrum_minutes):
        assert 0 < size(small, 1) < size(large, 1) < size(large, 2)
        assert isinstance(size(large, 1), int)
    assert networks.training_minutes(small, 1) < networks.training_minutes(long, 1)
    few, many = networks.evaluation_minutes(1), networks.evaluation_minutes(500)
    assert few(small, 1) < many(small, 1) < many(large, 1)
    before = many(large, 1)
    config["evaluation"]["trials"] *= 4
    assert before < many(large, 1)


def test_a_run_has_a_folder_of_its_own(config):
    networks, linear, sentiment = experiments(config)
    for path in (networks.folder, networks.summary, linear.folder, sentiment.lstm):
        assert path.startswith(f"{RUN}/")


def test_a_trial_that_fig1_does_not_show_is_refused(networks):
    with pytest.raises(ConfigError, match=r"figures\.fig1\.tasks has no entry for flipflop_sgd"):
        networks.shown_trial(at(task="flipflop_sgd", N=256, g=0, seed=0))


def test_a_task_that_the_config_does_not_have_is_refused(networks):
    wildcards = at(task="none", N=256, g=0, seed=0)
    for asked in (networks.training, networks.evaluation("max_rank"), networks.code("decompose")):
        with pytest.raises(ConfigError, match=r"networks\.tasks has no entry for none"):
            asked(wildcards)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ({"N": 0}, r"the N of a file name is 0 \(neurons\): it must be at least 2"),
        ({"N": 1}, "the N of a file name is 1 .* at least 2"),
        ({"N": 20001}, "the N of a file name is 20001 .* at most 20000"),
        ({"g": 100.5}, "the g of a file name is 100.5: it must be at most 100"),
    ],
)
def test_a_network_that_no_config_can_have_is_refused(networks, path, words):
    with pytest.raises(ConfigError, match=words):
        networks.training(at(**(NETWORK | path)))
