"""The reproduction of an interval: ready, set, go."""

from dataclasses import dataclass

import numpy as np

from .task import Interval, Task, Trials, between, parameter, steps_between, time


@dataclass(frozen=True)
class ReadySetGo(Task):
    """Measure the interval between two pulses, and produce it.

    The task is that of Jazayeri and Shadlen, Nature Neuroscience 13:1020 (2010). Wang et al. (the
    paper's reference [37]) study the production of such intervals. The target is a bump, a
    Gaussian function of time, whose peak comes as long after the second pulse as this came after
    the first: a ramp could be nearly right without any measurement. Trials are padded to the
    longest; the padding is not penalised.
    """

    n_inputs = 1
    n_outputs = 1

    fixation: float = time("before the first pulse")
    pulse: float = time("of a pulse, at most the shortest interval")
    interval: Interval = time("from one pulse's onset to the other's; uniform", exclusiveMinimum=0)
    width: float = time("of the bump, its standard deviation")
    rest: float = time("from the bump's peak to the end of the trial")
    target: float = parameter("height of the bump")

    def __post_init__(self):
        super().__post_init__()
        if self.pulse > self.interval[0]:
            raise ValueError(
                f"pulse is {self.pulse}: it must be at most the shortest interval, "
                f"{self.interval[0]}, or the pulses overlap"
            )

    def sample(self, rng: np.random.Generator, n_trials: int, dt: float) -> Trials:
        """Draw `n_trials` trials with steps of `dt`."""
        first, pulse = round(self.fixation / dt), round(self.pulse / dt)
        interval = steps_between(rng, self.interval, n_trials, dt)
        second = first + interval  # (B, 1), in steps
        go = second + interval
        end = go + round(self.rest / dt)
        longest = end.max() - 2 * interval.max() + 2 * round(self.interval[1] / dt)

        steps = np.arange(longest)
        inputs = between(steps, first, first + pulse) + between(steps, second, second + pulse)
        bump = np.exp(-0.5 * ((steps + 1 - go) * dt / self.width) ** 2)
        targets = (self.target * bump * between(steps, second, end)).astype(np.float32)
        mask = between(steps, 0, end)
        phases = np.hstack([np.full_like(second, first), second, go, end]) * dt
        return Trials(inputs[:, :, None], targets[:, :, None], mask[:, :, None], phases)
