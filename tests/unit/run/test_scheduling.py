"""Snakemake's scheduler looks for a free core once in a span, however many jobs have ended."""

import threading
import time

from snakemake.scheduling.job_scheduler import JobScheduler

from deltaw.run.scheduling import look_once_in_a_span

NAME = "_schedule_reevalutation"


class Scheduler:
    """What the method needs of Snakemake's."""

    def __init__(self):
        self.looked, self._open_jobs = 0, self

    def release(self):
        self.looked += 1


def test_a_scheduler_has_one_timer(monkeypatch):
    monkeypatch.setattr(JobScheduler, NAME, getattr(JobScheduler, NAME))  # fails where it is gone
    look_once_in_a_span()
    schedule, scheduler, other = getattr(JobScheduler, NAME), Scheduler(), Scheduler()
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
