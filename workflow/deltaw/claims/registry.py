"""What a claim is, what it is checked on, and how its comparisons become a verdict.

A claim's function compares and returns its `Part`s, or raises `NotEvaluated`. The verdict is

- *holds*: every comparison meets the criterion, and no network had to be left out;
- *partly*: at least half of the comparisons meet it;
- *fails*: fewer do;
- *not evaluated*: the run lacks what the claim needs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
import xarray as xr

HOLDS, PARTLY, FAILS, OPEN = "holds", "partly", "fails", "not evaluated"
SUPPLEMENT = "the target claims_with_supplement takes the supplement's networks, too"


class NotEvaluated(Exception):
    """The run lacks what a claim needs; the message says what."""


@dataclass(frozen=True)
class Part:
    """One comparison of a claim, or a caveat.

    Attributes
    ----------
    measured : str
        The numbers, with their spread over seeds.
    held, of : int
        How many networks (or, of one number, 1) meet the criterion, of how many. A part
        with ``of`` 0 is a caveat, such as networks left out: it bars *holds*.
    """

    measured: str
    held: int
    of: int = 1

    def __str__(self):
        if self.of == 0 or self.held == self.of:
            return self.measured
        return f"{self.measured} [{'no' if self.of == 1 else f'{self.held} of {self.of}'}]"


@dataclass(frozen=True)
class Evidence:
    """The aggregated results of a run.

    Attributes
    ----------
    n : int
        Neurons of the nonlinear networks of the main figures.
    tasks : mapping
        By task's label and number of neurons: datasets of kind "task_summary".
    linear, sentiment : xarray.Dataset or None
        Of kind "linear_summary" and "sentiment_summary".
    """

    n: int
    tasks: Mapping[tuple[str, int], xr.Dataset] = field(default_factory=dict)
    linear: xr.Dataset | None = None
    sentiment: xr.Dataset | None = None

    def task(self, label: str, n: int | None = None) -> xr.Dataset:
        """Return the summary of a task, by default at the size of the main figures."""
        n = n or self.n
        if (label, n) not in self.tasks:
            raise NotEvaluated(f"the run has no networks of {label} with N = {n}; {SUPPLEMENT}")
        return self.tasks[label, n]

    def sizes(self, label: str) -> list[int]:
        """Return the numbers of neurons at which a task was trained."""
        return sorted(n for name, n in self.tasks if name == label)

    def part(self, name: str) -> xr.Dataset:
        """Return the summary of the linear network or of the sentiment analysis."""
        if (summary := getattr(self, name)) is None:
            raise NotEvaluated(f"the run has no results of the {name} part")
        return summary


@dataclass(frozen=True)
class Claim:
    """A claim of the paper.

    Attributes
    ----------
    id : str
    claim : str
        The paper's sentence in short.
    source : str
        Figure, equation or section.
    criterion : str
        What must be measured for the claim to hold, as numbers.
    reason : str
        Why these numbers.
    compare : callable
        Takes `Evidence`, returns a list of `Part`.
    """

    id: str
    claim: str
    source: str
    criterion: str
    reason: str
    compare: Callable[[Evidence], list[Part]]


CLAIMS: dict[str, Claim] = {}


def claim(sentence: str, source: str, criterion: str, reason: str):
    """Register the decorated function, under its own name, as what checks a claim."""

    def register(compare: Callable[[Evidence], list[Part]]):
        name = compare.__name__
        if name in CLAIMS:
            raise ValueError(f"the claim {name} is registered twice")
        CLAIMS[name] = Claim(name, sentence, source, criterion, reason, compare)
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


def check(evidence: Evidence) -> pd.DataFrame:
    """Return one row for each claim: what it says, what was measured, and the verdict."""
    rows = []
    for c in CLAIMS.values():
        try:
            parts = c.compare(evidence)
            measured, result = "; ".join(map(str, parts)), verdict(parts)
        except NotEvaluated as lack:
            measured, result = str(lack), OPEN
        rows.append((c.id, c.claim, c.source, measured, c.criterion, c.reason, result))
    columns = ["id", "claim", "source", "measured", "criterion", "reason", "verdict"]
    return pd.DataFrame(rows, columns=columns)


def markdown(table: pd.DataFrame, evidence: Evidence) -> str:
    """Return the table of `check` as Markdown, without the reasons, under what it rests on."""
    rows = table.drop(columns="reason").to_markdown(index=False, disable_numparse=True)
    return f"{_caption(evidence)}\n\n{rows}\n"


def _caption(evidence: Evidence) -> str:
    """Return the sizes of what was checked; mean ± standard deviation is over networks."""
    summaries = [*evidence.tasks.values(), evidence.linear, evidence.sentiment]
    names = [f"{task}, N = {n}" for task, n in evidence.tasks]
    if evidence.linear is not None:
        names.append(f"linear network, N = {evidence.linear['N'].item()}")
    if evidence.sentiment is not None:
        names.append(f"LSTM, {evidence.sentiment.sizes['index']} units")
    seeds = [s.sizes["seed"] for s in summaries if s is not None]
    listed = "; ".join(f"{name}: {k}" for name, k in zip(names, seeds, strict=True))
    return f"Seeds: {listed or 'none'}. Numbers are mean ± standard deviation over networks."
