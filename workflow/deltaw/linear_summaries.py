"""Many linear networks in one dataset, and the quantities that Fig. 4 shows."""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from . import linear_datasets as datasets
from .linear_datasets import CHAIN, LINEAR_GEOMETRY
from .linear_theory import amplification, low_rank_change
from .spectra import first_below
from .summaries import network_cell

DIMS = ("zhat", "g", "seed")


def linear_cell(*paths: str) -> xr.Dataset:
    """Join network, spectrum, truncation and shuffle of one network.

    Of its matrices it keeps what Eq. 9 to 12 say of them.
    """
    network = datasets.read(paths[0], "linear_network")
    w0, dw, m, v = (network[name].values.astype(np.float64) for name in ("w0", "dw", "m", "v"))
    values = geometry(w0, dw, m / np.sqrt(len(m)), v * np.sqrt(len(m)))
    added = {name: (LINEAR_GEOMETRY[name].dims.split(), value) for name, value in values.items()}
    cell = network_cell(*paths, kinds=CHAIN)
    return cell.assign(added).assign_coords(row=["w", "m"], column=["w", "m"])


def geometry(w0: np.ndarray, dw: np.ndarray, m: np.ndarray, w: np.ndarray) -> dict:
    """Return the variables of `LINEAR_GEOMETRY`; those of ΔW are NaN if it is.

    Parameters
    ----------
    w0, dw : numpy.ndarray, shape (N, N)
    m, w : numpy.ndarray, shape (N,)
        The paper's vectors of unit length.
    """
    inverse = np.linalg.pinv(np.stack([w, m], axis=1))
    a = inverse @ dw @ inverse.T
    norm = np.linalg.norm(dw)
    outside = np.linalg.norm(dw - low_rank_change(a, m, w))
    beta_w, beta_m = amplification(w0, m, w)
    return {
        "a": a,
        "outside_span": outside / norm if norm else 0.0,
        "overlap": w @ m,
        "beta_w": beta_w,
        "beta_m": beta_m,
    }


def linear_summary(cells: Sequence[xr.Dataset], threshold: float) -> xr.Dataset:
    """Join the linear networks over zhat, g and seed and add the quantities of Fig. 4.

    Parameters
    ----------
    cells : sequence of xarray.Dataset
        From `linear_cell`; every seed for every g and zhat.
    threshold : float
        Converged below this part of zhat^2 / 2, the loss without output.
    """
    indexed = [cell.expand_dims(DIMS) for cell in cells]
    summary = xr.combine_by_coords(indexed, combine_attrs="drop", data_vars="all")
    summary = summary.transpose(*DIMS, ...)
    # The loss without output, for all cells
    unit = np.broadcast_to(
        summary["zhat"].values[:, None, None] ** 2 / 2, summary["diverged"].shape
    )
    epoch = first_below(summary["epoch"].values, summary["loss"].values, threshold * unit)
    truncated = summary["truncation_loss"].values
    derived = {
        "convergence_time": epoch * summary["learning_rate"].values,
        "mean_gradient_norm": _mean_until(epoch, summary["gradient_norm"].values),
        "dw_norm": np.linalg.norm(summary["sv_dw"].values, axis=-1),
        "relative_shuffle_loss": summary["shuffle_loss"].mean("shuffle", skipna=False) / unit,
        "functional_rank": first_below(summary["rank"].values, truncated, threshold * unit),
    }
    return summary.assign({name: (DIMS, np.asarray(v)) for name, v in derived.items()})


def _mean_until(epoch: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the mean of values, shape (..., K), up to an epoch, shape (...); NaN if that is."""
    counted = np.arange(values.shape[-1]) <= epoch[..., None]
    total = np.where(counted, values, 0).sum(axis=-1)
    return total / np.where(np.isnan(epoch), np.nan, epoch + 1)
