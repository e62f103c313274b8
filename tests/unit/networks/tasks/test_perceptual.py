"""Trials of the perceptual decision."""

import numpy as np
import pytest
from scipy import stats

from deltaw.randomness import generator

DT = 0.5


@pytest.mark.parametrize("task", ["perceptual"], indirect=True)
def test_perceptual(task):
    trials = task.sample(generator(0, "test"), 4000, DT)
    evidence = trials.inputs[:, 6:46, 0]
    assert not trials.inputs[:, :6].any()
    assert not trials.inputs[:, 46:].any()
    sign = np.sign(trials.targets[:, -1, 0])
    assert stats.binomtest(int((sign > 0).sum()), 4000).pvalue > 1e-3
    np.testing.assert_array_equal(
        trials.targets[:, 46:, 0], 0.5 * np.repeat(sign, 20).reshape(-1, 20)
    )
    assert not trials.targets[:, :46].any()
    mask = np.ones(66)
    mask[6:46] = 0
    assert (trials.mask[:, :, 0] == mask).all()

    spread = 0.2 / np.sqrt(DT)
    assert evidence.std(axis=1).mean() == pytest.approx(spread, rel=0.02)
    # The sum of three normal distributions, one for each mean
    means = sign * evidence.mean(axis=1)
    mixture = np.mean(
        [stats.norm(m, spread / np.sqrt(40)).cdf(np.sort(means)) for m in (0.1, 0.2, 0.4)], axis=0
    )
    assert np.abs(mixture - np.arange(4000) / 4000).max() < 1.95 / np.sqrt(4000)  # Kolmogorov
    assert trials.shown_phases(0).tolist() == [3, 23]
