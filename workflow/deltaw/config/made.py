"""What the config says of files that figures and claims read."""

import re
from collections.abc import Iterable, Mapping

from snakemake.iocontainers import Wildcards

from .beyond import Beyond
from .linear import Linear
from .networks import Networks
from .sentiment import Sentiment


class Made:
    """The parameters that aggregated results, shown trials and flows must have been made with.

    Parameters
    ----------
    networks, linear, sentiment
        The experiments.
    """

    def __init__(self, networks: Networks, linear: Linear, sentiment: Sentiment):
        self.networks, beyond = networks, Beyond(networks)
        self.summaries = {
            linear.summary: linear.expected,
            linear.failing_summary: linear.expected_failing,
            linear.cosine_summary: linear.expected_cosine,
            linear.flow_summary: linear.expected_flow,
            linear.start: linear.expected_start,
            linear.channels: linear.expected_channels,
            sentiment.summary: sentiment.expected,
            sentiment.packed_summary: sentiment.expected_packed,
        }
        self.patterns = {
            networks.summary: networks.expected,
            networks.dynamics_summary: networks.expected_dynamics,
            f"{networks.folder}/trial.nc": networks.expected_trial,
            beyond.ranks: beyond.expected_ranks,
            beyond.regimes: beyond.expected_regimes,
            f"{linear.folder}/flow.nc": linear.expected_one_flow,
        }

    def __call__(self, paths: Iterable[str]) -> dict[str, list[Mapping]]:
        """Return for each path that is known what `deltaw.summaries.differing` takes."""
        found = {path: self._of(path) for path in paths}
        return {path: expected for path, expected in found.items() if expected}

    def _of(self, path: str) -> list[Mapping]:
        if path in self.summaries:
            return self.summaries[path](Wildcards(fromdict={}))
        for pattern, expected in self.patterns.items():
            if found := re.fullmatch(_expression(pattern), path):
                named = found.groupdict()
                known = named.get("task") in {None, *self.networks.entries}
                return expected(Wildcards(fromdict=named)) if known else []
        return []


def _expression(pattern: str) -> str:
    """Return a regular expression for a path with wildcards."""
    return re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(pattern))
