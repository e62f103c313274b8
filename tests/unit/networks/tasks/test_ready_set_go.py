"""Trials of the reproduced interval."""

import numpy as np
import pytest
from scipy import stats

from deltaw.randomness import generator

DT = 0.5


@pytest.mark.parametrize("task", ["ready_set_go"], indirect=True)
def test_ready_set_go(task):
    trials = task.sample(generator(0, "test"), 4000, DT)
    pulsed = np.array([np.flatnonzero(u) for u in trials.inputs[:, :, 0]])
    assert (pulsed[:, :2] == [6, 7]).all()
    assert (pulsed[:, 3] == pulsed[:, 2] + 1).all()
    interval = pulsed[:, 2] - 6
    assert stats.chisquare(np.bincount(interval)[6:19]).pvalue > 1e-3  # uniform over 6 .. 18 steps
    assert (interval.min(), interval.max()) == (6, 18)
    # The output after the step before the peak is that at its time.
    peak = trials.targets[:, :, 0].argmax(axis=1)
    np.testing.assert_array_equal(peak + 1 - pulsed[:, 2], interval)
    for b in range(100):
        target = trials.targets[b, :, 0]
        assert target[peak[b]] == 0.5
        np.testing.assert_allclose(target[peak[b] + 3], 0.5 * np.exp(-0.5))  # 1.5 after it
        assert not target[: pulsed[b, 2]].any()
        end = peak[b] + 1 + 10
        np.testing.assert_array_equal(trials.mask[b, :, 0], np.arange(52) < end)
        assert not target[end:].any()
        go = DT * (peak[b] + 1)
        assert trials.shown_phases(b).tolist() == [3, DT * pulsed[b, 2], go, go + 5]


@pytest.mark.parametrize("task", ["ready_set_go"], indirect=True)
def test_it_is_not_solved_without_measuring_the_interval(task):
    """The best output that depends on the time since the pulses alone keeps most of the loss."""
    trials = task.sample(generator(0, "test"), 4000, DT)
    target, mask = trials.targets[:, :, 0], trials.mask[:, :, 0]
    since = np.arange(52) - np.round(trials.phases[:, 1:2] / DT)
    blind = np.zeros_like(target)
    for time in np.unique(since):
        here = (since == time) & (mask > 0)
        blind[here] = target[here].mean() if here.any() else 0
    assert (mask * (target - blind) ** 2).sum() > 0.2 * (mask * target**2).sum()
