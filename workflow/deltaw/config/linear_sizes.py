"""Time and memory of the linear networks' jobs, from benchmarks of N = 256 and 1024."""

from collections.abc import Callable

from .common import minutes, seeds


class Sizes:
    """What the rules of the linear networks ask for, as Snakemake's resource functions.

    Attributes
    ----------
    config : dict
        The config, validated.
    """

    config: dict

    def memory(self, wildcards, attempt: int) -> int:
        """Return the megabytes that a job needs: matrices of N x N."""
        return attempt * (500 + int(wildcards.N) ** 2 // 5000)

    def training_minutes(self, wildcards, attempt: int) -> int:
        """Return the minutes of a training; an epoch of N = 1024 takes 0.1 s."""
        epoch = 0.02 + 0.08 * (int(wildcards.N) / 1000) ** 2
        return minutes(self.config["linear"]["epochs"] * epoch, attempt)

    def analysis_minutes(self, wildcards, attempt: int) -> int:
        """Return the minutes of a decomposition or evaluation: 3 s at N = 1024."""
        return minutes(3 * (int(wildcards.N) / 1000) ** 3, attempt)

    def flow_minutes(self, wildcards, attempt: int) -> int:
        """Return the minutes of the flow: 20 to 40 s at N = 1024."""
        return minutes(40 * (int(wildcards.N) / 1000) ** 3, attempt)

    def start_minutes(self, wildcards, attempt: int) -> int:
        """Return the minutes of all networks before training; one of N = 1024 takes 0.3 s."""
        settings = self.config["linear"]["start"]
        networks = len(settings["g"]) * len(seeds(settings["seeds"]))
        each = sum(0.003 + 0.3 * (n / 1000) ** 2 for n in settings["N"])
        return minutes(networks * each, attempt)

    def start_memory(self, wildcards, attempt: int) -> int:
        """Return the megabytes of the largest network before training, in double precision."""
        return attempt * (500 + max(self.config["linear"]["start"]["N"]) ** 2 // 10000)

    def channels_minutes(self, wildcards, attempt: int) -> int:
        """Return the minutes of all networks with several inputs and outputs.

        A trial of N = 256 and 42 steps takes 3 ms.
        """
        settings = self.config["supplement"]["channels"]
        pairs = sum(one["inputs"] * one["outputs"] for one in settings["numbers"])
        networks = len(settings["g"]) * len(seeds(settings["seeds"]))
        trials = pairs * networks * settings["epochs"]
        steps = (settings["trial"]["silence"] + settings["trial"]["stimulus"]) / settings["dt"]
        return minutes(trials * 0.003 * steps / 42 * (settings["N"] / 256) ** 2, attempt)

    def flow_memory(self, wildcards, attempt: int) -> int:
        """Return the megabytes of the flow, which keeps all its points of N x N."""
        kept = self.config["linear"]["flow_points"] + 40
        return attempt * (800 + kept * int(wildcards.N) ** 2 * 8 // 1000000)

    def followed_minutes(self, name: str) -> Callable:
        """Return a function: minutes of a training; eigenvalues of N = 256 take 0.04 s."""
        settings = self.config["supplement"][name]

        def computed(wildcards, attempt):
            size = int(wildcards.N) / 256
            each = 0.005 * size**2 + 0.04 * size**3 / settings["eigenvalues"]["every"]
            return minutes(settings["epochs"] * each, attempt)

        return computed
