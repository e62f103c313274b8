"""What the rules of several experiments ask: coordinates, digests of code, sizes of jobs."""

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np

from ..digests import code_digest
from ..files import replacing
from ..run.forecast import GRANTED, MARGIN
from .schema import ConfigError, canonical

HASHES = Path(".snakemake/deltaw/hashes.json")
LONGEST = 20  # letters of a number in a path
SCRIPTS = Path(__file__).parents[2] / "scripts"
PUBLISHED = Path(__file__).parents[2] / "published" / "published.csv"


def code_of(script: str, *modules: str) -> str:
    """Return the digest of a script, the library code it uses, and modules it chooses by name."""
    return code_digest(SCRIPTS / f"{script}.py", *modules)


def published_numbers() -> str:
    """Return where the published numbers lie, from the working directory."""
    return os.path.relpath(PUBLISHED)


def content_hash(path: Path) -> str:
    """Return the SHA-256 of a file; it is computed again only when size or time have changed."""
    status = path.stat()
    size_and_time = [status.st_size, status.st_mtime_ns]
    known = _known_hashes()
    match known.get(str(path)):
        case [found, str(digest)] if found == size_and_time:
            return digest
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    with suppress(OSError), replacing(HASHES) as part:
        part.write_text(json.dumps(known | {str(path): [size_and_time, digest]}), encoding="utf-8")
    return digest


def _known_hashes() -> dict:
    """Return what was computed earlier; nothing if its file is damaged, as by a power cut."""
    try:
        known = json.loads(HASHES.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def seeds(setting: int | list[int]) -> list[int]:
    """Return the seeds that a config entry names: a list, or 0 to n - 1."""
    return list(range(setting)) if isinstance(setting, int) else list(setting)


def coordinate(number: float) -> str:
    """Return a number as it stands in a path: 0, 0.9, 3.

    Raises
    ------
    ConfigError
        If it has too many digits for a folder's name.
    """
    text = np.format_float_positional(float(number), trim="-")
    if len(text) > LONGEST:
        raise ConfigError(f"{number} names folders, and has too many digits for it: round it")
    return text


def coordinates(wildcards) -> dict:
    """Return the coordinates that a path names: the task's name, and numbers."""
    return {
        name: value if name == "task" else canonical(float(value))
        for name, value in wildcards.items()
    }


def entry(entries: Mapping, name: str | float, key: str):
    """Return the entry of the config that a path asks for.

    Parameters
    ----------
    entries : mapping
    name : str or float
    key : str
        Of the config, where the entries stand.

    Raises
    ------
    ConfigError
        If there is no such entry.
    """
    if name not in entries:
        known = ", ".join(map(str, entries))
        raise ConfigError(
            f"{key} has no entry for {name}, which a file name asks for; known: {known}"
        )
    return entries[name]


def minutes(seconds: float, attempt: int) -> int:
    """Return the minutes to ask for: thrice what was measured, and two to start.

    A job that failed asks for more (`attempt`).
    """
    return attempt * (GRANTED + round(MARGIN * seconds / 60))
