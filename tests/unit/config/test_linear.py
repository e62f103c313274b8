"""What the rules of the linear networks ask of the config."""

import pytest

from deltaw.config.schema import ConfigError
from planning import RUN, at

TRIAL = {"silence": 1, "stimulus": 100, "penalised": 1}


def network(zhat="2", g="0.6"):
    return at(zhat=zhat, N=1024, g=g, seed=3)


def test_a_training_depends_on_all_of_its_numbers(linear):
    assert linear.training(network()) == {
        "dt": 0.5,
        "epochs": 200,
        "learning_rate": pytest.approx(0.003 * (1 - 0.36) ** 2),
        "root_seed": 2020,
        "singular_values": 5,
        "trial": TRIAL,
    }


@pytest.mark.parametrize(
    ("zhat", "g", "rate"),
    [("0.5", "0", 0.015), ("2", "0", 0.003), ("0.5", "0.8", 0.015 * 0.36**2)],
)
def test_the_learning_rate_is_that_of_the_target_and_of_g(linear, zhat, g, rate):
    wildcards = network(zhat, g)
    assert linear.training(wildcards)["learning_rate"] == pytest.approx(rate)
    assert linear.flow(wildcards)["learning_rate"] == pytest.approx(rate)


def test_evaluations_and_the_flow_depend_on_their_own_numbers(linear):
    trial = {"dt": 0.5, "trial": TRIAL}
    assert linear.truncation() == trial | {"max_rank": 5}
    assert linear.shuffle() == trial | {"shuffles": 10, "root_seed": 2020}
    assert set(linear.flow(network())) == {"epochs", "learning_rate", "points"}
    assert linear.flow(network())["points"] == 81


def test_the_supplements_trainings_depend_on_all_of_their_numbers(linear):
    assert linear.failing_training(at(zhat="4", N=256, g="0.8", seed=0)) == {
        "dt": 0.5,
        "trial": TRIAL | {"stimulus": 200},
        "epochs": 200,
        "eigenvalues": {"number": 5, "every": 1},
        "root_seed": 2020,
        "learning_rate": pytest.approx(0.001 * 0.36**2),
    }
    assert linear.cosine_training(at(N=256, g="0.4", seed=0)) == {
        "dt": 0.1,
        "trial": {"duration": 20, "period": 5, "penalised": 10},
        "epochs": 1000,
        "eigenvalues": {"number": 2, "every": 5},
        "root_seed": 2020,
        "learning_rate": 0.15,
    }


def parameters_at(expected, kind, at):
    """Return all parameters that are expected of a network with these coordinates."""
    parts = [e[kind] for e in expected if kind in e and e["at"].items() <= at.items()]
    return {name: value for part in parts for name, value in part.items()}


def test_what_is_expected_of_each_network_is_what_its_rule_is_given(config, linear):
    expected = linear.expected(at())
    for target in config["linear"]["targets"].values():
        for g in config["linear"]["g"]:
            zhat = target["zhat"]
            given = linear.training(network(zhat, g))
            assert parameters_at(expected, "linear_network", {"zhat": zhat, "g": g}) == given
    everywhere = {"zhat": 2, "g": 0}
    assert parameters_at(expected, "linear_truncation", everywhere) == linear.truncation()
    assert parameters_at(expected, "linear_shuffle", everywhere) == linear.shuffle()
    assert parameters_at(expected, "summary", everywhere) == {"threshold": 0.05}


def test_what_is_expected_of_the_supplements_networks_is_what_their_rules_are_given(config, linear):
    failing, cosine = linear.expected_failing(at()), linear.expected_cosine(at())
    for target in config["supplement"]["failing"]["targets"].values():
        for g in config["supplement"]["failing"]["g"]:
            coordinates = {"zhat": target["zhat"], "g": g}
            given = linear.failing_training(at(N=256, **coordinates))
            assert parameters_at(failing, "failing_network", coordinates) == given
    for entry in config["supplement"]["cosine"]["strengths"]:
        given = linear.cosine_training(at(N=256, g=entry["g"]))
        assert parameters_at(cosine, "cosine_network", {"g": entry["g"]}) == given


