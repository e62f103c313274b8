"""The three neuroscience tasks of the paper (Section 2, Fig. 1a-c).

A task is a frozen dataclass whose fields are durations (in units of the neuron's time
constant) and amplitudes. ``sample`` draws trials; nothing else is random. To add a task,
write such a class, decorate it with ``@register`` and name it in the config.
"""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np


class Trials(NamedTuple):
    """Trials of one task; all arrays are float32.

    Attributes
    ----------
    inputs : numpy.ndarray, shape (B, T, I)
        u, the input of each step.
    targets : numpy.ndarray, shape (B, T, O)
        The target of the output after each step.
    mask : numpy.ndarray, shape (B, T, O)
        1 where the output is penalised, else 0.
    phases : numpy.ndarray, shape (B, P)
        Boundaries of the trial's phases, in units of the time constant; NaN where a trial
        has fewer than P.
    """

    inputs: np.ndarray
    targets: np.ndarray
    mask: np.ndarray
    phases: np.ndarray


TASKS: dict[str, type] = {}


def register(task: type) -> type:
    """Make a task known to the config under its ``kind``."""
    TASKS[task.kind] = task
    return task


def make_task(kind: str, **parameters):
    """Return the task of that kind.

    Parameters
    ----------
    kind : str
        A key of `TASKS`.
    **parameters
        The fields of its dataclass.

    Raises
    ------
    ValueError
        If the kind is unknown, or a phase is shorter than nothing.
    """
    if kind not in TASKS:
        raise ValueError(f"unknown task kind {kind!r}: choose one of {', '.join(TASKS)}")
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in parameters.items()}
    return TASKS[kind](**values)


def _between(times: np.ndarray, start, stop) -> np.ndarray:
    """Return where start <= times < stop, broadcast, as float32."""
    return ((times >= start) & (times < stop)).astype(np.float32)


def _last_marked(marks: np.ndarray) -> np.ndarray:
    """Return the last marked step up to each step of axis 1, -1 before the first."""
    steps = np.arange(marks.shape[1]).reshape(1, -1, *[1] * (marks.ndim - 2))
    return np.maximum.accumulate(np.where(marks, steps, -1), axis=1)


