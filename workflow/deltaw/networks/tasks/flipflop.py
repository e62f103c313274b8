"""The flip-flop task (Fig. 1a)."""

from dataclasses import dataclass

import numpy as np

from .task import Interval, Task, Trials, parameter, time


def _last_nonzero(values: np.ndarray) -> np.ndarray:
    """Return the last value along axis 1 that is not 0, up to each of its entries, else 0."""
    place = np.where(values != 0, np.arange(values.shape[1])[:, None], 0)
    return np.take_along_axis(values, np.maximum.accumulate(place, axis=1), axis=1)


@dataclass(frozen=True)
class FlipFlop(Task):
    """Remember the sign of the last pulse of each channel (Fig. 1a).

    The first pulse starts at `start`; from one onset to the next pass `decision` and a
    uniform draw from `delay`. In the variant "independent" each channel's target is the sign
    of its own last pulse (the paper's text) and is penalised from its first pulse on; in
    "latest" the channel that was not pulsed last returns to 0 (the paper's Fig. 1a). Nothing
    is penalised within `decision` of an onset.
    """

    channels: int = parameter("inputs, and outputs", minimum=1, maximum=100)
    variant: str = parameter(
        "each channel for itself, or the latest pulse alone", choices=("independent", "latest")
    )
    duration: float = time("of a trial")
    start: float = time("onset of the first pulse", minimum=0)
    pulse: float = time("of a pulse")
    decision: float = time("after an onset, not penalised")
    delay: Interval = time("from the end of a decision to the next onset; uniform", minimum=0)
    amplitude: float = parameter("of the pulses")
    target: float = parameter("times the sign of the last pulse")

    @property
    def n_inputs(self) -> int:
        """Return I, one input a channel."""
        return self.channels

    n_outputs = n_inputs

    def sample(self, rng: np.random.Generator, n_trials: int, dt: float) -> Trials:
        """Draw `n_trials` trials with steps of `dt`."""
        n_steps, start = round(self.duration / dt), round(self.start / dt)
        undecided = round(self.decision / dt)
        shortest = max(int(self.delay[0] / dt) + undecided, 1)
        n_pulses = max(n_steps - start - 1, 0) // shortest + 1
        # Every trial draws the same count of numbers, whether its last pulses fit or not.
        delays = rng.uniform(*self.delay, size=(n_trials, n_pulses - 1))
        channel = rng.integers(self.channels, size=(n_trials, n_pulses))
        sign = rng.choice(np.array([-1.0, 1.0]), size=(n_trials, n_pulses))

        waits = np.floor(delays / dt).astype(int) + undecided
        onset = np.full((n_trials, n_pulses), start)
        onset[:, 1:] += np.cumsum(np.maximum(waits, 1), axis=1)

        trial, pulse = np.nonzero(onset < n_steps)
        begun = np.zeros((n_trials, n_steps), dtype=int)
        begun[trial, onset[trial, pulse]] = 1
        n_begun = begun.cumsum(axis=1)  # of each step; 0 before the first pulse

        # Tables of what holds once p pulses have begun, p = 0, 1, ..., are shorter than trials.
        row = np.arange(n_trials)[:, None]
        latest = np.zeros((n_trials, n_pulses + 1, self.channels), dtype=np.float32)
        latest[row, np.arange(1, n_pulses + 1), channel] = sign
        independent = self.variant == "independent"
        kept = _last_nonzero(latest) if independent else latest
        penalised = kept != 0 if independent else kept.any(axis=2, keepdims=True)
        penalised = np.broadcast_to(penalised, kept.shape)

        def look_up(table, n_begun):
            return table.reshape(-1, self.channels).take(row * (n_pulses + 1) + n_begun, axis=0)

        age = np.arange(n_steps) - onset[row, np.maximum(n_begun - 1, 0)]
        inputs = look_up(self.amplitude * latest, n_begun * (age < round(self.pulse / dt)))
        targets = look_up(self.target * kept, n_begun)
        mask = look_up(penalised, n_begun * (age >= undecided))
        phases = np.where(onset < n_steps, onset * dt, np.nan)
        return Trials(inputs, targets, mask.astype(np.float32), phases)
