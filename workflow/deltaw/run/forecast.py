"""How long a run will take yet: what its rules ask for, corrected by what its jobs took."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable

OVERHEAD = 3  # seconds that every job takes to start
GRANTED = 2  # minutes that a computed `runtime` (rules/common.smk) grants a job to start
MARGIN = 3  # times the measured length that it asks for on top


def expected_seconds(runtime: float | None) -> float:
    """Return how long a job should take.

    Parameters
    ----------
    runtime : float or None
        The minutes that its rule computes from the job's size, or None of a rule that asks
        for a fixed, generous time, as plots do, which take seconds.
    """
    measured = 0 if runtime is None else max(runtime - GRANTED, 0) * 60 / MARGIN
    return OVERHEAD + measured


class Forecast:
    """The time left of a run, from its plan and its jobs' starts and ends.

    A job is expected to take what its rule asks for, times what the finished jobs of this rule
    took over what they were expected to take. As many jobs as run now are taken to run on.

    Parameters
    ----------
    clock : callable
        Returns the time in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._clock = clock
        self._rules: dict[int, str] = {}
        self._expected: dict[int, float] = {}
        self._started: dict[int, float] = {}
        self._taken: dict[str, float] = defaultdict(float)
        self._asked: dict[str, float] = defaultdict(float)

    def plan(self, jobs: Iterable[tuple[int, str, float]]) -> None:
        """Take the planned jobs: number, rule and expected seconds."""
        for job, rule, expected in jobs:
            self._rules[job] = rule
            self._expected[job] = expected

    def start(self, job: int) -> None:
        """Note that a job starts now."""
        if job in self._expected:
            self._started[job] = self._clock()

    def finish(self, job: int) -> None:
        """Note that a job has finished."""
        if job not in self._started:
            return
        rule = self._rules[job]
        self._taken[rule] += self._clock() - self._started.pop(job)
        self._asked[rule] += self._expected.pop(job)

    def fail(self, job: int) -> None:
        """Note that a job has failed; it may be started again."""
        self._started.pop(job, None)

    def _length(self, job: int) -> float:
        """Return the expected seconds of a job, corrected by its rule's finished ones."""
        rule = self._rules[job]
        asked = self._asked[rule]
        return self._expected[job] * (self._taken[rule] / asked if asked else 1)

    def seconds(self) -> float | None:
        """Return the seconds left, or None while no planned job runs."""
        if not self._started:
            return None
        now = self._clock()
        running = [max(self._length(j) - (now - t), 0) for j, t in self._started.items()]
        waiting = sum(self._length(j) for j in self._expected if j not in self._started)
        return max((sum(running) + waiting) / len(running), *running)


def in_words(seconds: float | None) -> str:
    """Return a time left as it is shown: 40 s, 3 min, 2 h 10 min."""
    if seconds is None:
        return ""
    if seconds < 60:
        return f"{max(round(seconds / 5) * 5, 5)} s left"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min left" if hours else f"{minutes} min left"
