"""What the switches of the networks ask for: it fits the networks, torch and float32."""

import numpy as np
import pytest

from deltaw.config.schema import ConfigError
from planning import at, experiments

N = 8


def train(config, task="romo", n=N, **switches):
    """Return the parameters of the networks of a task with these switches."""
    config["networks"]["tasks"][task] |= switches
    return experiments(config)[0].training(at(task=task, N=n))


def refusal(config, **changed):
    """Return the sentence that refuses switches."""
    with pytest.raises(ConfigError) as caught:
        train(config, **changed)
    said = str(caught.value).removeprefix("config: networks.tasks.romo.")
    assert "\n" not in said
    return said


def of_file(path):
    return {"kind": "file", "path": str(path)}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "w0.npy"


def save(path, factor=1.0, dtype=np.float64):
    entries = np.random.default_rng(0).standard_normal((N, N)) * factor
    np.save(path, entries.astype(dtype))


@pytest.mark.parametrize("factor", [1e-14, 1, 1e14])
def test_a_matrix_whose_values_float32_keeps_is_taken(config, path, factor):
    save(path, factor)
    assert train(config, w0=of_file(path))["switches"]["w0"]["kind"] == "file"


@pytest.mark.parametrize("factor", [1e-60, 1e-16, 1e16, 1e39, 1e300])
def test_a_matrix_that_leaves_float32_is_refused(config, path, factor):
    """Its W0 would be 0, or infinite."""
    save(path, factor)
    said = refusal(config, w0=of_file(path))
    assert said.startswith(f"w0.path: the largest entry of {path} is ")
    assert said.endswith("it must be from 1e-15 to 1e+15; scale the matrix")


def test_the_least_of_the_whole_numbers_counts_as_large(config, path):
    """Its absolute value is no such number."""
    np.save(path, np.full((N, N), np.iinfo(np.int64).min))
    assert "is 9.2e+18" in refusal(config, w0=of_file(path))


@pytest.mark.parametrize("content", ["large", "short", "zip", "text"])
def test_a_file_that_is_no_matrix_is_refused(config, path, content):
    """As one whose header is cut, or names more entries than a memory has."""
    save(path)
    whole = path.read_bytes()
    large = whole.replace(b"(8, 8), }" + 14 * b" ", b"(99999999, 99999999), }")
    cut = whole[:8] + (30).to_bytes(2, "little") + whole[10:40]
    contents = {"large": large, "short": cut, "zip": b"PK\x03\x04 no zip", "text": b"1 2"}
    assert contents[content] != whole
    path.write_bytes(contents[content])
    assert refusal(config, w0=of_file(path)).startswith(f"w0.path: {path} cannot be read as .npy (")


@pytest.mark.parametrize("n", [2, 8, 64, 256, 1024])
def test_a_sparse_w0_has_entries(config, n):
    said = refusal(config, n=n, w0={"kind": "sparse", "density": 0.5 / n**2})
    proposed = float(said.removesuffix(" or more").rpartition(" ")[2])
    assert train(config, n=n, w0={"kind": "sparse", "density": proposed})
    assert train(config, n=n, w0={"kind": "sparse", "density": 1})


def test_a_file_of_a_user_that_there_is_not_is_refused(config):
    with pytest.raises(
        ConfigError, match=r"w0\.path names ~nosuch/w0\.npy, but ~nosuch is no user"
    ):
        train(config, w0=of_file("~nosuch/w0.npy"))


def test_a_file_whose_name_is_too_long_is_refused(config):
    assert "cannot be read as .npy" in refusal(config, w0=of_file("/" + 460 * "x"))


def test_a_w0_without_a_rank_is_not_asked_for_one(config):
    said = refusal(config, n=8, w0={"kind": "low_rank", "rank": 9})
    assert said == "w0.rank is 9: it must be at most N, 8"


def test_arguments_that_make_torch_fail_are_refused(config):
    """It looks for two betas."""
    said = refusal(config, optimizer={"name": "Adam", "betas": [0.9]})
    assert said.startswith("optimizer: {'name': 'Adam', 'betas': [0.9]} does not fit its class (")


def test_draws_of_a_task_with_other_inputs_and_outputs_cannot_be_shared(config):
    said = refusal(config, draws="flipflop")
    assert said == (
        "draws is 'flipflop', a task with 2 inputs and 2 outputs, which cannot share M, V and "
        "trials with one with 1 inputs and 2 outputs; name a task with as many"
    )
    assert train(config, "flipflop_latest", draws="flipflop")["switches"] == {"draws": "flipflop"}


def test_draws_of_a_task_that_cannot_be_drawn_are_refused(config):
    followed = config["networks"]["tasks"]["romo_followed"]
    followed["task"] = followed["task"] | {"delay": [8, 2]}
    with pytest.raises(ConfigError, match=r"networks\.tasks\.romo_followed\.task: delay is \(8, 2"):
        train(config, draws="romo_followed")


def test_what_is_followed_is_taken_after_the_first_epoch_too(config):
    said = refusal(config, epochs=4, follow={"number": 2, "every": 1000})
    assert said == "follow.every is 1000: it must be at most networks.tasks.romo.epochs, 4"
    assert train(config, epochs=4, follow={"number": 2, "every": 4})
