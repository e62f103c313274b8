"""The claims of a run as a table, and as a page of Markdown."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..numerals import number
from ..published.agreement import figures_of, in_words
from ..published.points import NUMBER, TEXT, Table
from .published import READINGS
from .registry import (
    CLAIMS,
    FAILS,
    HOLDS,
    OPEN,
    PARTLY,
    SECTIONS,
    Claim,
    Evidence,
    NotEvaluated,
    Part,
    verdict,
)

KNOWN = "†"  # marks a criterion that was set when numbers of a run were known
SURE = 0.9  # of the readings, from which on they give one verdict
CLAIMED = Table(
    {
        "id": TEXT,
        "section": NUMBER,
        "claim": TEXT,
        "source": TEXT,
        "here": TEXT,
        "published": TEXT,
        "published_sure": NUMBER,
        "agree": TEXT,
        "measured": TEXT,
        "measured_published": TEXT,
        "deciding": TEXT,
        "value": NUMBER,
        "limit": NUMBER,
        "held": NUMBER,
        "of": NUMBER,
        "published_value": NUMBER,
        "z": NUMBER,
        "criterion": TEXT,
        "reason": TEXT,
        "known": TEXT,
    },
    "rule check_claims makes it anew",
)


def check(
    evidence: Evidence,
    published: Evidence,
    readings: Sequence[Evidence],
    agreement: pd.DataFrame,
) -> pd.DataFrame:
    """Return one row for each claim, by section of the paper.

    Parameters
    ----------
    evidence, published : Evidence
        The run's results, and the published points in their form.
    readings : sequence of Evidence
        The published points with other reading errors.
    agreement : pandas.DataFrame
        The run's agreement with the published numbers (`deltaw.published.agreement.compare`).

    Returns
    -------
    pandas.DataFrame
        ``here`` and ``published``: the verdict on both, empty where the published points do not
        allow the comparison; ``published_sure``: the share of the readings that give this
        verdict; ``agree``: the share of the published cells that the claim is about
        within two combined deviations of ours; ``z``: their mean. ``deciding`` tells the first
        comparison that fails, or else the first; ``value``, ``limit`` and ``published_value``
        are its numbers; ``held`` and ``of`` count those of all.
    """
    ordered = sorted(CLAIMS.values(), key=lambda c: c.section)
    rows = [_row(c, evidence, published, readings, agreement) for c in ordered]
    return pd.DataFrame(rows, columns=list(CLAIMED.columns))


def _answer(claim: Claim, evidence: Evidence) -> tuple[str, str, Sequence[Part]]:
    """Return the verdict, what was measured in words, and the comparisons."""
    try:
        parts = claim.compare(evidence)
    except NotEvaluated as lack:
        return OPEN, str(lack), ()
    return verdict(parts), "; ".join(map(str, parts)), parts


def _row(
    claim: Claim,
    evidence: Evidence,
    published: Evidence,
    readings: Sequence[Evidence],
    agreement: pd.DataFrame,
) -> dict:
    here, measured, parts = _answer(claim, evidence)
    there, read, points = _answer(claim, published) if claim.legible else (OPEN, "", ())
    answered = there != OPEN
    same_verdict = [_answer(claim, reading)[0] == there for reading in readings if answered]
    deciding = _deciding(parts)
    same = [part.value for part in points if deciding and part.name == deciding.name]
    agree, z = _agreement(claim, agreement)
    return {
        "id": claim.id,
        "section": claim.section,
        "claim": claim.sentence,
        "source": claim.source,
        "here": here,
        "published": there if answered else "",
        "published_sure": np.mean(same_verdict) if same_verdict else math.nan,
        "agree": agree,
        "measured": measured,
        "measured_published": read if answered else "",
        "deciding": _in_words(deciding) if deciding else "",
        "value": deciding.value if deciding else math.nan,
        "limit": deciding.limit if deciding else math.nan,
        "held": sum(part.held for part in parts),
        "of": sum(part.of for part in parts),
        "published_value": same[0] if same else math.nan,
        "z": z,
        "criterion": claim.criterion,
        "reason": claim.reason,
        "known": claim.known,
    }


def published_verdict(row) -> str:
    """Return the verdict on the published points, with a question mark where it is not sure."""
    return f"{row.published}?" if row.published_sure < SURE else row.published


def _deciding(parts: Sequence[Part]) -> Part | None:
    """Return the first comparison that fails, or else the first with a limit, or none."""
    counted = [part for part in parts if part.of]
    failed = [part for part in counted if part.held < part.of]
    numbered = [part for part in counted if math.isfinite(part.limit)]
    return next(iter([*failed, *numbered, *counted]), None)


def _in_words(part: Part) -> str:
    """Return what was compared, its numbers and, where it is one number, the limit."""
    limit = f", limit {number(part.limit)}" if math.isfinite(part.limit) else ""
    return f"{part.name} {part.numbers}".strip() + limit


def _agreement(claim: Claim, agreement: pd.DataFrame) -> tuple[str, float]:
    """Return the share of the claim's published cells within two deviations, and the mean z."""
    measured = agreement[agreement["published_networks"] > 0]  # no predicted line
    kept = measured[(measured["figure"] + measured["panel"]).isin(claim.panels)]
    for name, value in claim.at.items():
        same = np.isclose(kept[name], value) if name == "g" else kept[name] == value
        kept = kept[same]
    cells = figures_of(kept)
    if not cells["judged"]:
        return "", math.nan
    return f"{cells['far']:.0%} of {cells['judged']}", cells["z"]


