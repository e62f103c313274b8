"""Who runs in this folder: a lock that dies with the process that holds it.

Snakemake's own lock outlives a killed Snakemake and cannot say whether its owner lives. This one
is a flock on ``results/.running``: every Snakemake of the workflow holds it shared; whoever wants
to lift a lock that was left behind must first get it alone.
"""

import fcntl
import os
from pathlib import Path

FILE = Path("results/.running")


def _open() -> int:
    FILE.parent.mkdir(parents=True, exist_ok=True)
    return os.open(FILE, os.O_RDWR | os.O_CREAT, 0o644)


def hold_shared() -> int | None:
    """Hold the lock beside other Snakemakes until this process ends; return its descriptor.

    None if somebody holds it alone, or the folder cannot be written: then Snakemake says so
    itself, should it want to run jobs.
    """
    try:
        descriptor = _open()
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return None
    return descriptor


def hold_alone() -> int:
    """Hold the lock alone until this process, and those that it was forked into, end.

    Raises
    ------
    BlockingIOError
        If another run is alive.
    OSError
        If ``results`` cannot be written.
    """
    descriptor = _open()
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return descriptor
