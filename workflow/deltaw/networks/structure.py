"""Initial connectivity of another structure than the paper's.

Each structure is made from the Gaussian W0 of the same seed and has its norm, so that structure is
the only difference. M and V stay as they were drawn.
"""

from collections.abc import Callable, Mapping

import numpy as np

from ..spectra import decompose, truncate
from .matrix_file import read_matrix
from .simulation import Weights


def sparse(rng: np.random.Generator, w0: np.ndarray, density: float) -> np.ndarray:
    """Keep this part of the entries, chosen at random (Herbert and Ostojic 2022)."""
    return w0 * (rng.random(w0.shape) < density)


def low_rank(rng: np.random.Generator, w0: np.ndarray, rank: int) -> np.ndarray:
    """Keep the largest singular values (Liu et al., ICLR 2024)."""
    return truncate(decompose(w0), rank)


def excitatory_inhibitory(
    rng: np.random.Generator, w0: np.ndarray, fraction: float, balanced: bool
) -> np.ndarray:
    """Give the columns of the first neurons positive entries, those of the others negative ones.

    Balanced, the entries of each row sum to 0: the inhibitory ones are scaled. Otherwise the mean
    of all entries makes one large eigenvalue (Rajan and Abbott 2006).
    """
    excitatory = np.arange(len(w0)) < round(fraction * len(w0))
    signed = np.where(excitatory, abs(w0), -abs(w0))
    if balanced:
        excess = signed[:, excitatory].sum(axis=1) / signed[:, ~excitatory].sum(axis=1)
        signed[:, ~excitatory] *= -excess[:, None]
    return signed


STRUCTURES: dict[str, Callable] = {
    "sparse": sparse,
    "low_rank": low_rank,
    "excitatory_inhibitory": excitatory_inhibitory,
}


def structured(
    rng: np.random.Generator, w0: np.ndarray, kind: str, **parameters: object
) -> np.ndarray:
    """Return a W0 of that structure with the norm of a Gaussian one, shape (N, N), not 0."""
    made = STRUCTURES[kind](rng, w0.astype(np.float64), **parameters)
    return made * (np.linalg.norm(w0) / np.linalg.norm(made))


def with_switches(
    gaussian: Weights, rng: np.random.Generator, g: float, switches: Mapping, path: str
) -> Weights:
    """Return the weights before training as the switches say.

    Parameters
    ----------
    gaussian : Weights
        The paper's.
    rng : numpy.random.Generator
    g : float
        Strength of W0; the matrix of a file is multiplied by it.
    switches : mapping
        ``w0``, ``{kind, ...}``, and ``readout_scale``, or neither.
    path : str
        The file of ``{kind: file}``.
    """
    w, m, v = gaussian
    kind = switches.get("w0", {}).get("kind")
    if kind == "file":
        w = g * read_matrix(path, len(w))
    elif kind and g:
        w = structured(rng, w, **switches["w0"])
    scaled = v * np.float32(switches.get("readout_scale", 1))
    return Weights(w.astype(np.float32), m, scaled)
