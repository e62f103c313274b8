"""What every script does around its work: threads, log and progress."""

import logging
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import threadpool_limits

log = logging.getLogger("deltaw")


@contextmanager
def job(snakemake) -> Iterator[logging.Logger]:
    """Run a script's work with its number of threads and its log.

    The number of threads is part of the result (it changes the order of sums), so it comes
    from the params and not from ``snakemake.threads``, which ``--cores`` can cut. A failure
    leaves its traceback in the log and one line on the terminal.

    Parameters
    ----------
    snakemake : snakemake.iocontainers.Snakemake
        The script's own; ``params.threads`` if the rule has it, else 1.

    Yields
    ------
    logging.Logger
    """
    threads = snakemake.params.get("threads", 1)
    logging.raiseExceptions = False  # a full disk must not bury the error under the log's own
    handler = logging.FileHandler(snakemake.log[0], mode="w", encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").addHandler(handler)
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(threads)
    try:
        with threadpool_limits(threads):
            yield log
    except Exception as error:
        log.error("%s", traceback.format_exc())
        sys.exit(f"{snakemake.rule}: {type(error).__name__}: {error}")


class Progress:
    """Log loss, speed and time left of a training every few seconds."""

    def __init__(self, epochs: int, seconds: float = 5.0):
        self.epochs = epochs
        self.seconds = seconds
        self.first: int | None = None
        self.start = self.last = time.monotonic()

    def __call__(self, epoch: int, loss: float) -> None:
        now = time.monotonic()
        if self.first is None:
            self.first, self.start = epoch, now
        if now - self.last < self.seconds and epoch < self.epochs:
            return
        self.last = now
        speed = (epoch - self.first) / max(now - self.start, 1e-9)
        left = (self.epochs - epoch) / speed if speed else float("nan")
        log.info(
            "epoch %d/%d loss %.3g %.1f epochs/s %.0f s left", epoch, self.epochs, loss, speed, left
        )
