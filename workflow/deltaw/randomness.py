"""Random generators, each derived from the root seed and the names of its use."""

import hashlib
import json

import numpy as np


def generator(root: int, *purpose: str, **coordinates: str | int | float) -> np.random.Generator:
    """Return the generator that belongs to one use of randomness.

    Two uses share a stream only if all their names agree, so drawing more numbers for one
    purpose never shifts those of another, and no global state is touched. The order of
    `coordinates` does not count.

    Parameters
    ----------
    root : int
        The root seed of the run.
    *purpose : str
        What the numbers are for: the experiment, then the quantity.
    **coordinates : str, int or float
        Of which network and epoch: task, N, g, seed, epoch. Numbers of equal value are the
        same coordinate (``0``, ``0.0`` and ``numpy.float64(0)``).

    Returns
    -------
    numpy.random.Generator
    """
    numbered = {n: v if isinstance(v, str) else float(v) for n, v in coordinates.items()}
    names = json.dumps([purpose, numbered], sort_keys=True)
    digest = hashlib.sha256(names.encode()).digest()
    words = np.frombuffer(digest, dtype="<u4").tolist()
    return np.random.default_rng(np.random.SeedSequence(root, spawn_key=words))
