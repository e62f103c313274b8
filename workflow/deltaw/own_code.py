"""Python files that the user writes: where they fail, told in one sentence."""

import os
import traceback
from pathlib import Path

# What a file may raise; sys.exit in it must not end the workflow without a word.
FAILURES = (Exception, SystemExit)


def failure(file: Path, error: BaseException) -> str:
    """Return file, line and error of Python code that failed, in one line."""
    if isinstance(error, SyntaxError) and error.filename == str(file):
        return f"{shown(file)}, line {error.lineno}: {type(error).__name__}: {error.msg}"
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == str(file)]
    where = f", line {lines[-1]}" if lines else ""
    words = " ".join(str(error).split())
    return f"{shown(file)}{where}: {type(error).__name__}{words and f': {words}'}"


def shown(file: Path) -> str:
    """Return where a file lies, from the working directory."""
    return os.path.relpath(file)
