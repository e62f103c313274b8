"""Write the lock from the pinned requirements, with uv: make lock.

requirements.lock has every package that a run needs but torch, for every system;
requirements-dev.lock has what tests and lint need on top; torch-cuda.lock has PyPI's torch and the
libraries that it needs on Linux. torch-cpu.lock is written by hand. Versions are those of
requirements*.txt and constraints.txt.
"""

import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
COMPILE = ["uv", "pip", "compile", "--universal", "--generate-hashes", "--python-version", "3.11"]
QUIET = ["--no-header", "--no-annotate", "--quiet"]
ENTRY = re.compile(r"^(?=[\w.-]+==)", re.MULTILINE)
CUDA = re.compile(r"torch==|triton==|nvidia-|cuda-")
HEADERS = {
    "requirements.lock": """\
# Every package of a run but torch, with the hashes of its files: make lock wrote it.
# Install it together with torch-cpu.lock or torch-cuda.lock.
""",
    "requirements-dev.lock": """\
# What tests and lint need on top of requirements.lock: make lock wrote it.
""",
    "torch-cuda.lock": """\
# torch from PyPI and, on Linux, the CUDA libraries that it asks for: make lock wrote it.
""",
}


def compiled(requirements: str) -> list[str]:
    """Return the entries of a lock, each with its hashes."""
    command = [*COMPILE, *QUIET, requirements]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr.strip())
    return [entry for entry in ENTRY.split(done.stdout) if entry.strip()]


def name(entry: str) -> str:
    """Return the package that an entry locks."""
    return entry.partition("==")[0]


def main() -> None:
    """Write the files."""
    everything = compiled("requirements-dev.txt")
    run = {name(entry) for entry in compiled("requirements.txt")}
    others = [entry for entry in everything if not CUDA.match(entry)]
    parts = {
        "requirements.lock": [entry for entry in others if name(entry) in run],
        "requirements-dev.lock": [entry for entry in others if name(entry) not in run],
        "torch-cuda.lock": [entry for entry in everything if CUDA.match(entry)],
    }
    for file, kept in parts.items():
        (HERE / file).write_text(HEADERS[file] + "".join(kept), encoding="utf-8")
        print(f"envs/{file}: {len(kept)} packages")


if __name__ == "__main__":
    main()
