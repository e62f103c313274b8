"""Datasets that the workflow has made, told from files of the user's own that lie beside them."""

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path

import netCDF4

from ..datasets import DatasetError
from ..files import why_closed
from ..tables.data import FILES

# The name of each kind's file; its folder is another one once it is published
NAMES = {kind: re.sub(r"<\w+>", "*", Path(path).name) for kind, path in FILES.items()}


def is_made(name: str, attributes: Mapping) -> bool:
    """Return whether a file is one of the workflow's: its kind is known, and named as that one.

    What was computed from a dataset often keeps that one's attributes, so these alone do not tell.
    """
    kind = attributes.get("kind")
    return isinstance(kind, str) and kind in NAMES and fnmatchcase(name, NAMES[kind])


def attributes(path: Path) -> dict:
    """Return the attributes of a dataset that the workflow has made; none of another one.

    Raises
    ------
    DatasetError
        If it cannot be read as netCDF.
    """
    try:
        with netCDF4.Dataset(path) as file:
            found = {name: file.getncattr(name) for name in file.ncattrs()}
    except (OSError, RuntimeError) as error:
        raise unreadable(path, error) from None
    return found if is_made(path.name, found) else {}


def unreadable(path: Path, error: Exception) -> DatasetError:
    """Return the error that says why a file cannot be read, and what to do."""
    damaged = f"cannot be read as netCDF ({error}): remove it, and make it anew or restore it"
    return DatasetError(f"{path} {why_closed(path) or damaged}")
