"""The comparison of two pulses of Romo et al. (Fig. 1c)."""

from dataclasses import dataclass

import numpy as np

from .task import Interval, Task, Trials, between, parameter, time


@dataclass(frozen=True)
class Romo(Task):
    """Compare the heights of two pulses (Fig. 1c).

    Output 0 stands for "the first was larger", output 1 for the second. Trials are padded to
    the longest; the padding is not penalised.
    """

    n_inputs = 1
    n_outputs = 2

    fixation: float = time("before the first pulse")
    pulse: float = time("of a pulse")
    delay: Interval = time("between the pulses; uniform", minimum=0)
    wait: float = time("from the second pulse to the decision, not penalised", minimum=0)
    decision: float = time("at the end, in which the answer is penalised")
    heights: Interval = parameter("of the pulses; uniform", minimum=0)
    least_difference: float = parameter(
        "heights are drawn again until they differ by it", minimum=0
    )
    target: float = parameter("on the output of the larger pulse")

    def __post_init__(self):
        super().__post_init__()
        widest = self.heights[1] - self.heights[0]
        if widest <= self.least_difference:
            raise ValueError(
                f"least_difference is {self.least_difference}: it must be below the range of "
                f"heights, {widest:g}, or no pair differs enough"
            )

    def sample(self, rng: np.random.Generator, n_trials: int, dt: float) -> Trials:
        """Draw `n_trials` trials with steps of `dt`."""
        pulse = round(self.pulse / dt)
        first = round(self.fixation / dt)
        delay = np.floor(rng.uniform(*self.delay, size=n_trials) / dt).astype(int)[:, None]
        heights = self._heights(rng, n_trials)
        second = first + pulse + delay  # (B, 1), in steps
        go = second + pulse + round(self.wait / dt)
        end = go + round(self.decision / dt)
        longest = end.max() - delay.max() + int(self.delay[1] / dt)

        steps = np.arange(longest)[None, :]
        inputs = heights[:, :1] * between(steps, first, first + pulse)
        inputs += heights[:, 1:] * between(steps, second, second + pulse)
        deciding = between(steps, go, end)
        target = np.float32(self.target) * deciding
        first_larger = heights[:, :1] > heights[:, 1:]
        mask = deciding + between(steps, 0, second + pulse)
        phases = np.tile(np.array([first, first + pulse, 0, pulse, 0, 0]), (n_trials, 1))
        phases[:, 2:] += np.hstack([second, second, go, end])
        return Trials(
            inputs[:, :, None].astype(np.float32),
            np.stack([target * first_larger, target * ~first_larger], axis=2),
            np.stack([mask, mask], axis=2),
            phases * dt,
        )

    def _heights(self, rng: np.random.Generator, n_trials: int) -> np.ndarray:
        """Draw pairs of heights, shape (B, 2), until those of each trial differ enough."""
        heights = rng.uniform(*self.heights, size=(n_trials, 2))
        while True:
            close = np.abs(heights[:, 0] - heights[:, 1]) < self.least_difference
            if not close.any():
                return heights
            heights[close] = rng.uniform(*self.heights, size=(close.sum(), 2))
