"""Sentences as padded batches of word vectors."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import xarray as xr

SPLITS = {"training": 0, "validation": 1, "test": 2}


class Batch(NamedTuple):
    """Some sentences.

    Attributes
    ----------
    inputs : numpy.ndarray, shape (T, B, E)
        Word vectors, zero past a sentence's end.
    lengths : numpy.ndarray, shape (B,)
    labels : numpy.ndarray, shape (B,)
        1 or 0, as floats.
    """

    inputs: np.ndarray
    lengths: np.ndarray
    labels: np.ndarray


class Sentences:
    """The sentences of one split.

    Parameters
    ----------
    ids : numpy.ndarray, shape (S, T)
        Number of each token's word; anything past the sentence's end.
    lengths, labels : numpy.ndarray, shape (S,)
    vectors : numpy.ndarray, shape (V, E)
        Those of word 0, which is the padding, are zero.
    """

    def __init__(self, ids, lengths, labels, vectors):
        self.ids, self.vectors = ids, vectors
        self.lengths = lengths.astype(np.int64)
        self.labels = labels.astype(vectors.dtype)

    @classmethod
    def of(cls, data: xr.Dataset, split: str) -> "Sentences":
        """Return the sentences of a split of a dataset of kind "sentiment_data"."""
        chosen = data["split"].values == SPLITS[split]
        arrays = (data[name].values[chosen] for name in ("ids", "length", "label"))
        return cls(*arrays, data["vectors"].values)

    def __len__(self) -> int:
        return len(self.lengths)

    def take(self, chosen: np.ndarray) -> Batch:
        """Return the batch of the sentences with these numbers."""
        lengths = self.lengths[chosen]
        ids = self.ids[chosen, : lengths.max()].T
        return Batch(self.vectors[ids], lengths, self.labels[chosen])

    def in_order(self, size: int) -> Iterator[np.ndarray]:
        """Yield the numbers of the sentences in batches by length, the same each time."""
        order = np.argsort(self.lengths, kind="stable")
        for start in range(0, len(order), size):
            yield order[start : start + size]

    def shuffled(self, rng: np.random.Generator, size: int) -> Iterator[np.ndarray]:
        """Yield the numbers of the sentences in random batches of similar length."""
        order = rng.permutation(len(self))
        order = order[np.argsort(self.lengths[order], kind="stable")]
        starts = np.arange(0, len(order), size)
        for start in rng.permutation(starts):
            yield order[start : start + size]
