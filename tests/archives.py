"""Archives, and commands in the place of others, that the tests make."""

import io
import tarfile
import zipfile
from pathlib import Path


def zipped(path: Path, members: dict[str, str | bytes]) -> Path:
    """Write a .zip archive of these members."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def tarred(members: dict[str, bytes]) -> bytes:
    """Return a .tar.gz archive of these members."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as archive:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return content.getvalue()


def command(path: Path, text: str) -> str:
    """Write a shell script that can be run, and return its path."""
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)
