"""The linear networks: files of a sweep, parameters of each rule.

Functions of wildcards are Snakemake's input, parameter and resource functions.
"""

from collections.abc import Mapping, Sequence

from snakemake.io import expand

from . import checks, figure_checks
from .common import coordinate, coordinates, entry, seeds
from .linear_sizes import Sizes
from .schema import canonical


class Linear(Sizes):
    """What the rules of the linear networks ask of the config.

    Parameters
    ----------
    config : dict
        The config, validated.
    run : str
        Folder of the results.
    """

    def __init__(self, config: dict, run: str):
        self.config = config
        supplement, network = config["supplement"], "N{N}/g{g}/seed{seed}"
        self.folder = f"{run}/linear/zhat{{zhat}}/{network}"
        self.failing = f"{run}/linear_failing/zhat{{zhat}}/{network}"
        self.cosine = f"{run}/linear_cosine/{network}"
        # In names of logs and benchmarks
        self.label = "zhat{zhat}_N{N}_g{g}_seed{seed}"
        self.cosine_label = "N{N}_g{g}_seed{seed}"
        self.summary = f"{run}/summary/linear_N{config['linear']['N']}.nc"
        self.failing_summary = f"{run}/summary/linear_failing_N{supplement['failing']['N']}.nc"
        self.cosine_summary = f"{run}/summary/linear_cosine_N{supplement['cosine']['N']}.nc"
        self.channels = f"{run}/summary/linear_channels_N{supplement['channels']['N']}.nc"
        self.start = f"{run}/summary/linear_start.nc"
        self.flow_summary = f"{run}/summary/linear_flow_N{config['linear']['N']}.nc"
        self.threads = config["linear"]["threads"]
        self.trial = {name: config["linear"][name] for name in ("dt", "trial")}

    def training(self, wildcards) -> dict:
        """Return all numbers that the training of a linear network depends on."""
        checks.check_linear(self.config)
        return canonical(self._trained() | self._descent(wildcards))

    def _trained(self) -> dict:
        """Return what all trainings share, besides the descent."""
        followed = {"singular_values": self.config["linear"]["singular_values"]}
        return self._seeded(followed) | self.trial

    def _seeded(self, numbers: Mapping) -> dict:
        return {"root_seed": self.config["seed"], **numbers}

    def _descent(self, wildcards) -> dict:
        """Return epochs and learning rate."""
        settings = self.config["linear"]
        rate = _learning_rate(settings, wildcards, "linear")
        return {"epochs": settings["epochs"], "learning_rate": rate}

    def truncation(self) -> dict:
        """Return the parameters of the truncation losses."""
        return canonical(self.trial | {"max_rank": self.config["linear"]["max_rank"]})

    def shuffle(self) -> dict:
        """Return the parameters of the shuffle losses."""
        shuffles = {"shuffles": self.config["evaluation"]["shuffles"]}
        return canonical(self.trial | self._seeded(shuffles))

    def flow(self, wildcards) -> dict:
        """Return the learning time over which the gradient flow is integrated."""
        points = self.config["linear"]["flow_points"]
        return canonical(self._descent(wildcards) | {"points": points})

    def failing_training(self, wildcards) -> dict:
        """Return all numbers that the training of a network that may fail depends on."""
        settings = self.config["supplement"]["failing"]
        rate = _learning_rate(settings, wildcards, "supplement.failing")
        return self._followed("failing", learning_rate=rate)

    def cosine_training(self, wildcards) -> dict:
        """Return all numbers that the training of an oscillation depends on."""
        key, settings = "supplement.cosine", self.config["supplement"]["cosine"]
        rates = {one["g"]: one["learning_rate"] for one in settings["strengths"]}
        at = coordinates(wildcards)
        _check_has([settings["N"]], at["N"], f"{key}.N")
        rate = entry(rates, at["g"], f"{key}.strengths")
        return self._followed("cosine", learning_rate=rate)

    def _followed(self, name: str, **numbers: float) -> dict:
        getattr(checks, f"check_{name}")(self.config)
        settings = self.config["supplement"][name]
        shared = {key: settings[key] for key in ("dt", "trial", "epochs", "eigenvalues")}
        return canonical(self._seeded(shared) | numbers)

    def start_settings(self, wildcards=None) -> dict:
        """Return all numbers that the networks before training depend on."""
        checks.check_linear(self.config)
        settings = self.config["linear"]["start"]
        own = settings | {"seeds": seeds(settings["seeds"])}
        return canonical(self._seeded(own) | self.trial)

    def channels_training(self, wildcards=None) -> dict:
        """Return all numbers that the networks with several inputs and outputs depend on."""
        checks.check_channels(self.config)
        settings = dict(self.config["supplement"]["channels"])
        pairs = {"channels": settings.pop("numbers"), "seeds": seeds(settings["seeds"])}
        return canonical(self._seeded(settings) | pairs)

    def summarised(self) -> dict:
        """Return the numbers that a summary depends on."""
        return {"threshold": self.config["evaluation"]["threshold"]}

    def expected(self, wildcards) -> list[dict]:
        """Return the parameters that all networks of Fig. 3 and 4 must have, of each kind."""
        settings = self.config["linear"]
        network = self._trained() | {"epochs": settings["epochs"]}
        shared = {
            "linear_truncation": self.truncation(),
            "linear_shuffle": self.shuffle(),
            "summary": self.summarised(),
        }
        rates = _learning_rates(settings, "linear_network")
        return [{"at": {}, "linear_network": canonical(network), **shared}, *rates]

    def expected_failing(self, wildcards) -> list[dict]:
        """Return the parameters that all networks that may fail to learn must have."""
        shared = {"at": {}, "failing_network": self._followed("failing")}
        return [shared, *_learning_rates(self.config["supplement"]["failing"], "failing_network")]

    def expected_cosine(self, wildcards) -> list[dict]:
        """Return the parameters that all networks that learn to oscillate must have."""
        rates = [
            {"at": {"g": one["g"]}, "cosine_network": {"learning_rate": one["learning_rate"]}}
            for one in self.config["supplement"]["cosine"]["strengths"]
        ]
        return [{"at": {}, "cosine_network": self._followed("cosine")}, *rates]

    def expected_start(self, wildcards) -> list[dict]:
        """Return the parameters that the networks before training must have."""
        return [{"at": {}, "linear_start": self.start_settings()}]

    def expected_channels(self, wildcards) -> list[dict]:
        """Return the parameters that networks with several inputs and outputs must have."""
        return [{"at": {}, "linear_channels": self.channels_training()}]

    def shown_flows(self, wildcards=None) -> list[str]:
        """Return the files of the gradient flows that Fig. 3 shows."""
        figure_checks.check_fig3(self.config)
        return self.files("flow.nc", self.config["figures"]["fig3"]["g"])

    def expected_flow(self, wildcards) -> list[dict]:
        """Return the parameters that the gradient flows of a summary must have."""
        settings = self.config["linear"]
        points = {"points": settings["flow_points"], "epochs": settings["epochs"]}
        shown = settings | {"g": self.config["figures"]["fig3"]["g"]}
        return [{"at": {}, "linear_flow": points}, *_learning_rates(shown, "linear_flow")]

    def expected_one_flow(self, wildcards) -> list[dict]:
        """Return the parameters that the gradient flow of one network must have."""
        return [{"at": {}, "linear_flow": self.flow(wildcards)}]

    def files(self, name: str, g=None) -> list[str]:
        """Return that file of the networks of Fig. 3 and 4, of all g or of these."""
        settings = self.config["linear"]
        return _networks(
            f"{self.folder}/{name}", settings | {"g": settings["g"] if g is None else g}
        )

    def failing_networks(self) -> list[str]:
        """Return the files of all networks that may fail to learn."""
        return _networks(f"{self.failing}/network.nc", self.config["supplement"]["failing"])

    def cosine_networks(self) -> list[str]:
        """Return the files of all networks that learn to oscillate."""
        settings = self.config["supplement"]["cosine"]
        g = [strength["g"] for strength in settings["strengths"]]
        return _networks(f"{self.cosine}/network.nc", settings | {"g": g, "targets": {}})


