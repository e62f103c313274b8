"""Ctrl-C: a run ends at once, with one sentence."""

import atexit
import logging
import signal
import sys

import psutil

SENTENCE = "Stopped. The same command resumes."


class Interrupt:
    """What Ctrl-C does to this Snakemake.

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
        signal.signal(signal.SIGINT, self)

    def __call__(self, number, frame) -> None:
        """Stop; Python calls it when the signal comes."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # once is enough
        for process in psutil.Process().children(recursive=True):
            process.kill()
        self.logger.addFilter(lambda record: False)
        atexit.register(print, SENTENCE, file=sys.stderr)
        raise KeyboardInterrupt if self.running else SystemExit(1)


def leave_to_the_parent() -> None:
    """Let this process and its children pass over Ctrl-C: the Snakemake above ends them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
