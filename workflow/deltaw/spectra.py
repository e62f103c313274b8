"""Singular values, truncation and shuffling of connectivity (Eq. 4, Fig. 1g-l, Fig. 2c-d)."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from scipy import linalg


class Decomposition(NamedTuple):
    """ΔW = sum over r of s[r] u[:, r] v[r], singular values falling.

    Attributes
    ----------
    u : numpy.ndarray, shape (N, K)
    s : numpy.ndarray, shape (K,)
    vt : numpy.ndarray, shape (K, N)
    """

    u: np.ndarray
    s: np.ndarray
    vt: np.ndarray


def decompose(matrix: np.ndarray) -> Decomposition:
    """Return the singular value decomposition, in double precision."""
    return Decomposition(*linalg.svd(matrix.astype(np.float64), full_matrices=False))


def describe(w0: np.ndarray, dw: np.ndarray) -> dict[str, np.ndarray]:
    """Return the singular values and eigenvalues of W0, ΔW and W = W0 + ΔW.

    Parameters
    ----------
    w0, dw : numpy.ndarray, shape (N, N)

    Returns
    -------
    dict
        ``sv_*``, shape (N,), falling; ``eig_*``, shape (N, 2), real and imaginary part, by
        falling modulus; ``u_dw``, ``v_dw``, the singular vectors of ΔW. All NaN if ΔW is.
    """
    described = describe_change(dw)
    if not np.isfinite(dw).all():
        n = len(w0)
        values = dict.fromkeys(("sv_w0", "sv_w"), np.full(n, np.nan))
        unknown = dict.fromkeys(("eig_w0", "eig_dw", "eig_w"), np.full((n, 2), np.nan))
        return described | values | unknown
    for name, matrix in (("w0", w0), ("w", w0 + dw)):
        described[f"sv_{name}"] = linalg.svdvals(matrix.astype(np.float64))
    for name, matrix in (("w0", w0), ("dw", dw), ("w", w0 + dw)):
        described[f"eig_{name}"] = eigenvalues(matrix)
    return described


def describe_change(dw: np.ndarray) -> dict[str, np.ndarray]:
    """Return ``sv_dw``, ``u_dw`` and ``v_dw`` of `describe` alone."""
    if not np.isfinite(dw).all():
        n = len(dw)
        vectors = dict.fromkeys(("u_dw", "v_dw"), np.full((n, n), np.nan))
        return vectors | {"sv_dw": np.full(n, np.nan)}
    u, s, vt = decompose(dw)
    return {"u_dw": u, "v_dw": vt, "sv_dw": s}


def eigenvalues(matrix: np.ndarray) -> np.ndarray:
    """Return the eigenvalues by falling modulus, real and imaginary part, shape (N, 2)."""
    eigenvalues = linalg.eigvals(matrix.astype(np.float64))
    eigenvalues = eigenvalues[np.argsort(-np.abs(eigenvalues), kind="stable")]
    return np.stack([eigenvalues.real, eigenvalues.imag], axis=-1)


def truncate(decomposition: Decomposition, rank: int) -> np.ndarray:
    """Return the best approximation of that rank (Eq. 4), shape (N, N).

    Raises
    ------
    ValueError
        If the rank is negative or above the number of singular values.
    """
    u, s, vt = decomposition
    if not 0 <= rank <= len(s):
        raise ValueError(f"rank {rank} is not between 0 and {len(s)}")
    return (u[:, :rank] * s[:rank]) @ vt[:rank]


def shuffle(rng: np.random.Generator, matrix: np.ndarray) -> np.ndarray:
    """Return the matrix with all its entries randomly permuted (Fig. 2c)."""
    return rng.permutation(matrix.ravel()).reshape(matrix.shape)


def truncation_losses(
    w0: np.ndarray,
    decomposition: Decomposition,
    ranks: Sequence[int],
    loss: Callable[[np.ndarray], float],
) -> np.ndarray:
    """Return the loss with ΔW truncated to each rank and W0 kept, shape (len(ranks),).

    Parameters
    ----------
    w0 : numpy.ndarray, shape (N, N)
    decomposition : Decomposition
        Of ΔW.
    ranks : sequence of int
    loss : callable
        The loss of a network with connectivity W, shape (N, N), of the type of `w0`.
    """
    truncated = ((w0 + truncate(decomposition, rank)).astype(w0.dtype) for rank in ranks)
    return np.array([loss(w) for w in truncated])


def shuffle_losses(
    w0: np.ndarray,
    dw: np.ndarray,
    rngs: Sequence[np.random.Generator],
    loss: Callable[[np.ndarray], float],
) -> np.ndarray:
    """Return the loss with W0 shuffled and ΔW kept, once for each generator (Fig. 2c)."""
    return np.array([loss(shuffle(rng, w0) + dw) for rng in rngs])


def first_below(axis: np.ndarray, values: np.ndarray, threshold: np.ndarray) -> np.ndarray:
    """Return the first point of an axis where values are below a threshold.

    Over epochs this is the convergence epoch (Fig. 2a), over ranks the functional rank (Fig. 2d).

    Parameters
    ----------
    axis : numpy.ndarray, shape (K,)
        Rising.
    values : numpy.ndarray, shape (..., K)
    threshold : numpy.ndarray, shape (...)

    Returns
    -------
    numpy.ndarray, shape (...)
        NaN where no value is below.
    """
    below = values < np.asarray(threshold)[..., None]
    return np.where(below.any(axis=-1), axis[below.argmax(axis=-1)], np.nan)
