"""Networks that were trained elsewhere: their files, known by content, and checked before a job.

Functions of wildcards are Snakemake's input, parameter and resource functions.
"""

import ast
from collections.abc import Callable
from functools import cache
from pathlib import Path

from ..external.reading import WeightsError, read_pair
from .common import content_hash, entry
from .local import is_file, local_path
from .schema import ConfigError, canonical


class External:
    """What the rules of the networks that were trained elsewhere ask of the config.

    Parameters
    ----------
    config : dict
        The config, validated.
    run : str
        Folder of the results.
    """

    def __init__(self, config: dict, run: str):
        self.config, self.models = config, config.get("external", {})
        self.spectra = f"{run}/external/{{model}}_spectra.nc"
        self.evaluation = f"{run}/external/{{model}}_evaluation.nc"
        self.figure = f"{run}/figures/external_{{model}}"
        self._checked = cache(_check_weights)  # the same for all rules of a network

    def model(self, wildcards) -> dict:
        """Return what the config says of a network."""
        return entry(self.models, wildcards.model, "external")

    def coordinates(self, wildcards) -> dict:
        """Return the coordinates of a dataset."""
        return {"model": wildcards.model}

    def path(self, part: str) -> Callable:
        """Return a function: where a file that the config names for a network lies."""

        def path(wildcards):
            named = entry(self.model(wildcards), part, f"external.{wildcards.model}")
            key = f"external.{wildcards.model}.{part}"
            found = local_path(named, key)
            if not is_file(found):
                raise ConfigError(f"{key} names {named}, which is no file")
            return str(found)

        return path

    def weights(self, wildcards) -> dict:
        """Return what the weights are: both files by their content, and the matrices."""
        before, after = (Path(self.path(part)(wildcards)) for part in ("before", "after"))
        chosen = tuple(self.model(wildcards).get("matrices", ()))
        self._checked(f"external.{wildcards.model}", before, after, chosen)
        content = {"before": content_hash(before), "after": content_hash(after)}
        return content | {"matrices": list(chosen)}

    def evaluated(self, wildcards) -> dict:
        """Return all that an evaluation depends on; the user's file is known by its content."""
        file = Path(self.path("evaluate")(wildcards))
        _check_evaluate(f"external.{wildcards.model}.evaluate", file)
        numbers = {name: self.config["evaluation"][name] for name in ("max_rank", "shuffles")}
        known = {"weights": self.weights(wildcards), "evaluate": content_hash(file)}
        return canonical(numbers | known | {"root_seed": self.config["seed"]})

    def evaluations(self, wildcards) -> list[str]:
        """Return the evaluation of a network, if the config names a file for it."""
        named = "evaluate" in self.model(wildcards)
        return [self.evaluation.format(model=wildcards.model)] if named else []

    def figures(self, wildcards) -> list[str]:
        """Return the figures of all networks; without a network, who asks for them is told."""
        if not self.models:
            raise ConfigError(
                "external names no network: give one a name there, with the files of its weights "
                "before and after training, such as external: { mine: { before: before.pt, "
                "after: after.pt } } (docs/external.md)"
            )
        files = (f"{self.figure}.{suffix}" for suffix in ("pdf", "png"))
        return [file.format(model=model) for file in files for model in self.models]

    def memory(self, wildcards, attempt: int) -> int:
        """Return the megabytes that a job needs: torch, and some copies of the weights."""
        sizes = (Path(self.path(part)(wildcards)).stat().st_size for part in ("before", "after"))
        return attempt * (1500 + sum(sizes) * 8 // 10**6)


def _check_weights(key: str, *files_and_matrices) -> None:
    try:
        read_pair(*files_and_matrices)
    except WeightsError as error:
        raise ConfigError(f"{key}: {error}") from None


def _check_evaluate(key: str, file: Path) -> None:
    """Check that a file defines the function, without running it."""
    try:
        tree = ast.parse(file.read_bytes())
    except (SyntaxError, ValueError):
        raise ConfigError(f"{key} names {file}, which is no Python file") from None
    if not any(isinstance(node, ast.FunctionDef) and node.name == "evaluate" for node in tree.body):
        raise ConfigError(f"{key} names {file}, which has no function evaluate(weights)")
