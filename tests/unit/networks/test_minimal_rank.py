"""The search for a minimal rank: its order, its end, and what it keeps when it is killed."""

import numpy as np
import pytest

from deltaw.checkpoints import Checkpoint
from deltaw.networks.minimal_rank import search_goal, solving_epochs

NAN = np.nan


class Killed(Exception):
    """Stands for the signal that ends a job."""


def search(folder, outcomes, killed_at=None, digest="one"):
    """Return ranks trained and epochs found; `outcomes` are the epochs of ranks 1, 2, ..."""
    trained = []

    def solved(rank):
        trained.append(rank)
        if rank == killed_at:
            raise Killed
        return outcomes[rank - 1]

    checkpoint = Checkpoint(folder / "minimal_rank.nc", [digest])
    try:
        return trained, solving_epochs(range(1, len(outcomes) + 1), solved, checkpoint)
    except Killed:
        return trained, None


@pytest.mark.parametrize(
    ("outcomes", "trained", "epochs"),
    [
        ([7, 5, 3], [1], [7, NAN, NAN]),
        ([NAN, 5, 3], [1, 2], [NAN, 5, NAN]),
        ([NAN, NAN, 0], [1, 2, 3], [NAN, NAN, 0]),
        ([NAN, NAN, NAN], [1, 2, 3], [NAN, NAN, NAN]),
    ],
)
def test_ends_with_the_first_rank_that_solves_the_task(tmp_path, outcomes, trained, epochs):
    tried, found = search(tmp_path, outcomes)
    assert tried == trained
    np.testing.assert_array_equal(found, epochs)


def test_a_killed_search_goes_on_with_the_rank_that_it_was_at(tmp_path):
    outcomes = [NAN, NAN, 4, 2]
    assert search(tmp_path, outcomes, killed_at=3) == ([1, 2, 3], None)
    tried, found = search(tmp_path, outcomes)
    assert tried == [3]
    np.testing.assert_array_equal(found, [NAN, NAN, 4, NAN])


def test_another_search_begins_anew(tmp_path):
    search(tmp_path, [NAN, 4], killed_at=2)
    assert search(tmp_path, [NAN, 4], digest="two")[0] == [1, 2]


@pytest.mark.parametrize(
    ("initial", "trained", "floor", "goal"),
    [
        (2, 0.4, "zero", 0.1),
        (2, 0.4, "trained", 0.4 + 0.05 * 1.6),
        (2, NAN, "zero", 0.1),
        (2, NAN, "trained", NAN),  # it diverged
        (2, 2, "trained", NAN),  # it learnt nothing
        (2, 3, "trained", NAN),
        (np.inf, 1, "zero", NAN),
    ],
)
def test_a_goal_must_be_below_the_initial_loss(initial, trained, floor, goal):
    np.testing.assert_allclose(search_goal(initial, trained, 0.05, floor), goal)
