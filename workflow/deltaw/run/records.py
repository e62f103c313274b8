"""What Snakemake has recorded of the files that it made.

Its records lie in ``.snakemake/metadata``, each named by its file's path in base64: checked with
Snakemake 9.27.
"""

import hashlib
import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

RECORDS = Path(".snakemake/metadata")
DIGEST = re.compile(r"'([0-9a-f]{16})'")  # a rule's parameter `code`


@dataclass(frozen=True)
class Record:
    """How a file was made.

    Attributes
    ----------
    rule : str
    code : str
        Digest of the rule's code; empty if it has none.
    inputs : dict
        The SHA-256 of each input, by its path.
    started, ended : datetime.datetime
        When its job was, in UTC.
    """

    rule: str
    code: str
    inputs: dict[str, str]
    started: datetime
    ended: datetime


def sha256(path: str | Path) -> str:
    """Return the SHA-256 of a file."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def records(files: Iterable[Path]) -> dict[Path, Record]:
    """Return the records of those files that have one."""
    found = {}
    for file in files:
        path = RECORDS / urlsafe_b64encode(str(file).encode()).decode()
        if path.is_file():
            found[file] = _record(json.loads(path.read_text(encoding="utf-8")))
    return found


def _record(told: dict) -> Record:
    """Return a record from what Snakemake tells; it has no checksums of large inputs."""
    known = told.get("input_checksums") or {}
    inputs = {
        path: known[path].removeprefix("sha256:") if path in known else sha256(path)
        for path in told["input"]
        if path in known or Path(path).is_file()
    }
    digests = [match[1] for text in told["params"] if (match := DIGEST.fullmatch(text))]
    started, ended = (datetime.fromtimestamp(told[f"{k}time"], UTC) for k in ("start", "end"))
    return Record(told["rule"], "".join(digests), inputs, started, ended)
