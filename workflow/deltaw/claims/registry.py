"""What a claim is, what it is checked on, and how its comparisons become a verdict.

A claim's function compares and returns its `Part`s, or raises `NotEvaluated`. The verdict is

- *holds*: every comparison meets the criterion, and no network had to be left out;
- *partly*: at least half of the comparisons meet it;
- *fails*: fewer do;
- *not evaluated*: the run lacks what the claim needs.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import xarray as xr

HOLDS, PARTLY, FAILS, OPEN = "holds", "partly", "fails", "not evaluated"
SUPPLEMENT = "the target claims_with_supplement takes the supplement's networks, too"
FURTHER = (
    "failing",
    "cosine",
    "channels",
    "packed",
    "flow",
)  # parts that the supplement alone makes
SECTIONS = {
    1: "Introduction",
    2: "Training RNNs on low-dimensional tasks",
    3: "Analytical results for linear system",
    4: "Beyond neuroscience tasks",
    5: "Discussion",
}


class NotEvaluated(Exception):
    """The run lacks what a claim needs; the message says what."""


@dataclass(frozen=True)
class Part:
    """One comparison of a claim, or a caveat.

    Attributes
    ----------
    name : str
        What is compared, and in what unit.
    numbers : str
        The numbers, with their spread over seeds.
    held, of : int
        How many networks (or, of one number, 1) meet the criterion, of how many. A part
        with ``of`` 0 is a caveat, such as networks left out: it bars *holds*.
    value, limit : float
        The mean of the numbers, and what the criterion asks of it, where it is one number.
    """

    name: str
    numbers: str
    held: int
    of: int = 1
    value: float = math.nan
    limit: float = math.nan

    def __str__(self):
        text = f"{self.name} {self.numbers}".strip()
        if self.of == 0 or self.held == self.of:
            return text
        return f"{text} [{'no' if self.of == 1 else f'{self.held} of {self.of}'}]"


@dataclass(frozen=True)
class Evidence:
    """The aggregated results of a run.

    Attributes
    ----------
    n : int
        Neurons of the nonlinear networks of the main figures.
    tasks : mapping
        By task's label and number of neurons: datasets of kind "task_summary".
    dynamics : mapping
        By task's label: what was measured of the networks with `n` neurons ("dynamics_summary").
    linear, sentiment, start, failing, cosine, channels, packed, flow : xarray.Dataset or None
        Of kind "linear_summary", "sentiment_summary", "linear_start", "failing_summary",
        "cosine_summary", "linear_channels", "packed_summary" and "flow_summary".
    """

    n: int
    tasks: Mapping[tuple[str, int], xr.Dataset] = field(default_factory=dict)
    linear: xr.Dataset | None = None
    sentiment: xr.Dataset | None = None
    start: xr.Dataset | None = None
    failing: xr.Dataset | None = None
    cosine: xr.Dataset | None = None
    channels: xr.Dataset | None = None
    packed: xr.Dataset | None = None
    flow: xr.Dataset | None = None
    dynamics: Mapping[str, xr.Dataset] = field(default_factory=dict)

    def task(self, label: str, n: int | None = None) -> xr.Dataset:
        """Return the summary of a task, by default at the size of the main figures."""
        n = n or self.n
        if (label, n) not in self.tasks:
            raise NotEvaluated(f"the run has no networks of {label} with N = {n}; {SUPPLEMENT}")
        return self.tasks[label, n]

    def measured(self, label: str) -> xr.Dataset:
        """Return the dynamics of a task's networks at the size of the main figures."""
        if label not in self.dynamics:
            raise NotEvaluated(f"the run has no dynamics of {label}; {SUPPLEMENT}")
        return self.dynamics[label]

    def sizes(self, label: str) -> list[int]:
        """Return the numbers of neurons at which a task was trained."""
        return sorted(n for name, n in self.tasks if name == label)

    def part(self, name: str) -> xr.Dataset:
        """Return the summary of another experiment than the tasks."""
        if (summary := getattr(self, name)) is None:
            also = f"; {SUPPLEMENT}" if name in FURTHER else ""
            raise NotEvaluated(f"the run has no results of the {name} part{also}")
        return summary


Compare = Callable[[Evidence], list[Part]]


@dataclass(frozen=True)
class Claim:
    """A claim of the paper.

    Attributes
    ----------
    id : str
    sentence : str
        The paper's sentence in short.
    source : str
        Figure, equation or section.
    criterion : str
        What must be measured for the claim to hold, as numbers.
    reason : str
        Why these numbers.
    section : int
        Of the paper, where the sentence stands.
    compare : callable
        Takes `Evidence`, returns a list of `Part`.
    panels : tuple of str
        The figures' panels that show it, such as "fig2a"; empty if none was read off.
    at : mapping
        The cells of these panels that the claim is about: g, or the quantity. All if empty.
    legible : bool
        Whether the published points allow the same comparison.
    known : bool
        Whether numbers of a run were known when the criterion was set.
    """

    id: str
    sentence: str
    source: str
    criterion: str
    reason: str
    section: int
    compare: Compare
    panels: tuple[str, ...] = ()
    at: Mapping = field(default_factory=dict)
    legible: bool = False
    known: bool = False


CLAIMS: dict[str, Claim] = {}


def claim(sentence: str, source: str, criterion: str, reason: str, **more):
    """Register the decorated function, under its own name, as what checks a claim.

    Parameters
    ----------
    sentence, source, criterion, reason
        As in `Claim`.
    **more
        Its other attributes: section, panels (separated by blanks), at, legible, known.
    """
    panels = tuple(more.pop("panels", "").split())

    def register(compare: Compare) -> Compare:
        name = compare.__name__
        if name in CLAIMS:
            raise ValueError(f"the claim {name} is registered twice")
        texts = {"sentence": sentence, "source": source, "criterion": criterion, "reason": reason}
        CLAIMS[name] = Claim(name, **texts, compare=compare, panels=panels, **more)
        return compare

    return register


def verdict(parts: Sequence[Part]) -> str:
    """Return what the comparisons of a claim amount to."""
    held, of = sum(p.held for p in parts), sum(p.of for p in parts)
    if of == 0:
        return OPEN
    if held == of and all(p.of for p in parts):
        return HOLDS
    return PARTLY if 2 * held >= of else FAILS
