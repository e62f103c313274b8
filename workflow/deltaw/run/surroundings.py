"""The user's surroundings, looked at before Snakemake starts.

What would fail later with a traceback, or pass in silence, is taken around or refused here in a
sentence. Nothing here needs a package, as packages are among what can be wrong.
"""

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

# Characters that a shell takes for its own, or Snakemake for a wildcard: it leaves paths unquoted
UNSAFE = set(" \t\n'\"\\`$&|;<>()*?[]{}!#~")
AHEAD = 1.0  # seconds; a clock may differ that much


class SurroundingsError(Exception):
    """Where or how the workflow was started does not let it run; the message says why."""


def leave_out_foreign_packages(environ: dict) -> str | None:
    """Remove PYTHONPATH, as it puts other versions of packages before the environment's.

    Returns
    -------
    str or None
        What to tell the user.
    """
    if not environ.pop("PYTHONPATH", None):
        return None
    return (
        "PYTHONPATH is set: it is left out, as it may put other packages before the environment's"
    )


def check_paths(folder: Path, python: str) -> None:
    """Check that Snakemake can write the paths of folder and Python into a shell command.

    Raises
    ------
    SurroundingsError
    """
    for path, what in ((str(folder), "this folder"), (python, "Python")):
        if bad := sorted(UNSAFE & set(path)):
            raise SurroundingsError(
                f"the path of {what}, {path}, holds {bad[0]!r}, which Snakemake leaves unquoted: "
                "move or rename it"
            )


def check_place(folder: Path) -> None:
    """Check that the workflow lies in the folder that it was started from.

    Raises
    ------
    SurroundingsError
    """
    if not (folder / "Snakefile").is_file():
        raise SurroundingsError(
            f"{folder} has no Snakefile: start the workflow in the folder that has README.md"
        )


def give_a_cache(environ: dict, folder: Path) -> None:
    """Let Snakemake keep its cache in this folder where the user's home cannot be written."""
    home = Path(
        environ.get("XDG_CACHE_HOME") or Path(environ.get("HOME", "/nonexistent")) / ".cache"
    )
    there = next(part for part in (home, *home.parents) if part.exists())
    if not os.access(there, os.W_OK | os.X_OK):
        environ["XDG_CACHE_HOME"] = str(folder / ".snakemake" / "cache")


def mend_times(results: Path) -> int:
    """Set the times of files that are dated ahead to now; return how many there were.

    Another machine's clock may be ahead. Snakemake would take such a file for newer than what is
    made from it, and delete that.
    """
    now, mended = time.time(), 0
    for path in results.rglob("*"):
        if path.lstat().st_mtime > now + AHEAD:
            with suppress(PermissionError):  # of another user, who runs in another folder
                os.utime(path, (now, now), follow_symlinks=False)
                mended += 1
    return mended


def _first_there(folder: Path) -> Path:
    """Return the folder, or the first above it that is there, a broken link too."""
    folder = folder.absolute()
    return next(part for part in (folder, *folder.parents) if os.path.lexists(part))


def check_folder(folder: Path) -> None:
    """Check that a folder can be made, or that it is one.

    Raises
    ------
    SurroundingsError
    """
    there = _first_there(folder)
    if not there.is_dir():
        what = "a file" if there.exists() else "a broken link"
        raise SurroundingsError(f"{there} is {what}, and must be a folder: move it away")


def check_rights(folder: Path) -> None:
    """Check that a folder can be made, or written, and that it is one.

    Raises
    ------
    SurroundingsError
    """
    check_folder(folder)
    there = _first_there(folder)
    if not os.access(there, os.R_OK | os.W_OK | os.X_OK):
        raise SurroundingsError(
            f"{there} cannot be written by this user: take a folder of your own, or ask for rights"
        )


def check_rights_below(folder: Path) -> None:
    """Check that a folder and all folders in it can be written.

    Raises
    ------
    SurroundingsError
    """
    check_rights(folder)
    for found, names, _ in os.walk(folder):
        for name in names:
            check_rights(Path(found, name))


def check_no_folder(path: Path) -> None:
    """Check that a file can be written to a path, as no folder is in its place.

    Raises
    ------
    SurroundingsError
    """
    if path.is_dir():
        raise SurroundingsError(f"{path} is a folder, and must be a file: move it away")


def look_around(folder: Path) -> None:
    """Look at the surroundings once; say what was taken around.

    Parameters
    ----------
    folder : pathlib.Path
        The working directory.

    Raises
    ------
    SurroundingsError
    """
    check_place(folder)
    check_paths(folder, sys.executable)
    if said := leave_out_foreign_packages(os.environ):
        print(said, file=sys.stderr)
    give_a_cache(os.environ, folder)


def prepare_results(results: Path) -> None:
    """Check that results can be written, and mend their times; say what was done.

    Raises
    ------
    SurroundingsError
    """
    check_rights(results)
    if mended := mend_times(results):
        print(
            f"{mended} files in {results.name} were dated ahead of this machine's clock: "
            "their time is now the present",
            file=sys.stderr,
        )
