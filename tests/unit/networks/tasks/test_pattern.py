"""Trials of the started pattern."""

import numpy as np
import pytest
from scipy import stats

from deltaw.randomness import generator

DT = 0.5


@pytest.mark.parametrize("task", ["pattern"], indirect=True)
def test_pattern(task):
    trials = task.sample(generator(0, "test"), 4000, DT)
    pulsed = np.array([np.flatnonzero(u) for u in trials.inputs[:, :, 0]])
    start = pulsed[:, 0]
    assert stats.chisquare(np.bincount(start)[2:9]).pvalue > 1e-3  # uniform over 2 .. 8 steps
    assert (start.min(), start.max()) == (2, 8)
    assert (pulsed[:, 1] == start + 1).all()
    assert pulsed.shape == (4000, 2)
    for b in range(100):
        target, pattern = trials.targets[b, :, 0], slice(start[b], start[b] + 60)
        assert not target[: start[b]].any()
        assert not target[start[b] + 60 :].any()
        np.testing.assert_array_equal(trials.mask[b, :, 0], np.arange(68) < start[b] + 60)
        # Five periods of 6 and three of 10, with the amplitude 0.25, and nothing else
        spectrum = np.abs(np.fft.rfft(target[pattern])) / 30
        assert np.flatnonzero(spectrum > 1e-6).tolist() == [3, 5]
        np.testing.assert_allclose(spectrum[[3, 5]], 0.25, rtol=1e-5)
        # Zero at the onset, and rising
        onset = np.sin(2 * np.pi * DT / 6) + np.sin(2 * np.pi * DT / 10)
        assert target[start[b]] == pytest.approx(0.25 * onset)
        assert trials.shown_phases(b).tolist() == [DT * start[b], DT * start[b] + 30]
