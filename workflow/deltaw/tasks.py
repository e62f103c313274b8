"""The three neuroscience tasks of the paper (Section 2, Fig. 1a-c).

A task is a frozen dataclass whose fields are durations (in units of the neuron's time
constant) and amplitudes. ``sample`` draws trials; nothing else is random. To add a task,
write such a class, decorate it with ``@register`` and name it in the config.
"""

from collections.abc import Callable
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


class Batches:
    """The batch of each epoch of a training, independent of those asked for before.

    They are drawn several at a time, as a draw of one costs more in calls than in numbers.

    Parameters
    ----------
    task : a task of `TASKS`
    rng : callable
        Returns the generator of the draw with that number.
    n_trials : int
        B, the trials of one batch.
    dt : float
        Euler step, in units of the time constant.
    """

    DRAWN_TOGETHER = 8

    def __init__(self, task, rng: Callable[[int], np.random.Generator], n_trials: int, dt: float):
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
        return Trials(*(array[part] for array in self.drawn))


def _between(times: np.ndarray, start, stop) -> np.ndarray:
    """Return where start <= times < stop, broadcast, as float32."""
    return ((times >= start) & (times < stop)).astype(np.float32)


def _last_nonzero(values: np.ndarray) -> np.ndarray:
    """Return the last value along axis 1 that is not 0, up to each of its entries, else 0."""
    place = np.where(values != 0, np.arange(values.shape[1])[:, None], 0)
    return np.take_along_axis(values, np.maximum.accumulate(place, axis=1), axis=1)


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
        begun = np.zeros((n_trials, n_steps), dtype=int)
        begun[trial, onset[trial, pulse]] = 1
        n_begun = begun.cumsum(axis=1)  # of each step; 0 before the first pulse

        # Tables of what holds once p pulses have begun, p = 0, 1, ..., are shorter than trials.
        row = np.arange(n_trials)[:, None]
        latest = np.zeros((n_trials, n_pulses + 1, 2), dtype=np.float32)
        latest[row, np.arange(1, n_pulses + 1), channel] = sign
        independent = self.variant == "independent"
        kept = _last_nonzero(latest) if independent else latest
        penalised = kept != 0 if independent else kept.any(axis=2, keepdims=True) | [False, False]

        def look_up(table, n_begun):
            return table.reshape(-1, 2).take(row * (n_pulses + 1) + n_begun, axis=0)

        age = np.arange(n_steps) - onset[row, np.maximum(n_begun - 1, 0)]
        inputs = look_up(self.amplitude * latest, n_begun * (age < round(self.pulse / dt)))
        targets = look_up(self.target * kept, n_begun)
        mask = look_up(penalised, n_begun * (age >= round(self.decision / dt)))
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
        deciding = _between(steps, go, end)
        target = np.float32(self.target) * deciding
        first_larger = heights[:, :1] > heights[:, 1:]
        mask = deciding + _between(steps, 0, second + pulse)
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
