"""Files of networks with values that a test gives, so that sums can be done by hand."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from deltaw.datasets import Kind


def values_of(kind: Kind, axes: Mapping, **given) -> dict:
    """Return a value for each variable of a kind: what is given of them, else zeros.

    Parameters
    ----------
    kind : Kind
    axes : mapping
        Of each dimension its coordinate, or its size if it has none.
    **given
        Values by the names of variables; what the kind does not have is passed over.
    """
    sizes = {name: axis if isinstance(axis, int) else len(axis) for name, axis in axes.items()}
    zeros = {
        name: np.zeros([sizes[dim] for dim in v.dims.split()])
        for name, v in kind.variables.items()
        if not v.optional or name in given
    }
    return zeros | {name: value for name, value in given.items() if name in zeros}


def coords_of(kind: Kind, axes: Mapping) -> dict:
    """Return the coordinates of the dimensions that a kind has."""
    present = [v for v in kind.variables.values() if set(v.dims.split()) <= set(axes)]
    dims = {dim for v in present for dim in v.dims.split()}
    return {dim: axes[dim] for dim in sorted(dims) if not isinstance(axes[dim], int)}


def write_chain(
    folder: Path, chain: Sequence[Kind], at: Mapping, axes: Mapping, parameters=None, **given
) -> list[str]:
    """Write a file of each kind and return their paths.

    Parameters
    ----------
    folder : pathlib.Path
    chain : sequence of Kind
    at : mapping
        Scalar coordinates of the network.
    axes, **given
        Those of `values_of`.
    parameters : mapping, optional
        Parameters of each kind, by its name.
    """
    paths = []
    for kind in chain:
        paths.append(str(folder / f"{kind.name}.nc"))
        provenance = {"parameters": (parameters or {}).get(kind.name, {})}
        coords = dict(at) | coords_of(kind, axes)
        kind.write(paths[-1], values_of(kind, axes, **given), coords, provenance)
    return paths
