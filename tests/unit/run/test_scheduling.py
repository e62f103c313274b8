"""When Snakemake's scheduler looks for a free core, and which jobs it lets have it."""

import inspect
import threading
import time
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from snakemake.scheduling.job_scheduler import JobScheduler

from deltaw.run.scheduling import look_once_in_a_span, make_room_for_priority

TIMER, SELECTOR = "_schedule_reevalutation", "job_selector"


class Scheduler:
    """What the method needs of Snakemake's."""

    def __init__(self):
        self.looked, self._open_jobs = 0, self

    def release(self):
        self.looked += 1


def test_a_scheduler_has_one_timer(monkeypatch):
    monkeypatch.setattr(JobScheduler, TIMER, getattr(JobScheduler, TIMER))  # fails where it is gone
    look_once_in_a_span()
    schedule, scheduler, other = getattr(JobScheduler, TIMER), Scheduler(), Scheduler()
    before = threading.active_count()
    for _ in range(50):
        schedule(scheduler, 0.2)
        schedule(other, 0.2)
    assert threading.active_count() == before + 2
    time.sleep(0.5)
    assert (scheduler.looked, other.looked) == (1, 1)
    schedule(scheduler, 0.01)
    time.sleep(0.2)
    assert (scheduler.looked, other.looked) == (2, 1)


@dataclass(frozen=True)
class Job:
    """What the selection looks at."""

    cores: int
    priority: int = 0
    number: int = 0
    memory: int = 1

    @property
    def scheduler_resources(self):
        return {"_cores": self.cores, "mem_mb": self.memory}


SMALL = {Job(1, number=number) for number in range(20)}
LARGE = Job(5, priority=1)
OTHER = {Job(0, number=1, memory=0)}  # needs nothing that is limited


@pytest.mark.parametrize(
    ("jobs", "cores", "memory", "held"),
    [
        (SMALL, 3, 99, set()),
        (SMALL | OTHER | {LARGE}, 4, 99, SMALL),  # until there is room
        (SMALL | {LARGE}, 5, 99, set()),
        (SMALL | {LARGE, Job(1, 1)}, 5, 99, SMALL),  # both are first
        (SMALL | {LARGE, Job(1, 2)}, 3, 99, SMALL),  # the first fits, the second does not yet
        (SMALL | {LARGE, Job(1, 2)}, 6, 99, set()),
        (SMALL | {Job(5)}, 4, 99, set()),  # of the same priority
        (SMALL | OTHER | {Job(1, 1, memory=8)}, 9, 7, SMALL),  # what is lacking is memory
        (set(), 2, 99, set()),
    ],
)
def test_jobs_of_lower_priority_leave_what_the_first_need(monkeypatch, jobs, cores, memory, held):
    offered = []
    monkeypatch.setattr(JobScheduler, SELECTOR, lambda scheduler, jobs: offered.append(jobs))
    make_room_for_priority()
    free = {"_cores": cores, "mem_mb": memory, "_job_count": 0}
    getattr(JobScheduler, SELECTOR)(SimpleNamespace(resources=free), jobs)
    assert offered == [jobs - held]


def test_the_selection_is_snakemakes_method():
    parameters = inspect.signature(getattr(JobScheduler, SELECTOR)).parameters
    assert list(parameters) == ["self", "jobs"]
