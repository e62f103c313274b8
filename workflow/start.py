"""Start Snakemake, or start it again after it was killed.

Takes Snakemake's own arguments. It makes sure that no other run is alive in this folder, cancels
the jobs that a dead one may have left in SLURM, lifts its lock, removes half-written files, and
then becomes Snakemake, which makes again what was incomplete:

    python workflow/start.py all_figures --cores 2
    python workflow/start.py all_figures --workflow-profile workflow/profiles/slurm

At a terminal it asks Snakemake for progress bars with the time left, unless a --logger is named;
in a pipe or a file Snakemake's plain text remains.
"""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from deltaw.run.lock import hold_alone
from deltaw.run.slurm import ClusterError, end_orphans

SNAKEMAKE = [sys.executable, "-m", "snakemake"]
SUBMISSION = 5.0  # seconds that a submission under way may take to show up


def watched(arguments: list[str]) -> list[str]:
    """Return the arguments that show progress bars where someone can see them."""
    if not sys.stderr.isatty() or any(a.startswith("--logger") for a in arguments):
        return []
    if importlib.util.find_spec("snakemake_logger_plugin_rich") is None:
        return []
    # Snakemake finds plugins by the name of their folder.
    folders = [str(Path(__file__).parent), os.environ.get("PYTHONPATH")]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, folders))
    return ["--logger", "deltaw"]


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
    options = [*watched(arguments), "--rerun-incomplete"]
    os.execv(sys.executable, [*SNAKEMAKE, *options, *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
