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
        linear.flow_summary: linear.expected_flow,
        linear.start: linear.expected_start,
        linear.channels: linear.expected_channels,
        sentiment.summary: sentiment.expected,
        sentiment.packed_summary: sentiment.expected_packed,
    }
    expected = {path: function(none) for path, function in known.items() if Path(path).is_file()}
    of_tasks = {"networks": networks.expected, "dynamics": networks.expected_dynamics}
    for path in sorted(Path(networks.summary).parent.glob("*.nc")):
        named = re.fullmatch(r"(networks|dynamics)_(.+)_N(\d+)", path.stem)
        if named and named[2] in networks.config["networks"]["tasks"]:
            wildcards = Wildcards(fromdict={"task": named[2], "N": named[3]})
            expected[str(path)] = of_tasks[named[1]](wildcards)
    found = {path: differing(_parameters(path), wanted) for path, wanted in expected.items()}
    return {path: difference for path, difference in found.items() if difference}


def _parameters(path: str) -> dict:
    """Return the parameters in a file's attributes; none if it cannot be read."""
    try:
        with netCDF4.Dataset(path) as file:
            return json.loads(getattr(file, "parameters", "{}"))
    except OSError:
        return {}
