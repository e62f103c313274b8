"""Generators belong to the names of their use."""

import subprocess
import sys

import numpy as np
import pytest

from deltaw.randomness import generator

DRAW = """
from deltaw.randomness import generator
print(generator(7, "a", g=0.9, seed=3).integers(2**62))
"""


def first(*names, **coordinates):
    """Return the first number of a generator."""
    return generator(*names, **coordinates).integers(2**62)


def test_same_names_same_numbers_in_another_process(root):
    there = subprocess.run(
        [sys.executable, "-c", DRAW], cwd=root / "workflow", capture_output=True, check=True
    )
    assert int(there.stdout) == first(7, "a", g=0.9, seed=3)


@pytest.mark.parametrize(
    ("names", "coordinates"),
    [
        ((8, "a"), {"g": 1, "seed": 3}),
        ((7, "b"), {"g": 1, "seed": 3}),
        ((7,), {"g": 1, "seed": 3}),
        ((7, "a", "weights"), {"g": 1, "seed": 3}),
        ((7, "a"), {"g": 2, "seed": 3}),
        ((7, "a"), {"g": 1}),
        ((7, "a"), {"g": 13}),
        ((7, "a"), {"g": 1, "epoch": 3}),  # another name of the same number
        ((7, "a"), {"g": 3, "seed": 1}),
        ((7, "a"), {"g": "1", "seed": 3}),
        ((7, "a"), {"g": 1, "seed": 3, "task": "a"}),
    ],
)
def test_other_names_other_numbers(names, coordinates):
    assert first(7, "a", g=1, seed=3) != first(*names, **coordinates)


def test_a_name_of_a_purpose_is_not_two():
    draws = {first(7, "a", "b"), first(7, "a b"), first(7, "ab"), first(7, "b", "a")}
    assert len(draws) == 4


def test_the_order_of_coordinates_does_not_count():
    assert first(7, "a", task="romo", g=1, seed=3) == first(7, "a", seed=3, task="romo", g=1)


def test_equal_numbers_are_one_coordinate():
    draws = {first(7, g=g) for g in (0, 0.0, np.float32(0), np.int64(0))}
    assert len(draws) == 1


def test_no_global_state_is_touched():
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    generator(7, "a").normal(size=10)
    assert np.array_equal(before, np.random.get_state()[1])  # noqa: NPY002


def test_streams_are_uncorrelated():
    draws = np.stack([generator(0, "x", seed=k).standard_normal(2000) for k in range(30)])
    correlations = np.corrcoef(draws)[np.triu_indices(30, 1)]
    assert np.abs(correlations).max() < 5 / np.sqrt(2000)
