"""Summaries on disk that were made with other settings than the config's.

Snakemake makes them anew when a target asks for them. Where no target does, or where Snakemake's
records are lost, they stay; this tells which they are.
"""

from pathlib import Path

from ..config.linear import Linear
from ..config.made import Made
from ..config.networks import Networks
from ..config.sentiment import Sentiment
from ..summaries import differing, parameters_of


def made_otherwise(networks: Networks, linear: Linear, sentiment: Sentiment) -> dict[str, str]:
    """Return for each summary of other settings, by its path, the first that differs, in words."""
    made, folder = Made(networks, linear, sentiment), Path(linear.summary).parent
    expected = made(str(path) for path in sorted(folder.glob("*.nc")))
    found = {path: differing(parameters_of(path), wanted) for path, wanted in expected.items()}
    return {path: difference for path, difference in found.items() if difference}
