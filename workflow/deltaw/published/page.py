"""The agreement of a run with the published numbers, as a page of Markdown."""

import numpy as np
import pandas as pd

from ..numerals import number
from .agreement import by_panel, criteria, in_words
from .measured import Results

COLUMNS = {
    "panel": "panel",
    "cells": "cells",
    "judged": "judged",
    "near": "within 1",
    "far": "within 2",
    "errors": "within 2 errors",
    "z": "mean z",
    "ratio": "median ratio",
}
LEGEND = """\
The sentence at the top leaves out the predicted lines (theory), which have no spread. *judged*:
cells of which the run has a number, and one of both a spread, but for those that agree in any run
(ΔW before learning; Fig. 4a to c at g = 0, where they are 1); *within 1* and *2*: share of these
whose difference is at most 1 and 2 combined standard deviations (ours, theirs and the reading
error, added in squares; z is the difference, ours minus theirs, in these); *within 2 errors*: the
same with standard errors, where both are means; *median ratio*: ours over theirs, where theirs is
more than twice its reading error. Where a figure shows one network, it is a draw from our
distribution."""
DEFINITIONS = """\
The comparison follows the published figures where they count otherwise than ours: convergence and
the loss after shuffling are relative to the loss of the first batch, truncated losses and the
functional rank to the loss at rank 0; W0 is shuffled once; a cell of Fig. 2 and 4 needs all
networks to have converged; losses and accuracies of the LSTM are means over the epochs at most
three away. Where the numbers come from and how exact they are: workflow/published/README.md."""


def markdown(table: pd.DataFrame, results: Results) -> str:
    """Return the page: a sentence, a row for each panel, the criteria, and what is left out."""
    parts = [
        in_words(table),
        _sizes(results),
        _table(panels(table)),
        LEGEND,
        "What was asked of the inferred settings before they were run (Fig. 2):",
        _table(answers(table)),
        DEFINITIONS,
        _left_out(table),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _sizes(results: Results) -> str:
    summaries = results.tasks | {"the linear network": results.linear}
    sizes = [f"{number(one['N'].item(), 4)} for {name}" for name, one in summaries.items()]
    return f"N is {', '.join(sizes)} (published: 256 for tasks, 1,024 for the linear network)."


def panels(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each panel, as people read it."""
    rows = by_panel(table)[list(COLUMNS)]
    for share in ("near", "far", "errors"):
        rows[share] = [percent(value) for value in rows[share]]
    for mean in ("z", "ratio"):
        rows[mean] = [_shown(value) for value in rows[mean]]
    return rows.rename(columns=COLUMNS)


def answers(table: pd.DataFrame) -> pd.DataFrame:
    """Return what was asked of the inferred settings and what was found, as people read it."""
    rows = criteria(table)
    rows["found"] = [_found(*row) for row in zip(rows["asked"], rows["found"], strict=True)]
    return rows


def _found(asked: str, value: float) -> str:
    """Return an answer in the question's unit, with digits enough to see why it is met or not."""
    if "%" in asked and np.isfinite(value):
        return f"{_shown(100 * value, 3)} %"
    return _shown(value, 3)


def _table(rows: pd.DataFrame) -> str:
    return rows.to_markdown(index=False, disable_numparse=True)


def _left_out(table: pd.DataFrame) -> str:
    reasons = table.loc[table["not_compared"] != "", "not_compared"].value_counts()
    if not len(reasons):
        return ""
    counted = "\n".join(f"- {reason}: {count}" for reason, count in reasons.items())
    return f"Published numbers that were not compared, and why:\n\n{counted}"


def percent(share: float) -> str:
    """Return a share as a table shows it; empty if there is none."""
    return "" if np.isnan(share) else f"{share:.0%}"


def _shown(value: float, digits: int = 2) -> str:
    return "" if np.isnan(value) else number(value, digits)
