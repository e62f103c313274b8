"""Sentences as padded batches of word vectors."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
import xarray as xr
from torch import Tensor

SPLITS = {"training": 0, "validation": 1, "test": 2}


class Batch(NamedTuple):
    """Some sentences.

    Attributes
    ----------
    inputs : torch.Tensor, shape (T, B, E)
        Word vectors, zero past a sentence's end.
    lengths : torch.Tensor, shape (B,)
    labels : torch.Tensor, shape (B,)
        1 or 0, as floats.
    """

    inputs: Tensor
    lengths: Tensor
    labels: Tensor


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
        self.ids = torch.from_numpy(ids)
        self.lengths = torch.from_numpy(lengths.astype(np.int64))
        self.labels = torch.from_numpy(labels.astype(vectors.dtype))
        self.vectors = torch.from_numpy(vectors)

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
        index = torch.from_numpy(chosen)
        lengths = self.lengths[index]
        ids = self.ids[index, : int(lengths.max())].t().contiguous()
        return Batch(self.vectors[ids], lengths, self.labels[index])

    def in_order(self, size: int) -> Iterator[np.ndarray]:
        """Yield the numbers of the sentences in batches by length, the same each time."""
        order = np.argsort(self.lengths.numpy(), kind="stable")
        for start in range(0, len(order), size):
            yield order[start : start + size]

    def shuffled(self, rng: np.random.Generator, size: int) -> Iterator[np.ndarray]:
        """Yield the numbers of the sentences in random batches of similar length."""
        order = rng.permutation(len(self))
        order = order[np.argsort(self.lengths.numpy()[order], kind="stable")]
        starts = np.arange(0, len(order), size)
        for start in rng.permutation(starts):
            yield order[start : start + size]
