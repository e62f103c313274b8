"""Trials of the delayed match to sample."""

import numpy as np
import pytest
from scipy import stats

from deltaw.randomness import generator

DT = 0.5


@pytest.mark.parametrize("task", ["match_to_sample"], indirect=True)
def test_match_to_sample(task):
    trials = task.sample(generator(0, "test"), 4000, DT)
    pulsed = [np.flatnonzero(u.any(axis=1)) for u in trials.inputs]
    pulsed = np.array(pulsed)  # two pulses of two steps in each trial
    assert (pulsed[:, :2] == [6, 7]).all()
    gap = pulsed[:, 2] - 8
    assert stats.chisquare(np.bincount(gap)[4:17]).pvalue > 1e-3  # uniform over 4 .. 16 steps
    assert (gap.min(), gap.max()) == (4, 16)

    row = np.arange(4000)
    first, second = trials.inputs[:, 6], trials.inputs[row, pulsed[:, 2]]
    pairs = 2 * first.argmax(axis=1) + second.argmax(axis=1)
    assert stats.chisquare(np.bincount(pairs)).pvalue > 1e-3  # all four are as frequent
    match = (first == second).all(axis=1)
    for b in range(100):
        go = pulsed[b, 2] + 12
        expected, mask = np.zeros(56), np.zeros(56)
        expected[go : go + 20] = 0.5 if match[b] else -0.5
        mask[: pulsed[b, 2] + 2] = mask[go : go + 20] = 1
        np.testing.assert_array_equal(trials.targets[b, :, 0], expected)
        np.testing.assert_array_equal(trials.mask[b, :, 0], mask)
        onset = DT * pulsed[b, 2]
        phases = [3, 4, onset, onset + 1, onset + 6, onset + 16]
        assert trials.shown_phases(b).tolist() == phases
