"""What a job writes into its log: a file of its own, and the progress of a training."""

import logging
import sys
import time

import numpy as np

log = logging.getLogger("deltaw")


def log_to(path: str) -> logging.Logger:
    """Send this process's messages and warnings to a file, and return their logger."""
    logging.raiseExceptions = False  # a full disk must not bury the error under the log's own
    handler = logging.FileHandler(path, mode="w", encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").addHandler(handler)
    return log


def tell(message: str) -> None:
    """Write a message into the log, and to the user, who may have to wait for what it names."""
    log.info("%s", message)
    print(message, file=sys.stderr)


class Progress:
    """Log loss, speed and time left of a training every few seconds.

    Parameters
    ----------
    epochs : int
        Epoch at which the training ends.
    seconds : float
        Least time between two messages.
    """

    def __init__(self, epochs: int, seconds: float = 5.0):
        self.epochs = epochs
        self.seconds = seconds
        self.first: int | None = None
        self.start = self.last = time.monotonic()

    def __call__(self, epoch: int, loss: float) -> None:
        """Take epoch and loss, and log them if it is time."""
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


def warn_diverged(diverged: bool, loss: np.ndarray) -> None:
    """Log that a training diverged, if it did, and after how many updates."""
    if diverged:
        log.warning("diverged after %d updates", np.isfinite(loss).sum())
