"""The tables of docs: of config.md from the schema, of data.md from the kinds, of verdicts.md."""

from collections.abc import Iterable
from inspect import getdoc
from pathlib import Path

MARK = "<!-- What follows is written by `make tables`. -->\n"


def code(text: object) -> str:
    """Return a text as code in a Markdown table."""
    return f"`{text}`".replace("|", r"\|")


def plain(text: str) -> str:
    """Return a text so that Markdown shows it as it is."""
    return text.replace("<", r"\<")


def unit(units: str) -> str:
    """Return a unit; empty for a pure number."""
    return "" if units == "1" else units


def first_line(documented: object) -> str:
    """Return the first line of a docstring."""
    return getdoc(documented).partition("\n")[0]


def section(title: str, *parts: str) -> str:
    """Return a section of a page."""
    return "\n\n".join([f"## {title}", *parts])


def table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table."""
    columns = list(columns)
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def filled(page: Path, tables: str) -> str:
    """Return the text of a page: what stands above its mark, and the tables below it."""
    above, mark, _ = page.read_text(encoding="utf-8").partition(MARK)
    return f"{above}{mark or MARK}\n{tables}\n"
