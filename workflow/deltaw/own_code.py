"""Python files that the user writes: where they fail, told in one sentence."""

import os
import traceback
from pathlib import Path

# What a file may raise; sys.exit in it must not end the workflow without a word.
FAILURES = (Exception, SystemExit)


def failure(file: Path, error: BaseException) -> str:
    """Return the error of a file's code and the line where it arose, in one line."""
    name = type(error).__name__
    if isinstance(error, SyntaxError) and error.filename == str(file):
        return f"{name}: {error.msg} (line {error.lineno})"
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == str(file)]
    said = ": ".join(filter(None, [name, " ".join(str(error).split())]))
    return f"{said} (line {lines[-1]})" if lines else said


def shown(file: Path) -> str:
    """Return where a file lies, from the working directory."""
    return os.path.relpath(file)
