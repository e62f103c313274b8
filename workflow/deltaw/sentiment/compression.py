"""The LSTM as a small file: the seed of W0 and the factors of a truncated ΔW (Sections 4 and 5).

The matrices that Fig. 5b truncates are stored as U S and V^T, in single precision; all other
weights as they are after training. The same file with the factors of a truncated W, as the paper's
[38] suggests, needs no seed.
"""

from collections.abc import Mapping, Sequence
from io import BytesIO

import numpy as np

from ..spectra import Decomposition, decompose
from .lstm import Weights, drawn
from .truncation import TRUNCATED


def factors(after: Weights, before: Weights | None = None) -> dict[str, Decomposition]:
    """Return the decomposition of ΔW, or without `before` of W, of each matrix to truncate."""
    matrices = {}
    for name in TRUNCATED:
        w = getattr(after, name).astype(np.float64)
        matrices[name] = decompose(w if before is None else w - getattr(before, name))
    return matrices


def pack(
    after: Weights, decompositions: Mapping[str, Decomposition], rank: int, seeds: Sequence[int]
) -> bytes:
    """Return the content of a file with factors of that rank, at least 1.

    Parameters
    ----------
    after : Weights
        After training.
    decompositions : mapping
        From `factors`.
    rank : int
    seeds : sequence of int
        Root seed and number of the network; empty if the factors are those of W.
    """
    arrays = {name: w for name, w in after._asdict().items() if name not in TRUNCATED}
    for name, (u, s, vt) in decompositions.items():
        arrays[f"{name}_left"] = np.float32(u[:, :rank] * s[:rank])
        arrays[f"{name}_right"] = np.float32(vt[:rank])
    return _written(arrays | {"seeds": np.array(seeds, dtype=np.int64)})


def pack_whole(after: Weights) -> bytes:
    """Return the content of a file with all weights."""
    return _written(after._asdict())


def unpack(content: bytes) -> Weights:
    """Return the weights from the content of a file that `pack` has written."""
    with np.load(BytesIO(content)) as file:
        arrays = dict(file)
    seeds = arrays.pop("seeds").tolist()
    for name in TRUNCATED:
        arrays[name] = arrays.pop(f"{name}_left") @ arrays.pop(f"{name}_right")
    if seeds:
        before = drawn(*seeds, len(arrays["out"]), arrays["in1"].shape[1])
        for name in TRUNCATED:
            arrays[name] += getattr(before, name)
    return Weights(**arrays)


def _written(arrays: Mapping[str, np.ndarray]) -> bytes:
    buffer = BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()
