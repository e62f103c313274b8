"""Generators belong to their coordinates."""

import subprocess
import sys

import numpy as np
import pytest

from deltaw.randomness import generator

DRAW = "from deltaw.randomness import generator; print(generator(7, 'a', 0.9, 3).integers(2**62))"


def test_same_coordinates_same_numbers_in_another_process(root):
    here = generator(7, "a", 0.9, 3).integers(2**62)
    there = subprocess.run(
        [sys.executable, "-c", DRAW], cwd=root / "workflow", capture_output=True, check=True
    )
    assert int(there.stdout) == here


@pytest.mark.parametrize(
    "other", [(8, "a", 1, 3), (7, "b", 1, 3), (7, "a", 2, 3), (7, "a", 1), (7, "a", 13)]
)
def test_other_coordinates_other_numbers(other):
    assert generator(7, "a", 1, 3).integers(2**62) != generator(*other).integers(2**62)


def test_equal_numbers_are_one_coordinate():
    draws = {generator(7, g).integers(2**62) for g in (0, 0.0, np.float32(0), np.int64(0))}
    assert len(draws) == 1


def test_no_global_state_is_touched():
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    generator(7, "a").normal(size=10)
    assert np.array_equal(before, np.random.get_state()[1])  # noqa: NPY002


def test_streams_are_uncorrelated():
    draws = np.stack([generator(0, "x", k).standard_normal(2000) for k in range(30)])
    correlations = np.corrcoef(draws)[np.triu_indices(30, 1)]
    assert np.abs(correlations).max() < 5 / np.sqrt(2000)
