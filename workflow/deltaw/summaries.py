"""Many networks in one dataset, and the quantities that the figures show."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from . import datasets
from .spectra import first_below

_LEFT_OUT = {"w0", "dw", "m0", "m", "v0", "v", "u_dw", "v_dw", "eig_w0", "eig_dw", "eig_w", "part"}
_KINDS = ("network", "spectrum", "truncation", "shuffle")


def _coordinates(path: str | Path) -> dict[str, float]:
    """Return the coordinates that a path names: .../N256/g0.9/seed3/network.nc."""
    named = (re.fullmatch(r"(zhat|N|g|seed)([\d.]+)", part) for part in Path(path).parts[-5:-1])
    return {match[1]: float(match[2]) for match in named if match}


def network_cell(*paths: str | Path, kinds: Sequence[str] = _KINDS) -> xr.Dataset:
    """Join network, spectrum, truncation and shuffle of one network, without its matrices.

    Raises
    ------
    deltaw.datasets.DatasetError
        If a file is unfit, or holds other coordinates than its folder's names say.
    """
    parts = []
    for kind, path in zip(kinds, paths, strict=True):
        part = datasets.read(path, kind, **_coordinates(path))
        parts.append(part.drop_vars(_LEFT_OUT & set(part.variables)))
    # Parts of different networks would differ in their scalar coordinates or in "diverged".
    return xr.merge(parts, compat="equals", join="exact", combine_attrs="drop")


def joined(files: Sequence[str], kind: str, dims: Sequence[str]) -> tuple[dict, dict]:
    """Join networks over their coordinates, without their matrices.

    Parameters
    ----------
    files : sequence of str
        One network each, all seeds for each value of the other coordinates.
    kind : str
        Kind of their datasets.
    dims : sequence of str
        The coordinates, in order.

    Returns
    -------
    dict, dict
        Variables and coordinates of the summary.
    """
    cells = [network_cell(path, kinds=[kind]).expand_dims(dims) for path in files]
    summary = xr.combine_by_coords(cells, combine_attrs="drop", data_vars="all")
    summary = summary.transpose(*dims, ...)
    arrays = {name: v.values for name, v in summary.variables.items()}
    coords = {name: arrays.pop(name) for name in summary.coords}
    return arrays, coords


def task_summary(cells: Sequence[xr.Dataset], threshold: float) -> xr.Dataset:
    """Join the networks of a task over g and seed and add the quantities of Fig. 2.

    Parameters
    ----------
    cells : sequence of xarray.Dataset
        From `network_cell`; every seed for every g.
    threshold : float
        Converged below this part of the initial loss.
    """
    indexed = [cell.expand_dims(["g", "seed"]) for cell in cells]
    summary = xr.combine_by_coords(indexed, combine_attrs="drop", data_vars="all")
    goal = threshold * summary["initial_loss"].values
    loss = summary["loss"].transpose("g", "seed", "epoch")
    truncated = summary["truncation_loss"].transpose("g", "seed", "rank")
    derived = {
        "convergence_epoch": first_below(summary["epoch"].values, loss.values, goal),
        "functional_rank": first_below(summary["rank"].values, truncated.values, goal),
    }
    for matrix in ("w0", "dw", "w"):
        # The Frobenius norm is the length of the vector of singular values.
        values = summary[f"sv_{matrix}"].transpose("g", "seed", "index").values
        derived[f"{matrix}_norm"] = np.linalg.norm(values, axis=-1)
    return summary.assign({name: (("g", "seed"), v) for name, v in derived.items()})
