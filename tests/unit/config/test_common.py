"""Coordinates, seeds, sizes and digests that several experiments ask for."""

import hashlib
import json
import os

import pytest

from deltaw.config.common import (
    HASHES,
    content_hash,
    coordinate,
    coordinates,
    entry,
    minutes,
    seeds,
)
from deltaw.config.schema import ConfigError
from planning import at


def test_seeds():
    assert seeds(3) == [0, 1, 2]
    assert seeds([4, 7]) == [4, 7]


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0"), (0.0, "0"), (0.90, "0.9"), (3.0, "3"), (1e-7, "0.0000001")]
)
def test_a_number_stands_in_a_path_as_it_is_written(number, text):
    assert coordinate(number) == text


def test_coordinates_of_a_path_are_numbers_and_the_tasks_name():
    found = coordinates(at(task="romo", N="256", g="0.9", seed="3"))
    assert found == {"task": "romo", "N": 256, "g": 0.9, "seed": 3}
    assert [type(found[name]) for name in ("N", "g", "seed")] == [int, float, int]


def test_jobs_ask_for_thrice_what_was_measured_and_more_each_time():
    assert minutes(0, 1) == 2
    assert minutes(600, 1) == 2 + 30
    assert minutes(600, 2) == 2 * (2 + 30)


@pytest.fixture
def file(tmp_path, monkeypatch):
    """Return a file in a working directory of its own."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "vectors.txt"
    path.write_text("the 1 2 3")
    return path


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_file_is_known_by_its_content(file):
    assert content_hash(file) == sha256(file)
    file.write_text("the 1 2 4\n")
    assert content_hash(file) == sha256(file)


def test_a_hash_is_computed_again_only_if_size_or_time_have_changed(file):
    first = content_hash(file)
    times = file.stat().st_atime_ns, file.stat().st_mtime_ns
    file.write_text("the 9 9 9")
    os.utime(file, ns=times)
    assert content_hash(file) == first
    os.utime(file, ns=(times[0], times[1] + 1))
    assert content_hash(file) == sha256(file) != first


def test_where_no_hash_can_be_kept_it_is_computed(file):
    HASHES.parent.parent.parent.joinpath(".snakemake").write_text("no folder")
    assert content_hash(file) == sha256(file)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"vectors.txt": 1}', '{"vectors.txt": [1]}'])
def test_damaged_hashes_are_computed_again(file, text):
    HASHES.parent.mkdir(parents=True)
    HASHES.write_text(text)
    path = file.relative_to(file.parent)
    assert content_hash(path) == sha256(file)
    assert json.loads(HASHES.read_text())["vectors.txt"][1] == sha256(file)


def test_a_path_asks_for_an_entry_of_the_config():
    assert entry({0.5: "small"}, 0.5, "linear.targets") == "small"
    with pytest.raises(ConfigError, match=r"linear\.targets has no entry for 7.*known: 0\.5, 2"):
        entry({0.5: "small", 2: "large"}, 7, "linear.targets")
