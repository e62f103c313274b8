"""Random generators, each derived from the root seed and the coordinates of its use."""

import hashlib

import numpy as np


def generator(root: int, *coordinates: str | int | float) -> np.random.Generator:
    """Return the generator that belongs to one use of randomness.

    Two uses share a stream only if all their coordinates agree, so drawing more numbers for
    one purpose never shifts those of another, and no global state is touched.

    Parameters
    ----------
    root : int
        The root seed of the run.
    *coordinates : str, int or float
        What the numbers are for: experiment, task, N, g, seed, purpose, epoch. Numbers of
        equal value are the same coordinate (``0``, ``0.0`` and ``numpy.float64(0)``).

    Returns
    -------
    numpy.random.Generator
    """
    names = [c if isinstance(c, str) else repr(float(c)) for c in coordinates]
    digest = hashlib.sha256("\x1f".join(names).encode()).digest()
    words = np.frombuffer(digest, dtype="<u4").tolist()
    return np.random.default_rng(np.random.SeedSequence(root, spawn_key=words))
