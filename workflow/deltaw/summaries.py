"""How networks become one dataset: the files of one are a cell, all cells are joined."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

import netCDF4
import numpy as np
import xarray as xr

from .datasets import DatasetError, Kind, Variable

# Relative; rounding moves the norm far less, another network far more.
SAME_NORM = 1e-5


def summarised(dims: str, kinds: Iterable[Kind]) -> dict[str, Variable]:
    """Return the variables that a summary keeps, with `dims` before their own.

    A number may be NaN there if networks of the kind can diverge.
    """
    kept = {}
    for kind in kinds:
        can_diverge = "diverged" in kind.variables
        for name, v in kind.variables.items():
            nan = v.may_be_nan or (can_diverge and not v.flags)
            if v.in_summary:
                kept[name] = replace(v, dims=f"{dims} {v.dims}".strip(), may_be_nan=nan)
    return kept


def _named_by(path: str | Path) -> dict[str, str | float]:
    """Return the coordinates that a path names.

    They are networks/mante/N256/g0.9/seed3/network.nc, linear/zhat2/N1024/g0.9/seed3/network.nc,
    or summary/networks_mante_N256.nc, and so for ranks, regimes and dynamics. A run may be called
    N64: its folder names no coordinate.
    """
    *folders, name = Path(path).parts
    parts = (re.fullmatch(r"(zhat|N|g|seed)([\d.]+)", part) for part in reversed(folders))
    named = reversed([*takewhile(bool, parts)])
    coordinates = {match[1]: float(match[2]) for match in named}
    if folders[-5:-4] == ["networks"]:
        coordinates["task"] = folders[-4]
    if match := re.fullmatch(
        r"(?:(?:networks|ranks|regimes|dynamics)_(.+)|linear.*)_N(\d+)\.nc", name
    ):
        coordinates |= {"N": float(match[2])} | ({"task": match[1]} if match[1] else {})
    return coordinates


def read_as_named(kind: Kind, files: str | Sequence[str]) -> xr.Dataset | list[xr.Dataset]:
    """Read a file, or each of several, and check that it holds the coordinates it is named by.

    Raises
    ------
    deltaw.datasets.DatasetError
    """
    if isinstance(files, str):
        return kind.read(files, **_named_by(files))
    return [read_as_named(kind, file) for file in files]


def cell(paths: Sequence[str | Path], kinds: Sequence[Kind]) -> xr.Dataset:
    """Join the files of one network, without its matrices.

    Parameters
    ----------
    paths : sequence of path
        One file of each kind.
    kinds : sequence of Kind

    Returns
    -------
    xarray.Dataset
        ``attrs["parameters"]`` has the parameters of each kind by its name, ``attrs["file"]``
        the first path.

    Raises
    ------
    deltaw.datasets.DatasetError
        If a file is unfit, holds other coordinates than its folder's names say, or is of another
        network than the others.
    """
    parts, parameters = [], {}
    for kind, path in zip(kinds, paths, strict=True):
        part = read_as_named(kind, str(path))
        parameters[kind.name] = json.loads(part.attrs.get("parameters", "{}"))
        kept = [name for name, v in kind.variables.items() if v.in_summary and name in part]
        parts.append(part[kept])
    try:
        merged = xr.merge(parts, compat="equals", join="exact", combine_attrs="drop")
    except xr.MergeError as error:  # they differ in a scalar coordinate or in "diverged"
        files, reason = " and ".join(map(str, paths)), str(error).partition(" on ")[0]
        raise DatasetError(
            f"{files} are not of one network ({reason}); remove them and run the same command again"
        ) from error
    return merged.assign_attrs(parameters=parameters, file=str(paths[0]))


def check_spectrum(matrix: np.ndarray, values: np.ndarray, paths: Sequence[str | Path]) -> None:
    """Check that singular values are those of a matrix, by its Frobenius norm.

    A spectrum has no parameters of its own that could tell of which network it is.

    Parameters
    ----------
    matrix : numpy.ndarray, shape (N, K)
    values : numpy.ndarray, shape (min(N, K),)
    paths : sequence of path
        The files of the network and of its spectrum.

    Raises
    ------
    deltaw.datasets.DatasetError
        If they are of another matrix.
    """
    norm = np.linalg.norm(matrix.astype(np.float64))
    if abs(np.linalg.norm(values) - norm) > SAME_NORM * norm:
        raise DatasetError(
            f"{paths[1]} has the singular values of another matrix than that in {paths[0]}; "
            f"remove {paths[1]} and run the same command again"
        )


def join(
    cells: Sequence[xr.Dataset], dims: Sequence[str], expected: Sequence[Mapping]
) -> xr.Dataset:
    """Join cells over their coordinates.

    Parameters
    ----------
    cells : sequence of xarray.Dataset
        From `cell`: all seeds for each value of the other coordinates.
    dims : sequence of str
        The coordinates, in order.
    expected : sequence of mapping
        The parameters that the config says: those of each kind by its name, for the networks
        with the coordinates in ``at``.

    Raises
    ------
    deltaw.datasets.DatasetError
        If a network was made with other parameters.
    """
    for one in cells:
        _check_made(one, dims, expected)
    indexed = [one.expand_dims(dims) for one in cells]
    joined = xr.combine_by_coords(indexed, combine_attrs="drop", data_vars="all")
    return joined.transpose(*dims, ...)


def _check_made(one: xr.Dataset, dims: Sequence[str], expected: Sequence[Mapping]) -> None:
    """Check the parameters of a cell; its coordinates `dims` and `expected` are those of `join`.

    Raises
    ------
    deltaw.datasets.DatasetError
        If the network was made with other parameters.
    """
    at = {name: one.coords[name].item() for name in dims}
    if difference := differing(one.attrs["parameters"], expected, at, without=["summary"]):
        raise DatasetError(
            f"{one.attrs['file']} was made with {difference}; remove it and run the same "
            "command again"
        )


def differing(
    parameters: Mapping,
    expected: Sequence[Mapping],
    at: Mapping | None = None,
    without: Sequence[str] = (),
) -> str:
    """Return the first parameter that is not as expected, in words; empty if all are.

    Parameters
    ----------
    parameters : mapping
        The parameters of each kind by its name.
    expected : sequence of mapping
        As in `join`.
    at : mapping
        Coordinates of the network. Without: what all networks share is compared.
    without : sequence of str
        Kinds that are not compared.
    """
    for entry in expected:
        if any((at or {}).get(name) != value for name, value in entry["at"].items()):
            continue
        for kind, wanted in entry.items():
            found = parameters.get(kind, {})
            for name in sorted(wanted) if kind not in ("at", *without) else ():
                if found.get(name) != wanted[name]:
                    return f"{name} = {found.get(name)}, the config says {wanted[name]}"
    return ""


def parameters_of(path: str | Path) -> dict:
    """Return the parameters of a file, of each kind by its name; none if it cannot be read."""
    try:
        with netCDF4.Dataset(path) as file:
            found = json.loads(getattr(file, "parameters", "{}"))
            by_kind = all(isinstance(parameters, dict) for parameters in found.values())
            return found if by_kind else {file.kind: found}
    except OSError:
        return {}


def check_configured(made: Mapping[str, Sequence[Mapping]]) -> None:
    """Check that files were made with the parameters that the config says.

    Snakemake knows with which parameters it has made a file, but not of one that was copied there.

    Parameters
    ----------
    made : mapping
        For each path what `differing` takes.

    Raises
    ------
    deltaw.datasets.DatasetError
    """
    for path, expected in made.items():
        found = parameters_of(path)  # none of a damaged file, which is named when it is read
        if found and (difference := differing(found, expected)):
            raise DatasetError(
                f"{path} was made with {difference}; remove it and run the same command again"
            )


def shared(expected: Sequence[Mapping]) -> dict:
    """Return the parameters of each kind that all networks share."""
    (common,) = (entry for entry in expected if not entry["at"])
    return {kind: parameters for kind, parameters in common.items() if kind != "at"}
