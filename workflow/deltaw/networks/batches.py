"""The trials that a network is trained on."""

from collections.abc import Callable

import numpy as np

from .tasks import Task, Trials


class Batches:
    """The batch of each epoch of a training, independent of those asked for before.

    They are drawn several at a time, as a draw of one costs more in calls than in numbers.

    Parameters
    ----------
    task : Task
    rng : callable
        Returns the generator of the draw with that number.
    n_trials : int
        B, the trials of one batch.
    dt : float
        Euler step, in units of the time constant.
    """

    DRAWN_TOGETHER = 8

    def __init__(
        self, task: Task, rng: Callable[[int], np.random.Generator], n_trials: int, dt: float
    ):
        self.task, self.rng, self.n_trials, self.dt = task, rng, n_trials, dt
        self.number = -1
        self.drawn: Trials

    def __call__(self, epoch: int) -> Trials:
        """Return the trials of an epoch."""
        number, place = divmod(epoch, self.DRAWN_TOGETHER)
        if number != self.number:
            count = self.DRAWN_TOGETHER * self.n_trials
            self.drawn = self.task.sample(self.rng(number), count, self.dt)
            self.number = number
        part = slice(place * self.n_trials, (place + 1) * self.n_trials)
        return self.drawn.part(part)