@register
@dataclass(frozen=True)
class FlipFlop:
    """Remember the sign of the last pulse of two channels (Fig. 1a).

    The first pulse starts at `start`; from one onset to the next pass `decision` and a
    uniform draw from `delay`. In the variant "independent" each channel's target is the sign
    of its own last pulse (the paper's text) and is penalised from its first pulse on; in
    "latest" the channel that was not pulsed last returns to 0 (the paper's Fig. 1a). Nothing
    is penalised within `decision` of an onset.
    """

    kind: ClassVar[str] = "flipflop"
    n_inputs: ClassVar[int] = 2
    n_outputs: ClassVar[int] = 2

    duration: float
    start: float
    pulse: float
    decision: float
    delay: tuple[float, float]
    amplitude: float
    target: float
    variant: str

    def sample(self, rng: np.random.Generator, n_trials: int, dt: float) -> Trials:
        """Draw `n_trials` trials with steps of `dt`."""
        n_steps = round(self.duration / dt)
        shortest = self.decision + self.delay[0]
        n_pulses = int((self.duration - self.start) // shortest) + 1
        # Every trial draws the same count of numbers, whether its last pulses fit or not.
        delays = rng.uniform(*self.delay, size=(n_trials, n_pulses - 1))
        channel = rng.integers(2, size=(n_trials, n_pulses))
        sign = rng.choice(np.array([-1.0, 1.0]), size=(n_trials, n_pulses))

        waits = np.floor(delays / dt).astype(int) + round(self.decision / dt)
        onset = np.full((n_trials, n_pulses), round(self.start / dt))
        onset[:, 1:] += np.cumsum(waits, axis=1)

        trial, pulse = np.nonzero(onset < n_steps)
        event = np.zeros((n_trials, n_steps, 2), dtype=np.float32)
        event[trial, onset[trial, pulse], channel[trial, pulse]] = sign[trial, pulse]
        latest = _last_marked(event.any(axis=2))[:, :, None]
        own = _last_marked(event != 0) if self.variant == "independent" else latest
        age = np.arange(n_steps)[:, None] - latest

        # Before the first mark both read step 0, where nothing is unless it is marked itself.
        row = np.arange(n_trials)[:, None, None]
        inputs = self.amplitude * event[row, np.maximum(latest, 0), [0, 1]]
        inputs *= age < round(self.pulse / dt)
        targets = self.target * event[row, np.maximum(own, 0), [0, 1]]
        mask = (own >= 0) & (age >= round(self.decision / dt)) & np.array([True, True])
        phases = np.where(onset < n_steps, onset * dt, np.nan)
        return Trials(inputs, targets, mask.astype(np.float32), phases)


@register
@dataclass(frozen=True)
class Mante:
    """Decide on the sign of the signal that the context names (Fig. 1b).

    Inputs 0 and 1 are the noisy signals, 2 and 3 the contexts. The output is penalised in
    fixation and stimulus (target 0) and in the decision, not in the delay.
    """

    kind: ClassVar[str] = "mante"
    n_inputs: ClassVar[int] = 4
    n_outputs: ClassVar[int] = 1

    fixation: float
    stimulus: float
    delay: float
    decision: float
    coherences: tuple[float, ...]
    noise: float
    target: float

    def sample(self, rng: np.random.Generator, n_trials: int, dt: float) -> Trials:
        """Draw `n_trials` trials with steps of `dt`."""
        lengths = (self.fixation, self.stimulus, self.delay, self.decision)
        on, off, go, end = np.cumsum([round(length / dt) for length in lengths])
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


@register
@dataclass(frozen=True)
class Romo:
    """Compare the heights of two pulses (Fig. 1c).

    Output 0 stands for "the first was larger", output 1 for the second. Trials are padded to
    the longest; the padding is not penalised.
    """

    kind: ClassVar[str] = "romo"
    n_inputs: ClassVar[int] = 1
    n_outputs: ClassVar[int] = 2

    fixation: float
    pulse: float
    delay: tuple[float, float]
    wait: float
    decision: float
    heights: tuple[float, float]
    least_difference: float
    target: float

    def sample(self, rng: np.random.Generator, n_trials: int, dt: float) -> Trials:
        """Draw `n_trials` trials with steps of `dt`."""
        pulse = round(self.pulse / dt)
        first = round(self.fixation / dt)
        delay = np.floor(rng.uniform(*self.delay, size=n_trials) / dt).astype(int)[:, None]
        heights = self._heights(rng, n_trials)
        second = first + pulse + delay  # (B, 1), in steps
        go = second + pulse + round(self.wait / dt)
        end = go + round(self.decision / dt)
        longest = 2 * self.pulse + self.delay[1] + self.fixation + self.wait + self.decision

        steps = np.arange(round(longest / dt))[None, :]
        inputs = heights[:, :1] * _between(steps, first, first + pulse)
        inputs += heights[:, 1:] * _between(steps, second, second + pulse)
        deciding = _between(steps, go, end)[:, :, None]
        larger = np.eye(2)[np.argmax(heights, axis=1)][:, None, :]
        mask = deciding + _between(steps, 0, second + pulse)[:, :, None]
        phases = np.hstack([np.full_like(go, first), np.full_like(go, first + pulse)])
        phases = np.hstack([phases, second, second + pulse, go, end]) * dt
        return Trials(
            inputs[:, :, None].astype(np.float32),
            (self.target * deciding * larger).astype(np.float32),
            np.repeat(mask, 2, axis=2).astype(np.float32),
            phases,
        )

    def _heights(self, rng: np.random.Generator, n_trials: int) -> np.ndarray:
        """Draw pairs of heights, shape (B, 2), until those of each trial differ enough."""
        heights = rng.uniform(*self.heights, size=(n_trials, 2))
        while True:
            close = np.abs(heights[:, 0] - heights[:, 1]) < self.least_difference
            if not close.any():
                return heights
            heights[close] = rng.uniform(*self.heights, size=(close.sum(), 2))
