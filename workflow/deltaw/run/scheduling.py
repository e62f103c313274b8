"""How often Snakemake's scheduler looks for a free core."""

import threading

from snakemake.scheduling.job_scheduler import JobScheduler

# Snakemake's own method, in its spelling
_NAME = "_schedule_reevalutation"


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

    if hasattr(JobScheduler, _NAME):
        setattr(JobScheduler, _NAME, schedule)
