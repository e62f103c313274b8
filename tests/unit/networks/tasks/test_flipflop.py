"""Shapes, phases, masks and distributions of the three tasks."""

import dataclasses

import numpy as np
import pytest
from deltaw.tasks import TASKS, Batches, make_task
from scipy import stats

from deltaw.randomness import generator
from reference import PLAIN_TRIALS

DT = 0.5
NAMES = ["flipflop", "mante", "romo"]
SHAPES = {"flipflop": (100, 2, 2), "mante": (96, 4, 1), "romo": (56, 1, 2)}


def sample(task, n_trials, seed=0):
    return task.sample(generator(seed, "test"), n_trials, DT)


@pytest.mark.parametrize("task", NAMES, indirect=True)
def test_shapes_and_types(task):
    n_steps, n_inputs, n_outputs = SHAPES[task.kind]
    trials = sample(task, 7)
    assert (task.n_inputs, task.n_outputs) == (n_inputs, n_outputs)
    assert trials.inputs.shape == (7, n_steps, n_inputs)
    assert trials.targets.shape == trials.mask.shape == (7, n_steps, n_outputs)
    assert {a.dtype for a in trials[:3]} == {np.dtype(np.float32)}
    assert set(np.unique(trials.mask)) == {0.0, 1.0}


@pytest.mark.parametrize("task", NAMES, indirect=True)
def test_same_generator_same_trials(task):
    for a, b in zip(sample(task, 5, 3), sample(task, 5, 3), strict=True):
        np.testing.assert_array_equal(a, b)
    assert not np.array_equal(sample(task, 5, 3).inputs, sample(task, 5, 4).inputs)


@pytest.mark.parametrize("task", NAMES, indirect=True)
def test_same_distribution_as_the_plain_loop(task):
    """Mean and second moment of every step agree with trials that are drawn one by one."""
    fast = sample(task, 4000)[:3]
    plain = PLAIN_TRIALS[task.kind](np.random.default_rng(1), task, 4000, DT)
    for ours, theirs in zip(fast, plain, strict=True):
        assert ours.shape == theirs.shape
        for power in (1, 2):
            a, b = ours.astype(float) ** power, theirs.astype(float) ** power
            error = np.sqrt((a.var(axis=0) + b.var(axis=0)) / 4000)
            difference = np.abs(a.mean(axis=0) - b.mean(axis=0))
            assert (difference <= 5 * error + 1e-6).all()


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
    held, seen = np.zeros(2), np.zeros(2, dtype=bool)
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
def test_flipflop_targets_and_mask(task, variant):
    task = dataclasses.replace(task, variant=variant)
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


@pytest.mark.parametrize("task", NAMES, indirect=True)
def test_a_larger_batch_for_evaluation_leaves_training_alone(task):
    """Streams are apart: drawing evaluation trials in between changes no batch."""
    alone = task.sample(generator(0, "batch", 1), 4, DT)
    task.sample(generator(0, "evaluation"), 512, DT)
    again = task.sample(generator(0, "batch", 1), 4, DT)
    np.testing.assert_array_equal(alone.inputs, again.inputs)


def test_unknown_kind_names_the_known_ones():
    with pytest.raises(ValueError, match="flipflop, mante, romo"):
        make_task("flip-flop")
    assert set(TASKS) == set(NAMES)


@pytest.mark.parametrize("task", ["flipflop", "mante", "romo"], indirect=True)
def test_batches_depend_on_nothing_but_their_epoch(task):
    def batches():
        return Batches(task, lambda number: generator(0, "batches", number), 4, DT)

    in_order = batches()
    first = [in_order(epoch) for epoch in range(20)]
    for epoch in (19, 3, 11):
        for ours, expected in zip(batches()(epoch), first[epoch], strict=True):
            np.testing.assert_array_equal(ours, expected)
    assert all(len(trials.inputs) == 4 for trials in first)
    # All are different: none is handed out twice.
    assert len({trials.inputs.tobytes() for trials in first}) == 20
