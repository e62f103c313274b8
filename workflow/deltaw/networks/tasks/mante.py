"""The context-dependent decision task of Mante et al. (Fig. 1b)."""

from dataclasses import dataclass

import numpy as np

from .task import Task, Trials, parameter, time


@dataclass(frozen=True)
class Mante(Task):
    """Decide on the sign of the signal that the context names (Fig. 1b).

    Inputs 0 and 1 are the noisy signals, 2 and 3 the contexts. The output is penalised in
    fixation and stimulus (target 0) and in the decision, not in the delay.
    """

    n_inputs = 4
    n_outputs = 1
    input_panels = (("Signal", "u", 2), ("Context", "c", 2))

    fixation: float = time("before the stimulus")
    stimulus: float = time("of the signals and the context")
    delay: float = time("from stimulus to decision, not penalised", minimum=0)
    decision: float = time("at the end, in which the answer is penalised")
    coherences: tuple[float, ...] = parameter("of the signals, of either sign", exclusiveMinimum=0)
    noise: float = parameter("standard deviation, divided by sqrt(dt) in each step", minimum=0)
    target: float = parameter("times the sign of the relevant coherence")

    def sample(self, rng: np.random.Generator, n_trials: int, dt: float) -> Trials:
        """Draw `n_trials` trials with steps of `dt`.

        Raises
        ------
        ValueError
            If the stimulus has no step: only noise would enter, on which nothing can be decided.
        """
        lengths = (self.fixation, self.stimulus, self.delay, self.decision)
        on, off, go, end = np.cumsum([round(length / dt) for length in lengths])
        if on == off:
            raise ValueError(f"stimulus is {self.stimulus}: it has no step of {dt}")
        levels = np.concatenate([self.coherences, -np.asarray(self.coherences)])
        coherence = rng.choice(levels, size=(n_trials, 2)).astype(np.float32)
        context = rng.integers(2, size=n_trials)
        noise = rng.standard_normal((n_trials, end, 2), dtype=np.float32)

        inputs = np.zeros((n_trials, end, 4), dtype=np.float32)
        inputs[:, :, :2] = self.noise / np.sqrt(dt) * noise
        inputs[:, on:off, :2] += coherence[:, None, :]
        inputs[:, on:off, 2:] = np.eye(2)[context][:, None, :]
        targets = np.zeros((n_trials, end, 1), dtype=np.float32)
        relevant = coherence[np.arange(n_trials), context]
        targets[:, go:, 0] = self.target * np.sign(relevant)[:, None]
        mask = np.ones_like(targets)
        mask[:, off:go] = 0.0
        phases = np.tile(np.array([on, off, go]) * dt, (n_trials, 1))
        return Trials(inputs, targets, mask, phases)
