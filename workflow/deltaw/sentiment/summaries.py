"""All seeds of the sentiment analysis in one dataset."""

from collections.abc import Sequence
from pathlib import Path

import xarray as xr

from .. import datasets
from .schemas import SUMMARY


def seed_cell(*paths: str | Path) -> xr.Dataset:
    """Join network, spectrum and truncation of one seed, without its weights."""
    kinds = ("lstm_network", "lstm_spectrum", "lstm_truncation")
    parts = []
    for kind, path in zip(kinds, paths, strict=True):
        part = datasets.read(path, kind)
        parts.append(part[[name for name in part.data_vars if name in SUMMARY]])
    # Parts of different networks would differ in their scalar coordinates.
    return xr.merge(parts, compat="equals", join="exact", combine_attrs="drop")


def sentiment_summary(cells: Sequence[xr.Dataset]) -> xr.Dataset:
    """Join the networks of all seeds, each from `seed_cell`."""
    return xr.concat(
        cells, "seed", join="exact", combine_attrs="drop", coords="different", compat="equals"
    )
