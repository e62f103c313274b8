"""How made-up datasets are put together, and how networks in them fail."""

import numpy as np
import xarray as xr

from .shapes import Shape


def lose(data: xr.Dataset, names: tuple[str, ...], **at) -> None:
    """Let networks have no value of some quantities."""
    for name in names:
        data[name].loc[at] = np.nan


def diverge(data: xr.Dataset, kept: int = 10, **at) -> None:
    """Let networks diverge after some epochs."""
    data["diverged"].loc[at] = 1
    for name, v in data.items():
        if set(at) <= set(v.dims) and name not in ("diverged", "time", "inputs", "learning_rate"):
            over = {d: slice(v[d].values[kept], None) for d in ("epoch", "followed") if d in v.dims}
            data[name].loc[at | over] = np.nan


def afflict(data: xr.Dataset, shape: Shape, names: tuple[str, ...]) -> xr.Dataset:
    """Let seeds be lost or diverge as a shape says."""
    if shape.lost:
        names = names[-1:] if shape.lost == "last" else names
        lose(data, names, **({} if shape.lost == "all" else {"seed": 0}))
    if shape.diverged == "all":
        diverge(data)
    if shape.diverged == "some":
        diverge(data, g=data["g"].values[-1], seed=data["seed"].values[-1])
    return data


def filled(data: dict, dims: tuple[str, ...], coords: dict) -> xr.Dataset:
    """Return a dataset whose variables, (further dimensions, values), fill these dimensions."""
    shape = tuple(len(coords[dim]) for dim in dims)
    variables = {}
    for name, (more, values) in data.items():
        inner = np.shape(values)[np.ndim(values) - len(more.split()) :]
        full = np.broadcast_to(values, (*shape, *inner)).copy()
        variables[name] = ((*dims, *more.split()), full)
    return xr.Dataset(variables, coords)
