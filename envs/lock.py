"""Write the lock from the pinned requirements, with uv: make lock.

requirements.lock has every package of requirements-dev.txt but torch, for every system;
torch-cuda.lock has PyPI's torch and the libraries that it needs on Linux. torch-cpu.lock is
written by hand. Versions are those of requirements*.txt and constraints.txt.
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
# Every package but torch, with the hashes of its files: make lock wrote it.
# Install it together with torch-cpu.lock or torch-cuda.lock.
""",
    "torch-cuda.lock": """\
# torch from PyPI and, on Linux, the CUDA libraries that it asks for: make lock wrote it.
""",
}


def main() -> None:
    """Write both files."""
    command = [*COMPILE, *QUIET, "requirements-dev.txt"]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr.strip())
    entries = [entry for entry in ENTRY.split(done.stdout) if entry.strip()]
    parts = {
        "requirements.lock": [entry for entry in entries if not CUDA.match(entry)],
        "torch-cuda.lock": [entry for entry in entries if CUDA.match(entry)],
    }
    for name, kept in parts.items():
        (HERE / name).write_text(HEADERS[name] + "".join(kept), encoding="utf-8")
        print(f"envs/{name}: {len(kept)} packages")


if __name__ == "__main__":
    main()
