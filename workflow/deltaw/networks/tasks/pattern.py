"""The generation of a periodic pattern, as Sussillo and Abbott trained it."""

from dataclasses import dataclass

import numpy as np

from .task import Interval, Task, Trials, between, parameter, steps_between, time


@dataclass(frozen=True)
class Pattern(Task):
    """Start a sum of sines with a pulse, and keep it going.

    Sussillo and Abbott (the paper's reference [33]) train networks to generate sums of sines
    without any input. Here a pulse starts them, so that each trial knows its phase. The output is
    penalised before the pulse (target 0) and throughout the pattern. Trials are padded to the
    longest; the padding is not penalised.
    """

    n_inputs = 1
    n_outputs = 1

    start: Interval = time("onset of the pulse; uniform", minimum=0)
    pulse: float = time("of the pulse")
    duration: float = time("of the pattern, from the onset of the pulse")
    periods: tuple[float, ...] = time("of the sines, above two steps each", exclusiveMinimum=0)
    target: float = parameter("amplitude of each sine")

    def sample(self, rng: np.random.Generator, n_trials: int, dt: float) -> Trials:
        """Draw `n_trials` trials with steps of `dt`.

        Raises
        ------
        ValueError
            If a sine has a period of two steps or less: no step would show it.
        """
        if min(self.periods) <= 2 * dt:
            raise ValueError(f"periods has {min(self.periods)}: it must be above 2 steps of {dt}")
        start = steps_between(rng, self.start, n_trials, dt)  # (B, 1), in steps
        end = start + round(self.duration / dt)
        longest = round(self.start[1] / dt) + round(self.duration / dt)

        steps = np.arange(longest)
        inputs = between(steps, start, start + round(self.pulse / dt))
        since = dt * (steps + 1 - start)
        sines = sum(np.sin(2 * np.pi / period * since) for period in self.periods)
        targets = (self.target * sines * between(steps, start, end)).astype(np.float32)
        mask = between(steps, 0, end)
        phases = np.hstack([start, end]) * dt
        return Trials(inputs[:, :, None], targets[:, :, None], mask[:, :, None], phases)
