"""The delayed match to sample, as Dubreuil et al. trained it."""

from dataclasses import dataclass

import numpy as np

from .task import Interval, Task, Trials, between, parameter, steps_between, time


@dataclass(frozen=True)
class MatchToSample(Task):
    """Say whether the second of two stimuli is the same as the first.

    Dubreuil et al. (the paper's reference [8]) train low-rank networks on this task. A stimulus
    is a pulse in one of two inputs; half of the trials match. The output is penalised up to the
    end of the second stimulus (target 0) and in the decision. Trials are padded to the longest;
    the padding is not penalised.
    """

    n_inputs = 2
    n_outputs = 1

    fixation: float = time("before the first stimulus")
    pulse: float = time("of a stimulus")
    delay: Interval = time("between the stimuli; uniform", minimum=0)
    wait: float = time("from the second stimulus to the decision, not penalised", minimum=0)
    decision: float = time("at the end, in which the answer is penalised")
    target: float = parameter("of a match; without a match its negative")

    def sample(self, rng: np.random.Generator, n_trials: int, dt: float) -> Trials:
        """Draw `n_trials` trials with steps of `dt`."""
        first, pulse = round(self.fixation / dt), round(self.pulse / dt)
        delay = steps_between(rng, self.delay, n_trials, dt)
        shown = rng.integers(2, size=(n_trials, 2))  # the input of each stimulus
        second = first + pulse + delay  # (B, 1), in steps
        go = second + pulse + round(self.wait / dt)
        end = go + round(self.decision / dt)
        longest = end.max() - delay.max() + round(self.delay[1] / dt)

        steps = np.arange(longest)
        inputs = np.zeros((n_trials, longest, 2), dtype=np.float32)
        for stimulus, onset in zip(shown.T, (first, second), strict=True):
            inputs[np.arange(n_trials), :, stimulus] += between(steps, onset, onset + pulse)
        deciding = between(steps, go, end)
        sign = np.where(shown[:, :1] == shown[:, 1:], 1, -1)
        targets = (self.target * sign * deciding).astype(np.float32)
        mask = deciding + between(steps, 0, second + pulse)
        phases = np.tile(np.array([first, first + pulse, 0, pulse, 0, 0]), (n_trials, 1))
        phases[:, 2:] += np.hstack([second, second, go, end])
        return Trials(inputs, targets[:, :, None], mask[:, :, None], phases * dt)
