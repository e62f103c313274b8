"""Singular values of the LSTM's matrices (Fig. 5a)."""

import numpy as np
import xarray as xr
from scipy import linalg

from .kinds import MATRICES


def singular_values(network: xr.Dataset) -> dict[str, np.ndarray]:
    """Return the singular values of W0, ΔW and W of the input and recurrent weights.

    Parameters
    ----------
    network : xarray.Dataset
        Of kind "lstm_network".

    Returns
    -------
    dict
        ``sv_<part>_<matrix>``, falling; part is w0, dw or w.
    """
    values = {}
    for name in MATRICES:
        w0, w = (network[f"{when}_{name}"].values.astype(np.float64) for when in ("w0", "w"))
        for part, matrix in (("w0", w0), ("dw", w - w0), ("w", w)):
            values[f"sv_{part}_{name}"] = linalg.svdvals(matrix)
    return values
