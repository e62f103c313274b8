"""What a task is: parameters with their bounds and units, and trials to draw."""

from abc import ABC, abstractmethod
from dataclasses import field, fields
from typing import ClassVar, NamedTuple, get_args, get_origin

import numpy as np

Interval = tuple[float, float]  # lowest and highest value


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
    phases : numpy.ndarray, shape (B, P), optional
        Boundaries of the trial's phases, for the picture of a trial, in units of the time
        constant; NaN where a trial has fewer than P.
    """

    inputs: np.ndarray
    targets: np.ndarray
    mask: np.ndarray
    phases: np.ndarray | None = None

    def part(self, chosen: slice) -> "Trials":
        """Return some of the trials."""
        return Trials(*(None if array is None else array[chosen] for array in self))

    def shown_phases(self, trial: int) -> np.ndarray:
        """Return the boundaries of the phases of one trial; none if the task names none."""
        phases = np.empty(0) if self.phases is None else self.phases[trial]
        return phases[np.isfinite(phases)]


def parameter(description: str, units: str = "1", choices: tuple[str, ...] = (), **bounds):
    """Declare a parameter of a task: a field of its dataclass.

    Parameters
    ----------
    description : str
        For the config's documentation and for the message on a wrong value.
    units : str
    choices : tuple of str
        The values that a text may have.
    **bounds : float
        JSON schema's ``minimum``, ``exclusiveMinimum``, ``maximum`` or ``exclusiveMaximum`` of
        the number, or of each number of several.
    """
    rules = bounds | ({"enum": list(choices)} if choices else {})
    return field(metadata={"description": description, "units": units, "rules": rules})


def time(description: str, **bounds):
    """Declare a duration in units of the time constant, by default above 0."""
    return parameter(description, "time constants", **(bounds or {"exclusiveMinimum": 0}))


# Of every number that does not set its own: beyond them trials overflow, or never end.
LARGEST = 1000
_TYPES = {float: "number", int: "integer", str: "string", bool: "boolean"}


def _schema_of(annotation, rules: dict) -> dict:
    """Return the JSON schema of one annotated type."""
    if get_origin(annotation) is not tuple:
        numeric = annotation in (float, int)
        limits = {} if not numeric else {"maximum": LARGEST}
        if numeric and "exclusiveMinimum" not in rules:
            limits["minimum"] = -LARGEST
        return {"type": _TYPES[annotation], **limits, **rules}
    item, *others = get_args(annotation)
    array = {"type": "array", "items": _schema_of(item, rules)}
    if others == [...]:
        return array | {"minItems": 1, "uniqueItems": True}
    return array | {"minItems": 1 + len(others), "maxItems": 1 + len(others)}


class Task(ABC):
    """A task: a frozen dataclass whose fields are its parameters, declared by `parameter`.

    Attributes
    ----------
    n_inputs, n_outputs : int
        I and O.
    input_panels : tuple
        How the picture of a trial groups the inputs: label, symbol and number of inputs of each
        panel. Without: one panel.
    """

    n_inputs: int
    n_outputs: int
    input_panels: ClassVar[tuple[tuple[str, str, int], ...]] = ()

    def __post_init__(self):
        for f in fields(self):
            if f.type == Interval and getattr(self, f.name)[0] > getattr(self, f.name)[1]:
                raise ValueError(f"{f.name} is {getattr(self, f.name)}: give the lower end first")

    def labelled_inputs(self) -> tuple[list[str], list[str]]:
        """Return label and symbol of the panel that shows each input."""
        panels = self.input_panels or (("In", "u", self.n_inputs),)
        labels = [label for label, _, count in panels for _ in range(count)]
        return labels, [symbol for _, symbol, count in panels for _ in range(count)]

    @abstractmethod
    def sample(self, rng: np.random.Generator, n_trials: int, dt: float) -> Trials:
        """Draw trials.

        Parameters
        ----------
        rng : numpy.random.Generator
            The only source of randomness.
        n_trials : int
            B.
        dt : float
            Length of a step, in units of the time constant.
        """

    @classmethod
    def schema(cls) -> dict:
        """Return the JSON schema of the parameters."""
        described = {
            f.name: _schema_of(f.type, f.metadata["rules"])
            | {"description": f.metadata["description"]}
            for f in fields(cls)
        }
        return {"properties": described, "required": list(described)}


def between(times: np.ndarray, start, stop) -> np.ndarray:
    """Return where start <= times < stop, broadcast, as float32."""
    return ((times >= start) & (times < stop)).astype(np.float32)


def steps_between(rng: np.random.Generator, interval: Interval, n: int, dt: float) -> np.ndarray:
    """Draw `n` durations, shape (n, 1), uniform over the steps that an interval spans."""
    lowest, highest = (round(bound / dt) for bound in interval)
    return rng.integers(lowest, highest + 1, size=(n, 1))
