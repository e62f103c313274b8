"""What Snakemake's scheduler does otherwise here: when it looks for a free core, and for whom."""

import threading
from collections.abc import Iterable

from snakemake.scheduling.job_scheduler import JobScheduler

# Snakemake's own methods, in its spelling
_TIMER, _SELECTOR = "_schedule_reevalutation", "job_selector"


def look_once_in_a_span() -> None:
    """Let a scheduler that waits have one timer.

    Snakemake's limit of jobs in a span makes it look again after each span. It starts a timer
    whenever it has looked, also when a job has ended. So timers become as many as jobs have ended,
    and the scheduler takes half a core after some hundred jobs.
    """
    waiting = set()

    def schedule(scheduler: JobScheduler, delay: float) -> None:
        def look() -> None:
            waiting.discard(scheduler)
            scheduler._open_jobs.release()

        if scheduler not in waiting:
            waiting.add(scheduler)
            timer = threading.Timer(delay, look)
            timer.daemon = True  # the end of a run does not wait for it
            timer.start()

    if hasattr(JobScheduler, _TIMER):
        setattr(JobScheduler, _TIMER, schedule)


def make_room_for_priority() -> None:
    """Let no job start before a ready one of higher priority that needs more cores than are free.

    Snakemake fills what is free with the jobs that fit. A job of five cores then waits until no
    smaller one is left, as five seldom fall free at once, whatever its priority is.
    """
    select = getattr(JobScheduler, _SELECTOR, None)

    def in_turn(scheduler: JobScheduler, jobs: Iterable) -> Iterable:
        jobs = set(jobs)
        first = max((job.priority for job in jobs), default=0)
        urgent = {job for job in jobs if job.priority == first}
        return select(scheduler, jobs if _fit(scheduler, urgent) else urgent)

    if select:
        setattr(JobScheduler, _SELECTOR, in_turn)


def _fit(scheduler: JobScheduler, jobs: set) -> bool:
    """Return whether the jobs can all start now, by their cores."""
    cores = sum(job.scheduler_resources.get("_cores", 0) for job in jobs)
    return cores <= scheduler.resources["_cores"]
