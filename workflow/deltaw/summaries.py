"""How networks become one dataset: the files of one are a cell, all cells are joined."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import xarray as xr

from .datasets import DatasetError, Kind, Variable


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

    They are .../N256/g0.9/seed3/network.nc, or summary/networks_mante_N256.nc.
    """
    *folders, name = Path(path).parts
    named = (re.fullmatch(r"(zhat|N|g|seed)([\d.]+)", part) for part in folders[-4:])
    coordinates = {match[1]: float(match[2]) for match in named if match}
    if match := re.fullmatch(r"(?:networks_(.+)|linear.*)_N(\d+)\.nc", name):
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
        If a file is unfit, or holds other coordinates than its folder's names say.
    """
    parts, parameters = [], {}
    for kind, path in zip(kinds, paths, strict=True):
        part = read_as_named(kind, str(path))
        parameters[kind.name] = json.loads(part.attrs.get("parameters", "{}"))
        parts.append(part[[name for name, v in kind.variables.items() if v.in_summary]])
    # Parts of different networks would differ in their scalar coordinates or in "diverged".
    merged = xr.merge(parts, compat="equals", join="exact", combine_attrs="drop")
    return merged.assign_attrs(parameters=parameters, file=str(paths[0]))


def join(
    cells: Sequence[xr.Dataset], dims: Sequence[str], differing: Sequence[str] = ()
) -> xr.Dataset:
    """Join cells over their coordinates.

    Parameters
    ----------
    cells : sequence of xarray.Dataset
        From `cell`: all seeds for each value of the other coordinates.
    dims : sequence of str
        The coordinates, in order.
    differing : sequence of str
        Parameters that differ between networks on purpose.

    Returns
    -------
    xarray.Dataset
        ``attrs["parameters"]`` has those that all cells share.

    Raises
    ------
    deltaw.datasets.DatasetError
        If two networks were made with other parameters.
    """
    shared = _shared_parameters(cells, differing)
    indexed = [one.expand_dims(dims) for one in cells]
    joined = xr.combine_by_coords(indexed, combine_attrs="drop", data_vars="all")
    return joined.transpose(*dims, ...).assign_attrs(parameters=shared)


def _shared_parameters(cells: Sequence[xr.Dataset], differing: Sequence[str]) -> dict:
    """Return the parameters of the first cell, without those that differ on purpose."""
    first, *others = cells
    for other in others:
        for kind, own in first.attrs["parameters"].items():
            _check_equal(first, other, kind, own, differing)
    return {
        kind: {name: value for name, value in own.items() if name not in differing}
        for kind, own in first.attrs["parameters"].items()
    }


def _check_equal(
    first: xr.Dataset, other: xr.Dataset, kind: str, own: Mapping, differing: Sequence[str]
) -> None:
    theirs = other.attrs["parameters"][kind]
    for name in sorted(set(own) | set(theirs)):
        if name not in differing and own.get(name) != theirs.get(name):
            raise DatasetError(
                f"{first.attrs['file']} and {other.attrs['file']} do not belong together: "
                f"{kind} has {name} = {own.get(name)} there and {theirs.get(name)} here; remove "
                "the one that is not as the config says and run the same command again"
            )
