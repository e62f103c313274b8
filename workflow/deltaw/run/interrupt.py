"""Ctrl-C and the end of an allocation: a run ends at once, with one sentence."""

import atexit
import logging
import os
import signal
import sys
from collections.abc import Callable

from ..processes import end_with

SENTENCE = "Stopped. The same command resumes."
ENDING = (signal.SIGINT, signal.SIGTERM)


class Interrupt:
    """What Ctrl-C and SIGTERM do to this Snakemake.

    The jobs are killed, which loses nothing: files appear whole or not at all, and trainings keep
    checkpoints. Snakemake itself ends as usual, without last words, so that it lifts its lock and
    cancels what it has submitted to a cluster.

    Parameters
    ----------
    logger : logging.Logger
        Snakemake's own.

    Attributes
    ----------
    running : bool
        Whether jobs run: then Snakemake has something to tidy up.
    """

    def __init__(self, logger: logging.Logger):
        self.logger = logger
        self.running = False
        self._listen()

    def jobs_begin(self) -> None:
        """Take the signals back from Snakemake's scheduler, which begins to run jobs.

        At SIGTERM it waits for a lock that the interrupted function may hold (seen with
        Snakemake 9.27), and would so wait for ever.
        """
        self.running = True
        self._listen()

    def _listen(self) -> None:
        for number in ENDING:
            signal.signal(number, self)

    def __call__(self, number, frame) -> None:
        """Stop; Python calls it when a signal comes."""
        for ending in ENDING:  # once is enough
            signal.signal(ending, signal.SIG_IGN)
        import psutil  # one of Snakemake's own packages

        for process in psutil.Process().children(recursive=True):
            process.kill()
        for logger in (self.logger, logging.getLogger("asyncio")):
            logger.addFilter(lambda record: False)
        atexit.register(print, SENTENCE, file=sys.stderr)
        raise KeyboardInterrupt if self.running else SystemExit(1)


def leave_to_the_parent() -> None:
    """Let this process and its children pass over Ctrl-C: the Snakemake above ends them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _end_at_once(number, frame) -> None:
    os.write(2, f"{SENTENCE}\n".encode())
    os._exit(1)


def supervise(run: Callable[[], None]) -> int:
    """Run a function in a process group of its own, and return its exit code.

    The terminal sends Ctrl-C to this process alone, which hands it to the other; its jobs, which
    would answer with a traceback each, do not see it. The other ends with this process, however
    that ends.
    """
    parent, child = os.getpid(), os.fork()
    if child == 0:
        os.setpgid(0, 0)
        end_with(parent)
        signal.signal(signal.SIGINT, _end_at_once)  # until the Snakefile sets what is better
        try:
            run()
        except KeyboardInterrupt:  # a task of asyncio that Snakemake leaves behind raises it again
            sys.exit(1)
        os._exit(0)

    def hand_on(number, frame):
        if number == signal.SIGINT:
            os.kill(child, number)
        else:
            os.killpg(child, number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, hand_on)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)
