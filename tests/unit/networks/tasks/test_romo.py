"""Trials of the Romo task."""

import dataclasses

import numpy as np
import pytest
from scipy import stats

from deltaw.randomness import generator

DT = 0.5


def sample(task, n_trials, seed=0):
    return task.sample(generator(seed, "test"), n_trials, DT)


@pytest.mark.parametrize("task", ["romo"], indirect=True)
def test_romo(task):
    trials = sample(task, 4000)
    u = trials.inputs[:, :, 0]
    starts = [np.flatnonzero((u[b] > 0) & (np.roll(u[b], 1) != u[b])) for b in range(4000)]
    starts = np.array(starts)
    assert (starts[:, 0] == 6).all()
    gap = starts[:, 1] - 8
    assert stats.chisquare(np.bincount(gap)[4:16]).pvalue > 1e-3  # uniform(2, 8), in steps
    assert gap.min() == 4
    assert gap.max() == 15
    heights = np.stack([u[:, 6], u[np.arange(4000), starts[:, 1]]], axis=1)
    assert np.abs(np.diff(heights)).min() >= 0.2
    assert heights.min() >= 0.5
    assert heights.max() <= 1.5
    for b in range(100):
        second, go, end = starts[b, 1], starts[b, 1] + 12, starts[b, 1] + 32
        mask = np.zeros(56)
        mask[: second + 2] = mask[go:end] = 1
        target = np.zeros((56, 2))
        target[go:end, heights[b].argmax()] = 0.5
        np.testing.assert_array_equal(trials.mask[b], np.stack([mask, mask], axis=1))
        np.testing.assert_array_equal(trials.targets[b], target)


@pytest.mark.parametrize("task", ["romo"], indirect=True)
def test_durations_between_steps_lose_no_decision(task):
    """Each duration is rounded by itself, and the trial is as long as their sum."""
    task = dataclasses.replace(task, pulse=0.75, fixation=0.75, decision=0.5, wait=0, delay=(2, 2))
    trials = sample(task, 100)
    assert trials.inputs.shape == (100, 2 + 2 + 4 + 2 + 1, 1)
    deciding = np.zeros(11)
    deciding[10] = 1
    assert (trials.mask[:, :, 0] == 1).all()
    np.testing.assert_array_equal(trials.targets.sum(axis=2), np.tile(0.5 * deciding, (100, 1)))
    assert trials.shown_phases(0).tolist() == [1, 2, 4, 5, 5, 5.5]


@pytest.mark.parametrize("task", ["romo"], indirect=True)
def test_heights_that_never_differ_enough_are_refused(task):
    with pytest.raises(ValueError, match="least_difference is 1: it must be below the range"):
        dataclasses.replace(task, least_difference=1)
