"""The jobs of a checkout as Snakemake plans them, and the code behind each.

Run as a program in a checkout it prints them.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple


class Job(NamedTuple):
    """A job of the workflow.

    Attributes
    ----------
    rule : str
    wildcards : dict of str
    code : list of str
        What the digest among its parameters covers: its script ("scripts.plot"), and modules of
        the library ("figures.fig1").
    inputs : list of int
        The jobs that make its inputs, by their place in `Jobs`.
    local : bool
        Whether Snakemake runs it itself, also on a cluster.
    """

    rule: str
    wildcards: dict[str, str]
    code: list[str]
    inputs: list[int]
    local: bool


class Jobs:
    """All jobs that some targets need, done or not, without the targets' own.

    Parameters
    ----------
    jobs : iterable of Job
    """

    def __init__(self, jobs: Iterable[Job]):
        self.jobs = list(jobs)

    @classmethod
    def of(cls, folder: Path, *targets: str) -> "Jobs":
        """Ask Snakemake for the jobs of a checkout with the tiny config."""
        command = [sys.executable, __file__, *targets]
        said = subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE).stdout
        return cls(Job(**job) for job in json.loads(said))

    def counted(self) -> Counter:
        """Count all jobs by rule."""
        return Counter(job.rule for job in self.jobs)

    def local(self) -> set[str]:
        """Return the rules whose jobs Snakemake runs itself."""
        return {job.rule for job in self.jobs if job.local}

    def after(self, *rules: str, **wildcards: str) -> Counter:
        """Count by rule the jobs of these rules and all that follow from them.

        Parameters
        ----------
        *rules : str
        **wildcards : str
            Only those of their jobs that have these values, or have no such wildcard.
        """
        return self._counted(
            place
            for place, job in enumerate(self.jobs)
            if job.rule in rules and wildcards.items() <= (wildcards | job.wildcards).items()
        )

    def after_edit(self, *files: str) -> Counter:
        """Count by rule the jobs that use any of these files and all that follow from them."""
        return self._counted(place for file in files for place in self._users(file))

    def first(self, file: str) -> set[str]:
        """Return the rules of the jobs that use a file and follow from no other job that does."""
        users = self._users(file)
        later = self._followed(users)
        return {self.jobs[user].rule for user in users if later.isdisjoint(self.jobs[user].inputs)}

    def _users(self, file: str) -> set[int]:
        return {place for place, job in enumerate(self.jobs) if file in job.code}

    def _followed(self, places: set[int]) -> set[int]:
        """Return these places and those of all jobs that follow from theirs."""
        found, new = set(), places
        while new:
            found |= new
            followers = {p for p, job in enumerate(self.jobs) if not new.isdisjoint(job.inputs)}
            new = followers - found
        return found

    def _counted(self, places: Iterable[int]) -> Counter:
        return Counter(self.jobs[place].rule for place in self._followed(set(places)))


def planned(targets: list[str]) -> list[Job]:
    """Return the jobs that Snakemake plans for targets; the checkout is the working directory."""
    sys.path.insert(0, "workflow")
    from snakemake.api import SnakemakeApi
    from snakemake.settings.types import ConfigSettings, DAGSettings, OutputSettings, Quietness
    from snakemake.settings.types import ResourceSettings as Resources

    from deltaw import digests
    from deltaw.config import common

    # Instead of their digest, the rules' parameters get the names of the files.
    common.code_digest = lambda script, *modules: [
        f"scripts.{script.stem}",
        *digests.library_modules(script, *modules),
    ]
    config = ConfigSettings(configfiles=[Path("tiny.yaml")])
    with SnakemakeApi(OutputSettings(quiet={Quietness.ALL})) as api:
        workflow = api.workflow(resource_settings=Resources(), config_settings=config)
        workflow.dag(DAGSettings(targets=set(targets))).execute_workflow(executor="dryrun")
        dag = workflow._workflow.dag
        jobs = [job for job in dag.jobs if job.output]
        place = {job: number for number, job in enumerate(jobs)}
        return [
            Job(
                job.rule.name,
                dict(job.wildcards.items()),
                list(job.params.code),
                [place[source] for source in dag.dependencies[job]],
                job.rule.name in workflow._workflow._localrules,
            )
            for job in jobs
        ]


if __name__ == "__main__":
    print(json.dumps([job._asdict() for job in planned(sys.argv[1:])]))
