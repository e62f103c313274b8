"""The datasets that the rules pass on: their variables, atomic writes and checked reads.

Each kind of dataset is declared once, by `register`. Attributes hold the kind and the
provenance (parameters, code digest, versions), no time and no path, so that the same config
gives the same bytes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr

from .files import replacing
from .provenance import versions


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
    """

    dims: str
    long_name: str
    units: str = "1"
    dtype: str = "float32"
    may_be_nan: bool = False


LOSS = "half the mean squared error over the penalised steps"
DIVERGED = Variable("", "whether loss or gradient became infinite or NaN", dtype="int8")

NETWORK = {
    "w0": Variable("post pre", "recurrent weights before training, W0"),
    "dw": Variable("post pre", "change of the recurrent weights, ΔW"),
    "m0": Variable("post input", "input matrix before training"),
    "m": Variable("post input", "input matrix after training, M"),
    "v0": Variable("post output", "readout matrix before training"),
    "v": Variable("post output", "readout matrix after training, V"),
    "loss": Variable("epoch", f"{LOSS}, of the epoch's batch", dtype="float64"),
    "gradient_norm": Variable("epoch", "Frobenius norm of dL/dW", dtype="float64"),
    "diverged": DIVERGED,
}
SPECTRUM = {
    "sv_w0": Variable("index", "singular values of W0", dtype="float64"),
    "sv_dw": Variable("index", "singular values of ΔW", dtype="float64"),
    "sv_w": Variable("index", "singular values of W", dtype="float64"),
    "u_dw": Variable("post index", "left singular vectors of ΔW"),
    "v_dw": Variable("index pre", "right singular vectors of ΔW, as rows"),
    "eig_w0": Variable("index part", "eigenvalues of W0", dtype="float64"),
    "eig_dw": Variable("index part", "eigenvalues of ΔW", dtype="float64"),
    "eig_w": Variable("index part", "eigenvalues of W", dtype="float64"),
    "diverged": DIVERGED,
}
TRUNCATION = {
    "truncation_loss": Variable("rank", f"{LOSS}, with ΔW truncated", dtype="float64"),
    "initial_loss": Variable("", f"{LOSS}, before training", dtype="float64"),
    "trained_loss": Variable("", f"{LOSS}, after training", dtype="float64"),
    "diverged": DIVERGED,
}
SHUFFLE = {
    "shuffle_loss": Variable("shuffle", f"{LOSS}, with W0 shuffled", dtype="float64"),
    "diverged": DIVERGED,
}
TRIAL = {
    "inputs": Variable("step input", "inputs u"),
    "outputs": Variable("step output", "outputs z"),
    "targets": Variable("step output", "targets of the outputs"),
    "mask": Variable("step output", "1 where the output is penalised"),
    "phases": Variable("boundary", "boundaries of the trial's phases", "time constants", "float64"),
    "time": Variable("step", "time", "time constants", "float64"),
    "diverged": DIVERGED,
}


def summarised(dims: str, *parts: Mapping[str, Variable], leave: tuple[str, ...] = ()) -> dict:
    """Return the variables of the parts with `dims` before their own, NaN where diverged."""
    gathered = {}
    for name, v in {k: v for part in parts for k, v in part.items()}.items():
        if name not in leave:
            nan = v.dtype != "int8"
            gathered[name] = Variable(
                f"{dims} {v.dims}".strip(), v.long_name, v.units, v.dtype, nan
            )
    return gathered


_MATRICES = ("w0", "dw", "m0", "m", "v0", "v", "u_dw", "v_dw", "eig_w0", "eig_dw", "eig_w")
TASK_SUMMARY = {
    **summarised("g seed", NETWORK, SPECTRUM, TRUNCATION, SHUFFLE, leave=_MATRICES),
    "dw_norm": Variable("g seed", "Frobenius norm of ΔW", "1", "float64", True),
    "w0_norm": Variable("g seed", "Frobenius norm of W0", "1", "float64", True),
    "w_norm": Variable("g seed", "Frobenius norm of W", "1", "float64", True),
    "convergence_epoch": Variable(
        "g seed", "first epoch with a loss below the threshold", "epochs", "float64", True
    ),
    "functional_rank": Variable(
        "g seed", "lowest rank with a loss below the threshold", "1", "float64", True
    ),
}

SCHEMAS: dict[str, dict[str, Variable]] = {}
MADE_BY: dict[str, str] = {}


