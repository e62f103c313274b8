"""What Snakemake's scheduler does otherwise here: when it looks for a free core, and for whom."""

import threading
from collections.abc import Iterable, Mapping

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
    """Let no job take what a ready one of higher priority still lacks.

    Snakemake fills what is free with the jobs that fit. A job of five cores then waits until no
    smaller one is left, as five seldom fall free at once, whatever its priority is. Here the cores
    that fall free are kept for it. How long jobs take is not known, so none fills the gap.
    """
    select = getattr(JobScheduler, _SELECTOR, None)

    def in_turn(scheduler: JobScheduler, jobs: Iterable) -> Iterable:
        return select(scheduler, offered(set(jobs), scheduler.resources))

    if select:
        setattr(JobScheduler, _SELECTOR, in_turn)


def offered(jobs: set, free: Mapping[str, int]) -> set:
    """Return the jobs that need nothing that those of higher priority lack.

    Parameters
    ----------
    jobs : set
        Ready jobs, with ``priority`` and ``scheduler_resources``.
    free : mapping
        What is free of each limited resource.
    """
    kept, lacking = set(), set()
    needs = dict.fromkeys(free.keys() - {"_job_count"}, 0)  # that is set later
    for priority in sorted({job.priority for job in jobs}, reverse=True):
        level = {job for job in jobs if job.priority == priority}
        kept |= {job for job in level if not any(map(job.scheduler_resources.get, lacking))}
        for name in needs:
            needs[name] += sum(job.scheduler_resources.get(name, 0) for job in level)
        lacking = {name for name, need in needs.items() if need > free[name]}
    return kept
