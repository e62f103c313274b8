"""The LSTMs of all seeds in one dataset."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import xarray as xr

from ..datasets import Kind
from ..summaries import cell, check_spectrum, join, summarised
from .kinds import COORDS, MATRICES, NETWORK, PACKED, SPECTRUM, TRUNCATION

CHAIN = (NETWORK, SPECTRUM, TRUNCATION)
SUMMARY = Kind(
    "sentiment_summary", summarised("seed", CHAIN), COORDS, made_by="aggregate_sentiment"
)
PACKED_SUMMARY = Kind(
    "packed_summary", summarised("seed", [PACKED]), COORDS, made_by="aggregate_packed"
)
# Kinds of one network and of all, and the latter's dimensions
SINGLE = {"packed": (PACKED, PACKED_SUMMARY, ["seed"])}


def summarise(chains: Iterable[Sequence[str | Path]], expected: Sequence[Mapping]) -> xr.Dataset:
    """Join the networks of all seeds, each given as its files of the kinds in `CHAIN`."""
    return join([_lstm_cell(chain) for chain in chains], ["seed"], expected)


def _lstm_cell(chain: Sequence[str | Path]) -> xr.Dataset:
    """Join the files of one network."""
    network, spectrum = NETWORK.read(chain[0]), SPECTRUM.read(chain[1])
    for name in MATRICES:
        change = network[f"w_{name}"].values - network[f"w0_{name}"].values
        check_spectrum(change, spectrum[f"sv_dw_{name}"].values, chain)
    return cell(chain, CHAIN)


def parameter_units(parameters: Mapping) -> dict[str, str]:
    """Return the units of all parameters: they are pure numbers."""
    return {}