def register(kind: str, variables: Mapping[str, Variable], made_by: str) -> None:
    """Declare a kind of dataset.

    Parameters
    ----------
    kind : str
    variables : mapping
        Its variables by their names.
    made_by : str
        The rule that makes it, for the message on an unfit file.
    """
    if kind in SCHEMAS:
        raise ValueError(f"the kind of dataset {kind!r} is declared twice")
    SCHEMAS[kind], MADE_BY[kind] = dict(variables), made_by


register("network", NETWORK, made_by="train_network")
register("spectrum", SPECTRUM, made_by="decompose")
register("truncation", TRUNCATION, made_by="evaluate_truncation")
register("shuffle", SHUFFLE, made_by="evaluate_shuffle")
register("trial", TRIAL, made_by="simulate_trial")
register("task_summary", TASK_SUMMARY, made_by="aggregate_task")


class DatasetError(Exception):
    """A file that is not what a rule expects to read."""


def build(kind: str, values: Mapping, coords: Mapping, provenance: Mapping) -> xr.Dataset:
    """Return a dataset of that kind.

    Parameters
    ----------
    kind : str
        A kind that is registered.
    values : mapping
        The array of each variable of the kind.
    coords : mapping
        Coordinates: scalars, or one array a dimension.
    provenance : mapping
        Parameters and code digest of the rule; plain values.
    """
    schema = SCHEMAS[kind]
    if set(values) != set(schema):
        raise ValueError(
            f"{kind}: variables {sorted(set(values) ^ set(schema))} missing or unknown"
        )
    variables = {}
    for name, v in schema.items():
        array = np.asarray(values[name]).astype(v.dtype)
        attributes = {"long_name": v.long_name, "units": v.units}
        variables[name] = xr.Variable(v.dims.split(), array, attributes)
    attributes = {"kind": kind, "versions": versions()}
    attributes |= {k: json.dumps(p, sort_keys=True) for k, p in sorted(provenance.items())}
    return xr.Dataset(variables, coords=dict(coords), attrs=attributes)


def write(dataset: xr.Dataset, path: str | Path) -> None:
    """Write a dataset under a temporary name beside `path`, then rename it.

    Raises
    ------
    DatasetError
        If the folder cannot be written or its disk is full; nothing is left behind.
    """
    packed = {
        name: {"zlib": True, "complevel": 4, "shuffle": True}
        for name, v in dataset.data_vars.items()
        if v.ndim and v.dtype.kind == "f"
    }
    try:
        with replacing(path) as part:
            dataset.to_netcdf(part, engine="netcdf4", encoding=packed)
    except (OSError, RuntimeError) as error:
        raise DatasetError(
            f"{path} cannot be written ({error}): make room or rights there"
        ) from error


def read(path: str | Path, kind: str, **coords) -> xr.Dataset:
    """Read a dataset into memory and check that it is what the caller expects.

    Parameters
    ----------
    path : path
    kind : str
        A kind that is registered.
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
        _check(dataset, kind, coords)
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise _unfit(path, kind, f"cannot be read as netCDF ({error})") from error
    except _UnfitError as error:
        raise _unfit(path, kind, str(error)) from None
    return dataset


class _UnfitError(Exception):
    """What is wrong with a dataset."""


def _check(dataset: xr.Dataset, kind: str, coords: Mapping) -> None:
    if dataset.attrs.get("kind") != kind:
        raise _UnfitError(f"is of kind {dataset.attrs.get('kind')!r}, not {kind!r}")
    for name, value in coords.items():
        found = dataset.coords[name].item() if name in dataset.coords else "nothing"
        if found != value:
            raise _UnfitError(f"has {name} = {found}, not {value}")
    diverged = bool(np.any(dataset["diverged"])) if "diverged" in dataset else False
    for name, v in SCHEMAS[kind].items():
        _check_variable(dataset, name, v, finite=not (v.may_be_nan or diverged))


def _check_variable(dataset: xr.Dataset, name: str, v: Variable, finite: bool) -> None:
    if name not in dataset:
        raise _UnfitError(f"lacks the variable {name}")
    if dataset[name].dims != tuple(v.dims.split()):
        raise _UnfitError(f"has {name} over {dataset[name].dims}, not ({v.dims})")
    if dataset[name].dtype != v.dtype:
        raise _UnfitError(f"has {name} as {dataset[name].dtype}, not {v.dtype}")
    if finite and not np.isfinite(dataset[name]).all():
        raise _UnfitError(f"has values of {name} that are not finite")


def _unfit(path, kind: str, what: str) -> DatasetError:
    return DatasetError(
        f"{path} {what}; remove it and run the same command again: "
        f"rule {MADE_BY[kind]} makes it anew"
    )
