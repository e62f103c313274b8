"""When Snakemake's scheduler looks for a free core, and which jobs it lets have it."""

import threading
import time
from dataclasses import dataclass, field
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
    scheduler_resources: dict = field(init=False, hash=False, compare=False)

    def __post_init__(self):
        object.__setattr__(self, "scheduler_resources", {"_cores": self.cores})


SMALL = {Job(1, number=number) for number in range(20)}
LARGE = Job(5, priority=1)


@pytest.mark.parametrize(
    ("jobs", "free", "of"),
    [
        (SMALL, 3, SMALL),
        (SMALL | {LARGE}, 4, {LARGE}),  # none starts, until there is room
        (SMALL | {LARGE}, 5, SMALL | {LARGE}),
        ({Job(1, 1), LARGE}, 4, {Job(1, 1), LARGE}),
        (SMALL | {Job(5)}, 4, SMALL | {Job(5)}),  # of the same priority
        (set(), 2, set()),
    ],
)
def test_jobs_of_lower_priority_wait_until_the_first_have_room(monkeypatch, jobs, free, of):
    offered = []
    monkeypatch.setattr(JobScheduler, SELECTOR, lambda scheduler, jobs: offered.append(jobs))
    make_room_for_priority()
    getattr(JobScheduler, SELECTOR)(SimpleNamespace(resources={"_cores": free}), jobs)
    assert offered == [of]


def test_the_selection_is_snakemakes_method():
    assert callable(getattr(JobScheduler, SELECTOR))
