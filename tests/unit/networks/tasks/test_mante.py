"""Trials of the Mante task."""

import numpy as np
import pytest
from scipy import stats

from deltaw.randomness import generator

DT = 0.5


def sample(task, n_trials, seed=0):
    return task.sample(generator(seed, "test"), n_trials, DT)


@pytest.mark.parametrize("task", ["mante"], indirect=True)
def test_mante(task):
    trials = sample(task, 4000)
    context = trials.inputs[:, 20, 2:]
    assert (context.sum(axis=1) == 1).all()
    assert (trials.inputs[:, 6:46, 2:] == context[:, None]).all()
    assert not trials.inputs[:, :6, 2:].any()
    assert not trials.inputs[:, 46:, 2:].any()
    noise = trials.inputs[:, 46:, :2]
    assert noise.std() == pytest.approx(0.05 / np.sqrt(DT), rel=0.01)
    coherence = trials.inputs[:, 6:46, :2].mean(axis=1)
    levels = np.array([-1, -0.5, -0.25, -0.125, 0.125, 0.25, 0.5, 1])
    nearest = np.abs(coherence[..., None] - levels).argmin(axis=-1)
    assert np.abs(coherence - levels[nearest]).max() < 0.06
    assert stats.chisquare(np.bincount(nearest.ravel())).pvalue > 1e-3
    relevant = (coherence * context).sum(axis=1)
    np.testing.assert_array_equal(
        trials.targets[:, 56:, 0], np.repeat(0.5 * np.sign(relevant)[:, None], 40, axis=1)
    )
    assert not trials.targets[:, :56].any()
    mask = np.ones(96)
    mask[46:56] = 0
    assert (trials.mask[:, :, 0] == mask).all()
