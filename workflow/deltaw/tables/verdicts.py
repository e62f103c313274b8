"""The claims of a published run that hold in part or fail, beside causes written by hand."""

import re

import pandas as pd

from ..claims.registry import FAILS, PARTLY, SECTIONS
from ..claims.table import published_verdict
from . import code, section, table

COLUMNS = ("here", "published", "claim", "what does not meet the criterion", "likelier cause")
ROW = re.compile(r"^\| \w+ \| (?:\w+\??|–) \| `(\w+)` \| .* \| (.*?) \|$", re.MULTILINE)
NO_CAUSE = "not looked for"


def verdict_tables(claims: pd.DataFrame, page: str) -> str:
    """Return a section for each section of the paper that has a claim that does not hold.

    Parameters
    ----------
    claims : pandas.DataFrame
        The table of a run's claims (`deltaw.claims.table`).
    page : str
        The page that the tables will stand on. The causes on it, by claim, are kept.
    """
    causes = dict(ROW.findall(page))
    sections = []
    for number, title in SECTIONS.items():
        here = claims["here"].isin([PARTLY, FAILS]) & (claims["section"] == number)
        rows = [_row(claim, causes) for claim in claims[here].itertuples()]
        if rows:
            sections.append(section(f"{number} {title}", table(COLUMNS, rows)))
    return "\n\n".join(sections)


def _row(claim, causes: dict[str, str]) -> tuple[str, ...]:
    published = published_verdict(claim) or "–"
    cause = causes.get(claim.id, NO_CAUSE)
    return claim.here, published, code(claim.id), _short(claim.measured), cause


def _short(measured: str) -> str:
    """Return the comparisons that do not meet the criterion, and how many networks are missing."""
    parts = [p for p in measured.split("; ") if p.endswith("]") or p.endswith("left out")]
    return "; ".join(part.removesuffix(" [no]") for part in parts)