def markdown(table: pd.DataFrame, evidence: Evidence, agreement: pd.DataFrame) -> str:
    """Return the table of `check` as Markdown, a part for each section of the paper."""
    parts = [summary(table, agreement), *unsupported(table), caption(evidence), LEGEND]
    for section, rows in table.groupby("section"):
        parts += [f"## {section} {SECTIONS[section]}", _section(rows)]
    return "\n\n".join(parts) + "\n"


LEGEND = (
    "*here*: the criterion on this run's networks; *published*: the same criterion on the "
    "published points, where they allow it, with a question mark where fewer than "
    f"{SURE:.0%} of {READINGS} readings with other errors give this verdict; *agree*: how many of "
    "the published numbers that the statement is about are within two combined standard deviations "
    "of ours. *partly*: at least half of the comparisons meet the criterion, or networks had to be "
    f"left out. Numbers are mean ± standard deviation over networks. {KNOWN}: the criterion comes "
    "from the sentence, but numbers of a run were known when it was set."
)


def summary(table: pd.DataFrame, agreement: pd.DataFrame) -> str:
    """Return in one line how many numbers are reproduced, and how many statements supported."""
    counts = table["here"].value_counts()
    listed = ", ".join(f"{counts.get(v, 0)} {v}" for v in (HOLDS, PARTLY, FAILS, OPEN))
    checked = len(table) - counts.get(OPEN, 0)
    return (
        f"{in_words(agreement)} {counts.get(HOLDS, 0)} of {checked} statements are supported by "
        f"their criteria ({listed})."
    )


def unsupported(table: pd.DataFrame) -> list[str]:
    """Return which sentences are not supported, and by which number; which are in part."""
    fails, partly = (table[table["here"] == verdict] for verdict in (FAILS, PARTLY))
    why = [f"`{row.id}` ({row.deciding})" for row in fails.itertuples()]
    names = [f"`{name}`" for name in partly["id"]]
    said = {"Not supported": "; ".join(why), "In part": ", ".join(names)}
    return [f"{what}: {text}." for what, text in said.items() if text]


LINEAR = {
    "linear": "linear network",
    "start": "linear, before training",
    "channels": "several channels",
    "failing": "failing",
    "cosine": "cosine",
}


def caption(evidence: Evidence) -> str:
    """Return what was checked: experiments, their sizes and how many seeds."""
    sizes = [(f"{task}, N = {number(n, 4)}", s) for (task, n), s in evidence.tasks.items()]
    for name, what in LINEAR.items():
        if (s := getattr(evidence, name)) is not None:
            largest = s["N"].max().item()
            sizes.append((f"{what}, N = {number(largest, 4)}", s))
    if (s := evidence.sentiment) is not None:
        sizes.append((f"LSTM, {s.sizes['index']} units", s))
    listed = "; ".join(f"{name}: {s.sizes['seed']}" for name, s in sizes)
    return f"Seeds: {listed or 'none'}."


def _section(rows: pd.DataFrame) -> str:
    marked = rows["criterion"] + np.where(rows["known"], f" {KNOWN}", "")
    shown = {
        "here": rows["here"],
        "published": [published_verdict(row) for row in rows.itertuples()],
        "agree": rows["agree"],
        "claim": rows["claim"],
        "source": rows["source"],
        "measured": rows["measured"],
        "criterion": marked,
        "id": rows["id"],
    }
    return pd.DataFrame(shown).to_markdown(index=False, disable_numparse=True)
