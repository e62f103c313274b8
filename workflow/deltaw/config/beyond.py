"""What the paper left open: minimal ranks, and networks of other readout scales and ranks of W0.

The networks have entries beside those of ``networks.tasks``, and the same rules train and evaluate
them; ``find_minimal_rank`` searches.
"""

from collections.abc import Iterable
from math import ceil

from snakemake.iocontainers import Wildcards

from . import checks
from .common import seeds
from .entries import named
from .networks import Networks
from .schema import canonical

CHAIN = {
    "networks": "network.nc",
    "spectra": "spectrum.nc",
    "truncations": "truncation.nc",
    "shuffles": "shuffle.nc",
}
SET_BY_SEARCH = ("dw_rank", "follow")  # switches


class Beyond:
    """What the rules of these questions ask of the config.

    Parameters
    ----------
    networks : Networks
    """

    def __init__(self, networks: Networks):
        self.config, self.networks, run = networks.config, networks, networks.run
        self.asked, self.n = self.config["beyond"], self.config["networks"]["N"]
        self.ranks = f"{run}/summary/ranks_{{task}}_N{{N}}.nc"
        self.regimes = f"{run}/summary/regimes_{{task}}_N{{N}}.nc"
        self.verdicts = f"{run}/beyond.md"

    def rank_files(self, wildcards) -> dict[str, list[str]]:
        """Return the files of a task's networks, and the searches for their minimal ranks."""
        checks.check_beyond(self.config)
        asked, n = self.asked, int(wildcards.N)
        where = {"n": n, "g": asked["g"], "seed": seeds(asked["seeds"])}
        files = CHAIN | {"searches": "minimal_rank.nc"}
        return {k: self.networks.files(f, wildcards.task, **where) for k, f in files.items()}

    def search(self, wildcards) -> dict:
        """Return all numbers that the search for a network's minimal rank depends on."""
        checks.check_rising(self.config, "beyond.ranks", int(wildcards.N))
        training = self.networks.training(wildcards)
        others = {k: v for k, v in (training["switches"] or {}).items() if k not in SET_BY_SEARCH}
        asked = {"ranks": self.asked["ranks"], "trials": self.config["evaluation"]["trials"]}
        asked |= {"switches": others or None}
        return canonical(training | self.networks.summarised() | asked)

    def searched(self, wildcards) -> list[dict]:
        """Return the parameters that all searches of a summary must have."""
        return [{"at": {}, "rank_search": self.search(wildcards)}]

    def expected_ranks(self, wildcards) -> list[dict]:
        """Return the parameters that a summary of ranks must have."""
        (networks,), (searches,) = self.networks.expected(wildcards), self.searched(wildcards)
        return [networks | searches]

    def search_minutes(self, wildcards, attempt: int) -> int:
        """Return the minutes of a search: most end early, and none takes longer than all ranks."""
        training = self.networks.training_minutes(wildcards, attempt)
        return training * ceil(len(self.asked["ranks"]) / 2)

    def variants(self, wildcards) -> list[dict]:
        """Return the switches of each regime of a task: first none, then one scale or rank each."""
        regimes = self.asked["regimes"]
        scales = [{"readout_scale": scale} for scale in regimes["readout_scales"]]
        ranks = [{"w0_rank": rank} for rank in regimes["w0_ranks"]]
        return [{}, *scales, *ranks]

    def regime_files(self, wildcards) -> dict[str, list[str]]:
        """Return the files of a task's networks, variant by variant, seed by seed."""
        checks.check_beyond(self.config)
        regimes = self.asked["regimes"]
        entries = [named(wildcards.task, **variant) for variant in self.variants(wildcards)]
        where = {"n": int(wildcards.N), "g": [regimes["g"]], "seed": seeds(regimes["seeds"])}
        return {k: self.networks.files(f, entries, **where) for k, f in CHAIN.items()}

    def regime_parameters(self, wildcards) -> list[list[dict]]:
        """Return what `Networks.expected` says of each variant."""
        entries = [named(wildcards.task, **variant) for variant in self.variants(wildcards)]
        at = [Wildcards(fromdict={"task": entry, "N": wildcards.N}) for entry in entries]
        return [self.networks.expected(one) for one in at]

    def expected_regimes(self, wildcards) -> list[dict]:
        """Return the parameters that a summary of regimes must have: those of the paper's."""
        return self.regime_parameters(wildcards)[0]

    def _summaries(self, path: str, tasks: Iterable[str]) -> list[str]:
        return [path.format(task=task, N=self.n) for task in tasks]

    def of_ranks(self) -> list[str]:
        """Return the aggregated datasets of functional and minimal rank."""
        return self._summaries(self.ranks, self.asked["tasks"])

    def of_regimes(self) -> list[str]:
        """Return the aggregated datasets of the regimes."""
        return self._summaries(self.regimes, self.asked["regimes"]["tasks"])
