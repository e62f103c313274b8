"""Checkpoints of a training loop, so that a job that was killed goes on where it was.

A checkpoint lies beside the output that its job will write. It carries a digest of the job's
parameters and code and is ignored where that differs.
"""

import time
from pathlib import Path

import torch

from .files import replacing


class Checkpoint:
    """The state of one training job on disk.

    Parameters
    ----------
    output : path
        The job's output; the checkpoint is ``<output>.checkpoint`` beside it.
    digest : str
        Digest of all that the result depends on.
    seconds : float
        Least time between two writes.
    """

    def __init__(self, output: str | Path, digest: str, seconds: float = 60.0):
        self.path = Path(f"{output}.checkpoint")
        self.digest = digest
        self.seconds = seconds
        self.written = time.monotonic()

    def load(self) -> dict | None:
        """Return the state kept by an earlier run of the same job, or None."""
        try:
            kept = torch.load(self.path, weights_only=True)
        except Exception:  # none there, or cut off anywhere: start from the beginning
            return None
        same = isinstance(kept, dict) and kept.get("digest") == self.digest
        return kept["state"] if same else None

    def due(self) -> bool:
        """Return whether it is time to write again."""
        return time.monotonic() - self.written >= self.seconds

    def save(self, state: dict) -> None:
        """Write the state (tensors, numbers, strings, lists, dicts), whole or not at all."""
        with replacing(self.path) as part:
            torch.save({"digest": self.digest, "state": state}, part)
        self.written = time.monotonic()

    def remove(self) -> None:
        """Remove it: the output stands."""
        self.path.unlink(missing_ok=True)
