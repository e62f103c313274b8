"""What Snakemake plans and has made, for the messages at a run's start and end.

It reaches into Snakemake's insides (``workflow.dag`` and what hangs on it): checked with
Snakemake 9.27.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from snakemake.io import is_flagged
from snakemake.settings.enums import RerunTrigger

from .forecast import expected_seconds


def give_turns(workflow, default_resources: Mapping) -> None:
    """Let jobs run one after the other where a profile gives each job a turn.

    A submission to a cluster (workflow/profiles/slurm) then asks for the CPUs and memory of its
    largest job, not for their sum. The limit is set here, as the Snakemakes inside an allocation
    are not told the profile's limits.
    """
    if "turns" in default_resources:
        workflow.register_resource("turns", 1)


def compares_code(workflow) -> bool:
    """Return whether Snakemake compares scripts by their time, which the profiles turn off."""
    settings = workflow.dag_settings
    return settings is not None and RerunTrigger.CODE in settings.rerun_triggers


def planned_jobs(workflow) -> list[tuple[int, str, float]]:
    """Return the jobs that will run: number, rule and expected seconds."""
    return [
        (job.jobid, job.rule.name, _expected(job))
        for job in workflow.dag.needrun_jobs()
        if job.output
    ]


def _expected(job) -> float:
    """Return the seconds that a job should take, from what its rule asks for."""
    runtime = job.rule.resources.get("runtime")
    computed = runtime is not None and runtime.is_evaluable()
    return expected_seconds(job.resources.runtime if computed else None)


def unsolved(workflow) -> list[str]:
    """Return a line for each summary of this run with networks that did not converge."""
    from netCDF4 import Dataset  # takes a while to load

    lines = []
    for path in sorted(file for job in workflow.dag.jobs for file in job.output):
        if "/summary/" not in path or not Path(path).is_file():
            continue
        with Dataset(path) as file:
            outcome = file.variables.get("convergence", file.variables.get("diverged"))
            if outcome is None:
                continue
            values = np.asarray(outcome[:]).ravel()
            if counts := _counts(values, outcome.flag_meanings.split()):
                lines.append(f"{Path(path).stem}: of {values.size} networks {counts}")
    return lines


def _counts(values: np.ndarray, meanings: list[str]) -> str:
    """Return how often each outcome but the first occurs."""
    found = {meaning: int((values == k).sum()) for k, meaning in enumerate(meanings) if k}
    return ", ".join(f"{n} {meaning.replace('_', ' ')}" for meaning, n in found.items() if n)


def products(workflow) -> list[str]:
    """Return a line for each job of this run whose figures or tables belong to the report.

    What is not there is left out: Snakemake removes the files of a job that failed.
    """
    shown = (
        ", ".join(file for file in job.output if Path(file).is_file())
        for job in workflow.dag.jobs
        if any(is_flagged(file, "report") for file in job.output)
    )
    return sorted(filter(None, shown))
