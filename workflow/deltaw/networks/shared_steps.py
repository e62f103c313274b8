"""Which trials of a batch can be stepped as one, and for how long.

Networks without noise of their own give trials whose inputs have been the same the same state,
so that one row of the state serves them until their inputs part; and nothing that happens after
a trial's last penalised step enters the loss or its gradient. Both are exact.
"""

from typing import NamedTuple

import numpy as np

# Rows begin and end in groups of this size: a product of 4 rows takes little longer than one of 2.
GROUP = 4


class Shared(NamedTuple):
    """The rows in which a batch of B trials with T steps is stepped.

    Slot k, from 0 to T, holds the rows before step k, which are those after step k - 1. Row
    numbers count within a slot; rows of all slots together number R.

    Attributes
    ----------
    sizes : list of int, length T + 1
        Rows of each slot: they rise, then fall.
    parents : numpy.ndarray, shape (B,)
        The row whose state each row copies when it begins.
    trial, step : numpy.ndarray, shape (R - sizes[T],)
        Which trial's input at which step enters each row of the slots 0 to T - 1.
    place : numpy.ndarray, shape (B, T)
        Which of the rows of slots 1 to T, counted from the start of slot 1, has the output of
        each trial and step; 0 after the trial's last penalised step.
    """

    sizes: list[int]
    parents: np.ndarray
    trial: np.ndarray
    step: np.ndarray
    place: np.ndarray


def share(inputs: np.ndarray, mask: np.ndarray, private: bool = False) -> Shared:
    """Find the rows of a batch.

    Parameters
    ----------
    inputs : numpy.ndarray, shape (B, T, I)
    mask : numpy.ndarray, shape (B, T, O)
        Not 0 where an output is penalised.
    private : bool
        Whether each trial has noise of its own, so that none shares its state.
    """
    n_trials, n_steps, _ = inputs.shape
    order = by_start(inputs)
    begin = np.zeros(n_trials, dtype=int) if private else _partings(inputs[order])
    end = _ends(mask[order])

    rank = np.empty(n_trials, dtype=int)
    by_begin = np.lexsort((-end, begin))
    rank[by_begin] = np.arange(n_trials)
    steps = np.arange(n_steps)
    begun = _whole_groups(np.searchsorted(begin[by_begin], steps, side="right"), n_trials)
    begin = np.searchsorted(begun, rank, side="right")

    # A trial follows the last row in order that has begun: none between them has parted yet.
    follows = np.where(steps >= begin[:, None], np.arange(n_trials)[:, None], 0)
    row = rank[np.maximum.accumulate(follows, axis=0)]
    parents = np.empty(n_trials, dtype=int)
    parents[rank] = row[np.arange(n_trials), np.maximum(begin - 1, 0)]

    needed = np.where(steps < end[:, None], row + 1, 1).max(axis=0)
    needed = np.maximum.accumulate(needed[::-1])[::-1]
    counts = np.minimum(begun, _whole_groups(needed, n_trials))
    sizes = np.maximum(np.append(counts, 1), np.insert(counts, 0, 1))
    starts = np.cumsum(sizes) - sizes

    step = np.repeat(steps, sizes[:-1])
    trial = order[by_begin][np.arange(len(step)) - starts[step]]
    place = np.empty((n_trials, n_steps), dtype=int)
    place[order] = np.where(steps < end[:, None], starts[1:] - sizes[0] + row, 0)
    return Shared(sizes.tolist(), parents, trial, step, place)


def by_start(inputs: np.ndarray) -> np.ndarray:
    """Return an order of trials, shape (B,), that puts those with the same start side by side."""
    encoded = [trial.tobytes() for trial in inputs]
    return np.array(sorted(range(len(inputs)), key=encoded.__getitem__))


def _partings(inputs: np.ndarray) -> np.ndarray:
    """Return the step at which each trial first differs from the one before it, else T."""
    n_trials, n_steps, n_inputs = inputs.shape
    flat = inputs.reshape(n_trials, -1)
    return np.insert(_first(flat[1:] != flat[:-1], n_steps, n_inputs), 0, 0)


def _ends(mask: np.ndarray) -> np.ndarray:
    """Return how many steps each trial has up to its last penalised one."""
    n_trials, n_steps, n_outputs = mask.shape
    backwards = mask.reshape(n_trials, -1)[:, ::-1] != 0
    return n_steps - _first(backwards, n_steps, n_outputs)


def _first(where: np.ndarray, n_steps: int, width: int) -> np.ndarray:
    """Return the step of the first true entry of each row of T steps of that width, else T."""
    first = where.argmax(axis=1)
    return np.where(where[np.arange(len(where)), first], first // width, n_steps)


def _whole_groups(rows: np.ndarray, most: int) -> np.ndarray:
    return np.minimum(-(-rows // GROUP) * GROUP, most)
