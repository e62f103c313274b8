"""Which of several datasets a figure draws where."""

from collections.abc import Sequence

import xarray as xr


def matching(datasets: Sequence[xr.Dataset], **coords) -> list[xr.Dataset]:
    """Return the datasets that have these values of scalar coordinates."""
    return [one for one in datasets if all(one[name].item() == c for name, c in coords.items())]


def only(datasets: Sequence[xr.Dataset], **coords) -> xr.Dataset:
    """Return the one dataset that has these values of scalar coordinates.

    Raises
    ------
    ValueError
        If there is none, or more than one.
    """
    (one,) = matching(datasets, **coords)
    return one
