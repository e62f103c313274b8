"""The perceptual decision on noisy evidence of Britten et al."""

from dataclasses import dataclass

import numpy as np

from .task import Task, Trials, parameter, time


@dataclass(frozen=True)
class Perceptual(Task):
    """Decide whether the mean of a noisy input is above or below 0.

    The task is that of Britten, Shadlen, Newsome and Movshon, J. Neurosci. 12:4745 (1992), where
    dots move to one of two sides. The output is penalised in fixation (target 0) and in the
    decision, not during the stimulus.
    """

    n_inputs = 1
    n_outputs = 1

    fixation: float = time("before the stimulus")
    stimulus: float = time("of the input")
    decision: float = time("at the end, in which the answer is penalised")
    means: tuple[float, ...] = parameter("of the input, of either sign", exclusiveMinimum=0)
    noise: float = parameter("standard deviation, divided by sqrt(dt) in each step", minimum=0)
    target: float = parameter("times the sign of the mean")

    def sample(self, rng: np.random.Generator, n_trials: int, dt: float) -> Trials:
        """Draw `n_trials` trials with steps of `dt`."""
        lengths = (self.fixation, self.stimulus, self.decision)
        on, off, end = np.cumsum([round(length / dt) for length in lengths])
        sign = rng.choice([-1, 1], size=(n_trials, 1))
        mean = sign * rng.choice(self.means, size=(n_trials, 1))
        noise = self.noise / np.sqrt(dt) * rng.standard_normal((n_trials, off - on))

        inputs = np.zeros((n_trials, end, 1), dtype=np.float32)
        inputs[:, on:off, 0] = mean + noise
        targets = np.zeros_like(inputs)
        targets[:, off:, 0] = self.target * sign
        mask = np.ones_like(inputs)
        mask[:, on:off] = 0
        phases = np.tile(np.array([on, off]) * dt, (n_trials, 1))
        return Trials(inputs, targets, mask, phases)
