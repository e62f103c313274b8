"""The LSTMs of all seeds in one dataset."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import xarray as xr

from ..datasets import Kind
from ..summaries import cell, join, summarised
from .kinds import COORDS, NETWORK, SPECTRUM, TRUNCATION

CHAIN = (NETWORK, SPECTRUM, TRUNCATION)
SENTIMENT_SUMMARY = Kind(
    "sentiment_summary", summarised("seed", CHAIN), COORDS, made_by="aggregate_sentiment"
)


def sentiment_summary(chains: Iterable[Sequence[str | Path]]) -> xr.Dataset:
    """Join the networks of all seeds, each given as its files of the kinds in `CHAIN`."""
    return join([cell(chain, CHAIN) for chain in chains], ["seed"])