def test_networks_in_one_job_depend_on_all_of_their_numbers(config, linear):
    assert linear.start_settings() == {
        "root_seed": 2020,
        "dt": 0.5,
        "trial": TRIAL,
        "N": [64, 128, 256, 512, 1024],
        "g": [0, 0.3, 0.6, 0.9],
        "seeds": list(range(50)),
        "zhat": 1,
    }
    assert linear.expected_start(at()) == [{"at": {}, "linear_start": linear.start_settings()}]
    training = linear.channels_training()
    assert training.pop("channels")[1] == {"inputs": 2, "outputs": 2}
    assert training == {
        "root_seed": 2020,
        "N": 256,
        "dt": 0.5,
        "trial": TRIAL | {"stimulus": 20},
        "zhat": 1,
        "g": [0, 0.6],
        "seeds": [0, 1, 2],
        "epochs": 200,
        "learning_rate": 0.015,
    }
    (expected,) = linear.expected_channels(at())
    assert expected["linear_channels"] == linear.channels_training()


def test_files_of_all_networks(linear):
    files = linear.files("network.nc")
    assert len(files) == len(set(files)) == 2 * 10 * 5
    assert files[0] == f"{RUN}/linear/zhat0.5/N1024/g0/seed0/network.nc"
    assert files[-1] == f"{RUN}/linear/zhat2/N1024/g0.9/seed4/network.nc"
    assert linear.files("flow.nc", [0.6]) == [
        f"{RUN}/linear/zhat{zhat}/N1024/g0.6/seed{seed}/flow.nc"
        for zhat in ("0.5", "2")
        for seed in range(5)
    ]


def test_files_of_the_supplements_networks(linear):
    failing, cosine = linear.failing_networks(), linear.cosine_networks()
    assert len(set(failing)) == 2 * 2 * 5
    assert failing[-1] == f"{RUN}/linear_failing/zhat4/N256/g0.8/seed4/network.nc"
    assert len(set(cosine)) == 3 * 5
    assert cosine[-1] == f"{RUN}/linear_cosine/N256/g0.8/seed4/network.nc"


def test_summaries_are_named_by_their_experiment_and_size(linear):
    assert linear.summary == f"{RUN}/summary/linear_N1024.nc"
    assert linear.failing_summary == f"{RUN}/summary/linear_failing_N256.nc"
    assert linear.cosine_summary == f"{RUN}/summary/linear_cosine_N256.nc"
    assert linear.channels == f"{RUN}/summary/linear_channels_N256.nc"


def test_sizes_grow_with_n_and_attempts(config, linear):
    followed = [linear.followed_minutes(name) for name in ("failing", "cosine")]
    own = [linear.memory, linear.training_minutes, linear.analysis_minutes]
    for size in [*own, linear.flow_minutes, linear.flow_memory, *followed]:
        small, large = size(at(N=64), 1), size(at(N=4096), 1)
        assert 0 < small < large < size(at(N=4096), 2)
        assert isinstance(large, int)
    before = linear.flow_memory(at(N=1024), 1)
    config["linear"]["flow_points"] *= 2
    assert before < linear.flow_memory(at(N=1024), 1)


OWN_N = {"training": 1024, "flow": 1024, "failing_training": 256, "cosine_training": 256}


@pytest.mark.parametrize(
    ("training", "path", "key"),
    [
        ("training", {"zhat": 7}, r"linear\.targets"),
        ("training", {"N": 25}, r"linear\.N"),
        ("training", {"g": 0.65}, r"linear\.g"),
        ("flow", {"zhat": 7}, r"linear\.targets"),
        ("flow", {"N": 25}, r"linear\.N"),
        ("failing_training", {"zhat": 0.5}, r"supplement\.failing\.targets"),
        ("failing_training", {"N": 25}, r"supplement\.failing\.N"),
        ("failing_training", {"g": 1.5}, r"supplement\.failing\.g"),
        ("cosine_training", {"g": 0.5}, r"supplement\.cosine\.strengths"),
        ("cosine_training", {"N": 25}, r"supplement\.cosine\.N"),
    ],
)
def test_a_file_that_the_config_does_not_have_is_refused(linear, training, path, key):
    g = {"failing_training": 0.8}.get(training, 0)
    with pytest.raises(ConfigError, match=f"{key} has no entry"):
        getattr(linear, training)(at(**({"zhat": 2, "N": OWN_N[training], "g": g} | path)))


def test_sizes_of_networks_in_one_job_grow_with_their_numbers(config, linear):
    sizes = (linear.start_minutes, linear.start_memory, linear.channels_minutes)
    before = [size(at(), 1) for size in sizes]
    assert all(size(at(), 2) == 2 * first for size, first in zip(sizes, before, strict=True))
    config["linear"]["start"]["N"] = [4096]
    config["supplement"]["channels"]["numbers"] += 20 * [{"inputs": 9, "outputs": 9}]
    assert all(size(at(), 1) > first for size, first in zip(sizes, before, strict=True))
