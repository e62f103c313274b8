"""Trials of the flip-flop task."""

import dataclasses

import numpy as np
import pytest
from scipy import stats

from deltaw.randomness import generator
from reference import plain_flipflop

DT = 0.5


def sample(task, n_trials, seed=0):
    return task.sample(generator(seed, "test"), n_trials, DT)


def onsets(trials, trial):
    active = trials.inputs[trial].any(axis=1)
    return np.flatnonzero(active & ~np.roll(active, 1))


@pytest.mark.parametrize("task", ["flipflop"], indirect=True)
def test_flipflop_pulses_and_delays(task):
    trials = sample(task, 3000)
    waits = [np.diff(onsets(trials, b)[:2]) for b in range(3000)]
    waits = np.concatenate(waits)
    # From onset to onset: 5 + uniform(5, 25), cut by the trial's end
    assert waits.min() == 20
    assert waits.max() == 59
    assert all(onsets(trials, b)[0] == 2 for b in range(3000))
    # The first wait always fits, so its steps are uniform over 20 .. 59
    assert stats.chisquare(np.bincount(waits)[20:60]).pvalue > 1e-3
    signs = trials.inputs[:, 2].sum(axis=1)
    assert stats.binomtest(int((signs > 0).sum()), 3000).pvalue > 1e-3
    assert stats.binomtest(int((trials.inputs[:, 2, 0] != 0).sum()), 3000).pvalue > 1e-3
    assert set(np.unique(signs)) == {-1.0, 1.0}


def expected_flipflop(inputs, variant, n_decision=10):
    """Return target and mask of one trial from its inputs, by the task's words."""
    channels = inputs.shape[1]
    held, seen = np.zeros(channels), np.zeros(channels, dtype=bool)
    target, mask = np.zeros_like(inputs), np.zeros_like(inputs)
    free = -1
    for k in range(len(inputs)):
        if inputs[k].any() and not (k and inputs[k - 1].any()):
            channel = np.flatnonzero(inputs[k])[0]
            if variant == "latest":
                held[:], seen[:] = 0, True
            held[channel], seen[channel] = 0.5 * np.sign(inputs[k, channel]), True
            free = k + n_decision
        target[k] = held
        mask[k] = seen & (k >= free)
    return target, mask


@pytest.mark.parametrize("task", ["flipflop"], indirect=True)
@pytest.mark.parametrize("variant", ["independent", "latest"])
@pytest.mark.parametrize("channels", [1, 2, 3, 5])
def test_flipflop_targets_and_mask(task, variant, channels):
    task = dataclasses.replace(task, variant=variant, channels=channels)
    trials = sample(task, 200)
    for b in range(200):
        target, mask = expected_flipflop(trials.inputs[b], variant)
        np.testing.assert_array_equal(trials.mask[b], mask)
        np.testing.assert_array_equal(trials.targets[b], target)


@pytest.mark.parametrize("task", ["flipflop"], indirect=True)
def test_flipflop_pulse_in_the_last_step_does_not_reach_the_first(task):
    trials = sample(task, 5000)
    last = trials.inputs[:, -1].any(axis=1) & ~trials.inputs[:, -2].any(axis=1)
    assert last.any()
    assert not trials.inputs[last, :2].any()
    assert not trials.targets[last, :2].any()


@pytest.mark.parametrize("task", ["flipflop"], indirect=True)
@pytest.mark.parametrize("channels", [1, 3, 5])
def test_flipflop_of_other_channels(task, channels):
    task = dataclasses.replace(task, channels=channels)
    trials = sample(task, 3000)
    assert task.n_inputs == task.n_outputs == channels
    assert {a.shape for a in trials[:3]} == {(3000, 100, channels)}
    pulsed = trials.inputs != 0
    assert pulsed.sum(axis=2).max() == 1
    first = pulsed[:, 2].argmax(axis=1)
    share = np.bincount(first, minlength=channels) / 3000
    np.testing.assert_allclose(share, 1 / channels, atol=5 / np.sqrt(channels * 3000))
    sign = np.zeros((3000, channels))  # of each channel's last pulse
    for u, target in zip(trials.inputs.swapaxes(0, 1), trials.targets.swapaxes(0, 1), strict=True):
        sign = np.where(u, np.sign(u), sign)
        np.testing.assert_array_equal(target, 0.5 * sign)


@pytest.mark.parametrize("task", ["flipflop"], indirect=True)
def test_three_channels_have_the_distribution_of_the_plain_loop(task):
    task = dataclasses.replace(task, channels=3)
    plain = plain_flipflop(np.random.default_rng(1), task, 4000, DT)
    for ours, theirs in zip(sample(task, 4000)[:3], plain, strict=True):
        a, b = ours.astype(float), theirs.astype(float)
        error = np.sqrt((a.var(axis=0) + b.var(axis=0)) / 4000)
        assert (np.abs(a.mean(axis=0) - b.mean(axis=0)) <= 5 * error + 1e-6).all()


@pytest.mark.parametrize("task", ["flipflop"], indirect=True)
def test_a_pulse_ends_where_the_next_begins(task):
    """Pulses longer than the way to the next onset never overlap."""
    task = dataclasses.replace(task, pulse=30, delay=(10, 20))
    trials = sample(task, 200)
    assert ((trials.inputs != 0).sum(axis=2)[:, 2:] == 1).all()


@pytest.mark.parametrize("task", ["flipflop"], indirect=True)
def test_phases_of_a_flipflop_are_its_onsets(task):
    trials = sample(task, 50)
    for b in range(50):
        np.testing.assert_array_equal(trials.shown_phases(b), DT * onsets(trials, b))
