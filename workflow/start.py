"""Start Snakemake, or start it again after it was killed.

Takes Snakemake's own arguments. It makes sure that no other run is alive in this folder, lifts
the lock that a dead one may have left, removes half-written files, and then becomes Snakemake,
which makes again what was incomplete:

    python workflow/start.py all_figures --cores 2
"""

import os
import subprocess
import sys
from pathlib import Path

from deltaw.running import hold_alone

SNAKEMAKE = [sys.executable, "-m", "snakemake"]


def main(arguments: list[str]) -> None:
    """Become Snakemake; never returns."""
    try:
        hold_alone()
    except BlockingIOError:
        sys.exit(f"another run is alive in {Path.cwd()}: wait for it, or end it with Ctrl-C there")
    except OSError as error:
        sys.exit(f"results cannot be written ({error}): make room or rights there")
    os.environ["DELTAW_STARTED"] = "1"
    if any(Path(".snakemake/locks").glob("*")):
        lifted = subprocess.run([*SNAKEMAKE, *arguments, "--unlock"], check=False)
        if lifted.returncode:
            sys.exit(lifted.returncode)
    for part in Path("results").rglob("*.part"):
        part.unlink()
    os.execv(sys.executable, [*SNAKEMAKE, *arguments, "--rerun-incomplete"])


if __name__ == "__main__":
    main(sys.argv[1:])
