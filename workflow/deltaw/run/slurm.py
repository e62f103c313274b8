"""Jobs of this folder in SLURM: what a cluster's profile must name, and what a dead run left.

A killed Snakemake leaves its jobs in SLURM, and nothing attaches to them again. They must be gone
before another run starts, or both would write the same files.
"""

import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

SITE = ("slurm_account", "slurm_partition")
LOGS = Path(".snakemake/slurm_logs")  # there since the first submission from a folder


class ClusterError(Exception):
    """SLURM, or what the profile says of it, does not allow to go on."""


def check_site(default_resources: Mapping) -> None:
    """Check that account and partition are filled in where a profile names them.

    Parameters
    ----------
    default_resources : mapping
        Snakemake's own; values have their text in ``raw``.

    Raises
    ------
    ClusterError
        If one is empty.
    """
    given = {name: r.raw for name, r in default_resources.items() if name in SITE}
    if empty := [name for name, text in given.items() if not text]:
        raise ClusterError(
            f"{' and '.join(empty)} empty: fill in the names that your cluster uses,"
            " under default-resources in workflow/profiles/slurm/config.yaml"
        )


def _ask(*command: str) -> str:
    """Return what a command of SLURM's says."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ClusterError(f"{command[0]}: {done.stderr.strip()}")
    return done.stdout


def jobs_of(folder: Path) -> list[str]:
    """Return the ids of this user's jobs that a Snakemake in that folder submitted.

    SLURM knows a job's working directory, and the executor plugin comments each job with
    its rule or group.

    Raises
    ------
    ClusterError
        If a job of the folder has no comment, which a site can drop: it may be of this workflow.
    """
    found = []
    for line in _ask("squeue", "--me", "--noheader", "--format=%A|%Z|%k").splitlines():
        job, directory, comment = line.split("|", 2)
        if Path(directory).resolve() != folder.resolve():
            continue
        if comment.startswith(("rule_", "group_")):
            found.append(job)
        elif comment in ("", "(null)"):
            raise ClusterError(
                f"job {job} of this folder does not say whose it is: cancel it (scancel {job}), "
                "or wait until it ends"
            )
    return found


def end_orphans(folder: Path, quiet: float, look: float = 1.0) -> None:
    """Cancel the jobs of a folder and return when none was seen for a while.

    They lose little: a training goes on from its checkpoint.

    Parameters
    ----------
    folder : pathlib.Path
        The working directory of the run that is dead.
    quiet : float
        Seconds without any job, as a submission may have been under way when its run died.
    look : float
        Seconds between two looks.

    Raises
    ------
    ClusterError
        If SLURM does not answer.
    """
    if not ((folder / LOGS).exists() and shutil.which("squeue")):
        return
    cancelled: set[str] = set()
    last = time.monotonic()
    while (jobs := jobs_of(folder)) or time.monotonic() - last < quiet:
        if jobs:
            last = time.monotonic()
        if new := set(jobs) - cancelled:
            print(f"cancelling jobs that a dead run left in SLURM: {', '.join(sorted(new))}")
            _ask("scancel", *sorted(new))
            cancelled |= new
        time.sleep(look)
