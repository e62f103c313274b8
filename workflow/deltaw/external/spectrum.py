"""Singular values, stable ranks and norms of the matrices of a network."""

import numpy as np
from scipy import linalg

from .reading import Pair


def describe(pair: Pair) -> dict[str, np.ndarray]:
    """Return the variables of `kinds.SPECTRA`; singular values fall, and end with NaN.

    The stable rank of a matrix is its squared Frobenius norm over its largest squared singular
    value: r for r equal singular values, and less than the rank for others.
    """
    shapes = [pair.after[matrix].shape for matrix in pair.matrices]
    longest = max(map(min, shapes))
    described = dict(zip(("rows", "columns"), np.transpose(shapes), strict=True))
    values = {name: np.full((len(shapes), longest), np.nan) for name in ("w0", "dw", "w")}
    for row, matrix in enumerate(pair.matrices):
        w0, dw = pair.of(matrix)
        for name, array in (("w0", w0), ("dw", dw), ("w", w0 + dw)):
            found = linalg.svdvals(array.astype(np.float64))
            values[name][row, : len(found)] = found
    for name, sv in values.items():
        squared = np.nansum(_scaled(sv) ** 2, axis=1)
        described |= {
            f"sv_{name}": sv,
            f"{name}_norm": sv[:, 0] * np.sqrt(squared),
            f"{name}_stable_rank": np.where(sv[:, 0] > 0, squared, np.nan),
        }
    dw = _scaled(values["dw"])
    described["dw_share"] = np.cumsum(dw**2, axis=1) / np.nansum(dw**2, axis=1, keepdims=True)
    return described


def _scaled(sv: np.ndarray) -> np.ndarray:
    """Return singular values over the largest of their matrix: no square overflows or vanishes."""
    largest = sv[:, :1]
    return sv / np.where(largest > 0, largest, 1)
