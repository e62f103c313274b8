"""Checkpoints of a training loop, so that a job that was killed goes on where it was.

A checkpoint lies beside the output that its job will write. It begins with the hash of all that
follows, so that a damaged one is known. It carries a digest of what its job depends on, parameters
and code, and is ignored where that differs.
"""

import hashlib
import json
import logging
import os
import time
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

import numpy as np

from .files import replacing

log = logging.getLogger("deltaw")

HASH_BYTES = hashlib.sha256().digest_size
# Not in the config: how often a state is kept changes no result.
SECONDS = "DELTAW_CHECKPOINT_SECONDS"
DIGEST = "digest"


class Checkpoint:
    """The state of one training job on disk.

    Parameters
    ----------
    output : path
        The job's output; the checkpoint is ``<output>.checkpoint`` beside it.
    depends_on : list
        All that the result depends on; plain values.
    seconds : float, optional
        Least time between two writes. Without: the environment's ``DELTAW_CHECKPOINT_SECONDS``,
        else 60.
    """

    def __init__(self, output: str | Path, depends_on: list, seconds: float | None = None):
        self.path = Path(f"{output}.checkpoint")
        self.digest = _digest(depends_on)
        self.seconds = float(os.environ.get(SECONDS, 60)) if seconds is None else seconds
        self.written = time.monotonic()

    def load(self) -> dict | None:
        """Return the state kept by an earlier run of the same job, or None; numbers as arrays."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            log.warning("%s cannot be read (%s): starting anew", self.path, error.strerror)
            return None
        checksum, payload = content[:HASH_BYTES], content[HASH_BYTES:]
        if hashlib.sha256(payload).digest() != checksum:
            log.warning("%s is damaged: starting anew", self.path)
            return None
        with np.load(BytesIO(payload), allow_pickle=False) as file:
            kept = dict(file)
        if kept.pop(DIGEST) != self.digest:
            log.info("%s is of other parameters or code: starting anew", self.path)
            return None
        log.info("going on from %s", self.path)
        return _nested(kept)

    def due(self) -> bool:
        """Return whether it is time to write again."""
        return time.monotonic() - self.written >= self.seconds

    def save(self, state: Mapping) -> None:
        """Write the state (arrays, numbers, mappings of them by names), whole or not at all."""
        buffer = BytesIO()
        np.savez(buffer, **{DIGEST: self.digest}, **dict(_flat(state)))
        payload = buffer.getvalue()
        with replacing(self.path) as part:
            part.write_bytes(hashlib.sha256(payload).digest() + payload)
        self.written = time.monotonic()

    def remove(self) -> None:
        """Remove it: the output stands."""
        self.path.unlink(missing_ok=True)


def _flat(state: Mapping, place: str = "") -> Iterator[tuple[str, np.ndarray]]:
    """Yield all values of nested mappings, each with the names that lead to it."""
    for name, value in state.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{place}{name}/")
        else:
            yield f"{place}{name}", value


def _nested(flat: Mapping[str, np.ndarray]) -> dict:
    """Return the mappings that `_flat` was given."""
    state: dict = {}
    for name, value in flat.items():
        *path, last = name.split("/")
        inner = state
        for step in path:
            inner = inner.setdefault(step, {})
        inner[last] = value
    return state


def _digest(depends_on: list) -> str:
    text = json.dumps(depends_on, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