def _check_has(known: Sequence[float], asked: float, key: str) -> None:
    """Check that an experiment has the N or g that a path asks for: it is made for no other."""
    entry(dict.fromkeys(known), asked, key)


def _learning_rate(settings: Mapping, wildcards, key: str) -> float:
    """Return the learning rate: eta0 of the target, in the settings at that key, and of g."""
    at = coordinates(wildcards)
    eta0 = {target["zhat"]: target["learning_rate"] for target in settings["targets"].values()}
    _check_has([settings["N"]], at["N"], f"{key}.N")
    _check_has(settings["g"], at["g"], f"{key}.g")
    return _scaled(entry(eta0, at["zhat"], f"{key}.targets"), at["g"])


def _scaled(eta0: float, g: float) -> float:
    return canonical(eta0 * (1 - g**2) ** 2)


def _learning_rates(settings: Mapping, kind: str) -> list[dict]:
    """Return the learning rate of each target and g, as what a kind of file must have."""
    return [
        {
            "at": {"zhat": target["zhat"], "g": g},
            kind: {"learning_rate": _scaled(target["learning_rate"], g)},
        }
        for _, target in sorted(settings["targets"].items())
        for g in settings["g"]
    ]


def _networks(pattern: str, settings: Mapping) -> list[str]:
    """Return the files of all targets, g and seeds of an experiment."""
    return expand(
        pattern,
        zhat=[coordinate(target["zhat"]) for target in settings["targets"].values()],
        N=settings["N"],
        g=[coordinate(value) for value in settings["g"]],
        seed=seeds(settings["seeds"]),
    )
