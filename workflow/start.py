"""Start Snakemake, or start it again after it was killed.

Takes Snakemake's own arguments. It makes sure that no other run is alive in this folder, cancels
the jobs that a dead one may have left in SLURM, lifts its lock, removes half-written files, and
then becomes Snakemake, which makes again what was incomplete:

    python workflow/start.py all_figures --cores 2
    python workflow/start.py all_figures --workflow-profile workflow/profiles/slurm
"""

import os
import subprocess
import sys
from pathlib import Path

from deltaw.cluster import ClusterError, end_orphans
from deltaw.running import hold_alone

SNAKEMAKE = [sys.executable, "-m", "snakemake"]
SUBMISSION = 5.0  # seconds that a submission under way may take to show up


def main(arguments: list[str]) -> None:
    """Become Snakemake; never returns."""
    try:
        hold_alone()
    except BlockingIOError:
        sys.exit(f"another run is alive in {Path.cwd()}: wait for it, or end it with Ctrl-C there")
    except OSError as error:
        sys.exit(f"results cannot be written or locked ({error}): make room or rights there")
    os.environ["DELTAW_STARTED"] = "1"
    locked = any(Path(".snakemake/locks").glob("*"))
    try:
        end_orphans(Path.cwd(), SUBMISSION if locked else 0)
    except ClusterError as error:
        sys.exit(f"a dead run's jobs may still run in SLURM ({error}): start again when it answers")
    if locked:
        lifted = subprocess.run([*SNAKEMAKE, "--unlock", *arguments], check=False)
        if lifted.returncode:
            sys.exit(lifted.returncode)
    for part in Path("results").rglob("*.part"):
        part.unlink()
    os.execv(sys.executable, [*SNAKEMAKE, "--rerun-incomplete", *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
