"""The datasets that the rules pass on: their variables, atomic writes and checked reads.

A `Kind` declares the variables and coordinates of one sort of file. The kinds of an experiment
stand in its module ``kinds``, and the kind of its summary in its module ``summary``. Attributes
hold the kind and the provenance (parameters, code digest, versions, machine), no time and no path,
so that the same config gives the same bytes on the same machine.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import xarray as xr

from .files import replacing, why_closed
from .provenance import machine, versions

GLOBAL = {
    "Conventions": "CF-1.11",
    "references": "Schuessler et al., NeurIPS 2020, https://doi.org/10.48550/arXiv.2006.11036",
}
PACKED = {"zlib": True, "complevel": 4, "shuffle": True}


@dataclass(frozen=True)
class Variable:
    """A variable of a dataset.

    Attributes
    ----------
    dims : str
        Names of the dimensions, separated by blanks.
    long_name, units : str
        What it is; "1" for a pure number.
    dtype : str
    may_be_nan : bool
        Whether it may hold NaN in a dataset of a network that did not diverge.
    in_summary : bool
        Whether the summary of many networks keeps it; large matrices stay with their network.
    flags : tuple of str
        What the values 0, 1, ... mean (CF conventions, "Flags"); empty for a quantity.
    reason : str
        The flag variable that tells why a value is NaN.
    optional : bool
        Whether a file may be without it.
    """

    dims: str
    long_name: str
    units: str = "1"
    dtype: str = "float32"
    may_be_nan: bool = False
    in_summary: bool = True
    flags: tuple[str, ...] = ()
    reason: str = ""
    optional: bool = False

    def attributes(self) -> dict:
        """Return the attributes in the file (CF conventions)."""
        attributes = {"long_name": self.long_name, "units": self.units}
        if self.flags:
            values = np.arange(len(self.flags), dtype=self.dtype)
            attributes |= {"flag_values": values, "flag_meanings": " ".join(self.flags)}
        if self.reason:
            attributes["ancillary_variables"] = self.reason
        return attributes


class Coordinate(NamedTuple):
    """What a coordinate means; labels, such as the name of a task, have no unit."""

    long_name: str
    units: str = ""

    def attributes(self) -> dict:
        """Return the attributes in the file (CF conventions)."""
        return {name: text for name, text in self._asdict().items() if text}


LOSS = "half the mean squared error over the penalised steps"
DIVERGED = Variable(
    "",
    "whether loss or gradient became infinite or NaN",
    dtype="int8",
    flags=("finite", "diverged"),
)


class DatasetError(Exception):
    """A file that is not what a rule expects to read."""


class _UnfitError(Exception):
    """What is wrong with a dataset."""


@dataclass(frozen=True)
class Kind:
    """One sort of dataset.

    Attributes
    ----------
    name : str
    variables : mapping
        Its variables by their names.
    coords : mapping
        The coordinates that it may have, by their names.
    made_by : str
        The rule that makes it, for the message on an unfit file.
    """

    name: str
    variables: Mapping[str, Variable]
    coords: Mapping[str, Coordinate]
    made_by: str

    def build(self, values: Mapping, coords: Mapping, provenance: Mapping) -> xr.Dataset:
        """Return a dataset of this kind.

        Parameters
        ----------
        values : mapping
            The array of each variable of the kind; optional ones may be left out.
        coords : mapping
            Coordinates: scalars, one array a dimension, or a dimension and its labels.
        provenance : mapping
            Parameters and code digest of the rule; plain values.

        Raises
        ------
        ValueError
            If a variable is missing, or a variable or coordinate is unknown.
        """
        needed = {name for name, v in self.variables.items() if not v.optional}
        odd = needed - set(values) | set(values) - set(self.variables)
        if odd := odd | set(coords) - set(self.coords):
            raise ValueError(f"{self.name}: {sorted(odd)} missing or unknown")
        variables = {
            name: xr.Variable(v.dims.split(), _array(values[name], v), v.attributes())
            for name, v in self.variables.items()
            if name in values
        }
        attributes = {"kind": self.name, "versions": versions(), "machine": machine(), **GLOBAL}
        attributes |= {k: json.dumps(p, sort_keys=True) for k, p in sorted(provenance.items())}
        labels = {k: c if isinstance(c, tuple) else np.asarray(c) for k, c in coords.items()}
        dataset = xr.Dataset(variables, labels, attributes)
        for name in dataset.coords:
            dataset[name].attrs = self.coords[name].attributes()
        return dataset

    def write(
        self, path: str | Path, values: Mapping, coords: Mapping, provenance: Mapping
    ) -> None:
        """Build a dataset and write it, whole or not at all; parameters are those of `build`.

        Raises
        ------
        DatasetError
            If the folder cannot be written or its disk is full; nothing is left behind.
        """
        dataset = self.build(values, coords, provenance)
        packed = {n: PACKED for n, v in dataset.data_vars.items() if v.ndim and v.dtype.kind == "f"}
        try:
            with replacing(path) as part:
                dataset.to_netcdf(part, engine="netcdf4", encoding=packed)
        except (OSError, RuntimeError) as error:
            raise DatasetError(
                f"{path} cannot be written ({error}): make room or rights there"
            ) from error

    def read(self, path: str | Path, **coords) -> xr.Dataset:
        """Read a dataset into memory and check that it is what the caller expects.

        Parameters
        ----------
        path : path
        **coords
            Values that its scalar coordinates must have.

        Raises
        ------
        DatasetError
            If it cannot be read, is of another kind or belongs to other coordinates, or if a
            variable is missing, misshapen or not finite where it must be.
        """
        try:
            with xr.open_dataset(path, engine="netcdf4") as file:
                dataset = file.load()
            self._check(dataset, coords)
        except (OSError, ValueError, RuntimeError, KeyError) as error:
            if reason := why_closed(path):
                raise DatasetError(f"{path} {reason}") from None
            raise self._unfit(path, f"cannot be read as netCDF ({error})") from error
        except _UnfitError as error:
            raise self._unfit(path, str(error)) from None
        return dataset

    def _check(self, dataset: xr.Dataset, coords: Mapping) -> None:
        if dataset.attrs.get("kind") != self.name:
            raise _UnfitError(f"is of kind {dataset.attrs.get('kind')!r}, not {self.name!r}")
        for name, value in coords.items():
            found = dataset.coords[name].item() if name in dataset.coords else "nothing"
            if found != value:
                raise _UnfitError(f"has {name} = {found}, not {value}")
        diverged = bool(np.any(dataset["diverged"])) if "diverged" in dataset else False
        for name, v in self.variables.items():
            if v.optional and name not in dataset:
                continue
            _check_variable(dataset, name, v, finite=not (v.may_be_nan or diverged))

    def _unfit(self, path, what: str) -> DatasetError:
        return DatasetError(
            f"{path} {what}; remove it and run the same command again: "
            f"rule {self.made_by} makes it anew"
        )


def _array(value, v: Variable) -> np.ndarray:
    """Return a value as the array of a variable; a labelled one finds its dimensions itself."""
    if isinstance(value, xr.DataArray):
        value = value.transpose(*v.dims.split())
    return np.asarray(value).astype(v.dtype)


def _check_variable(dataset: xr.Dataset, name: str, v: Variable, finite: bool) -> None:
    if name not in dataset:
        raise _UnfitError(f"lacks the variable {name}")
    if dataset[name].dims != tuple(v.dims.split()):
        raise _UnfitError(f"has {name} over {dataset[name].dims}, not ({v.dims})")
    if dataset[name].dtype != v.dtype:
        raise _UnfitError(f"has {name} as {dataset[name].dtype}, not {v.dtype}")
    if finite and not np.isfinite(dataset[name]).all():
        raise _UnfitError(f"has values of {name} that are not finite")
