"""Summaries on disk that were made with other settings than the config's.

Snakemake makes them anew when a target asks for them. Where no target does, or where Snakemake's
records are lost, they stay; this tells which they are.
"""

import json
import re
from pathlib import Path

import netCDF4
from snakemake.iocontainers import Wildcards

from ..config.linear import Linear
from ..config.networks import Networks
from ..config.sentiment import Sentiment
from ..summaries import differing


def made_otherwise(networks: Networks, linear: Linear, sentiment: Sentiment) -> dict[str, str]:
    """Return for each summary of other settings, by its path, the first that differs, in words."""
    none = Wildcards(fromdict={})
    known = {
        linear.summary: linear.expected,
        linear.failing_summary: linear.expected_failing,
        linear.cosine_summary: linear.expected_cosine,
        sentiment.summary: sentiment.expected,
    }
    expected = {path: function(none) for path, function in known.items() if Path(path).is_file()}
    for path in sorted(Path(networks.summary).parent.glob("networks_*.nc")):
        named = re.fullmatch(r"networks_(.+)_N(\d+)", path.stem)
        if named and named[1] in networks.config["networks"]["tasks"]:
            wildcards = Wildcards(fromdict={"task": named[1], "N": named[2]})
            expected[str(path)] = networks.expected(wildcards)
    found = {path: differing(_parameters(path), wanted) for path, wanted in expected.items()}
    return {path: difference for path, difference in found.items() if difference}


def _parameters(path: str) -> dict:
    """Return the parameters in a file's attributes; none if it cannot be read."""
    try:
        with netCDF4.Dataset(path) as file:
            return json.loads(getattr(file, "parameters", "{}"))
    except OSError:
        return {}
