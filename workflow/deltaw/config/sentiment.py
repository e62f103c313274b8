"""The sentiment analysis: files, parameters of each rule, sizes of the jobs.

Functions of wildcards are Snakemake's input, parameter and resource functions.
"""

import os
from pathlib import Path

from snakemake.io import expand

from ..sentiment.team import SMALL, TILE
from . import checks
from .common import content_hash, coordinates, seeds
from .local import exists, local_path
from .schema import ConfigError, canonical

TREEBANK_FOLDER = "DELTAW_SST_DIR"  # environment variable: a folder or an archive of the treebank

MOST_PROCESSES = 8  # of an LSTM: more wait for each other


class Sentiment:
    """What the rules of the sentiment analysis ask of the config.

    Parameters
    ----------
    config : dict
        The config, validated.
    run : str
        Folder of the results.
    """

    def __init__(self, config: dict, run: str):
        self.settings, self.config = config["sentiment"], config
        self.folder = f"{run}/sentiment"
        self.lstm = f"{self.folder}/seed{{seed}}"
        self.summary = f"{run}/summary/sentiment_N{self.settings['units']}.nc"
        self.packed_summary = f"{run}/summary/sentiment_packed_N{self.settings['units']}.nc"

    def corpus(self, wildcards) -> dict:
        """Return what the corpus is; the treebank is known by the hash of its files.

        Where its local copy lies does not count.
        """
        self.local_copy("corpus")
        corpus = self.settings["corpus"]
        named = {name: corpus[name] for name in ("name", "lower_case")}
        return canonical(named | ({"sha256": corpus["sha256"]} if corpus["name"] == "sst" else {}))

    def embeddings(self, wildcards) -> dict:
        """Return what the word vectors are; a local copy is known by its content."""
        embeddings = {k: v for k, v in self.settings["embeddings"].items() if k != "path"}
        copy = self.local_copy("embeddings") if embeddings["name"] == "glove" else ""
        return canonical(embeddings | ({"content": content_hash(Path(copy))} if copy else {}))

    def local_copy(self, part: str) -> str:
        """Return the local copy of the corpus or of the embeddings; empty if there is none.

        Raises
        ------
        ConfigError
            If the config names one that does not exist, a folder of embeddings, or a folder
            without the treebank's files.
        """
        key, path = f"sentiment.{part}.path", self.settings[part]["path"]
        if part == "corpus" and self.settings[part]["name"] == "sst" and not path:
            key, path = TREEBANK_FOLDER, os.environ.get(TREEBANK_FOLDER)
        if not path:
            return ""
        copy = local_path(path, key)
        if not exists(copy):
            raise ConfigError(f"{key} names {path}, which does not exist")
        if part == "embeddings" and copy.is_dir():
            raise ConfigError(f"{key} names {path}, which is a folder: name the file")
        if part == "corpus" and copy.is_dir():
            _check_treebank(copy, self.settings[part], f"{key} names {path}")
        return str(copy)

    def coordinates(self, wildcards) -> dict:
        """Return the coordinates of a dataset: corpus, vectors and, of a network, the seed."""
        names = {k: self.settings[k]["name"] for k in ("corpus", "embeddings")}
        return names | coordinates(wildcards)

    def training(self, wildcards) -> dict:
        """Return all numbers that the training of an LSTM depends on, besides its data."""
        checks.check_sentiment(self.config)
        names = ("units", "dropout", "epochs", "batch")
        numbers = {name: self.settings[name] for name in names}
        numbers["learning_rate"] = self.settings["learning_rate"] / self.settings["units"]
        return canonical(numbers | {"root_seed": self.config["seed"]})

    def truncation(self) -> dict:
        """Return the parameters of the truncated accuracies."""
        return {"max_rank": self.settings["max_rank"]}

    def packing(self) -> dict:
        """Return the parameters of the networks that are stored as seed and factors."""
        numbers = {"ranks": sorted(self.settings["packed_ranks"])}
        return numbers | {"root_seed": self.config["seed"]}

    def expected_packed(self, wildcards) -> list[dict]:
        """Return the parameters that the stored networks of all seeds must have."""
        return [{"at": {}, "lstm_packed": self.packing()}]

    def expected(self, wildcards) -> list[dict]:
        """Return the parameters that the LSTMs of all seeds must have, of each kind of file."""
        parameters = {
            "lstm_network": self.training(wildcards),
            "lstm_truncation": self.truncation(),
        }
        return [{"at": {}, **parameters}]

    def files(self, name: str) -> list[str]:
        """Return that file of the LSTMs of all seeds."""
        return expand(f"{self.lstm}/{name}", seed=seeds(self.settings["seeds"]))

    def processes(self, cores: int | None) -> int:
        """Return how many processes share the work of an LSTM; the result does not depend on it.

        They are as many as have a piece of each batch, but the LSTMs leave a part of the cores to
        the other networks, which take about as long as one LSTM.

        Parameters
        ----------
        cores : int or None
            Of the whole run; None: each job has a machine of its own.
        """
        units, batch = self.settings["units"], self.settings["batch"]
        pieces = min(batch // TILE, batch * 4 * units**2 // SMALL, MOST_PROCESSES)
        part = pieces if cores is None else cores // (1 + len(seeds(self.settings["seeds"])))
        return max(1, min(pieces, part))

    def memory(self, wildcards, attempt: int) -> int:
        """Return the megabytes that an LSTM needs: the sentences, and the states of a batch."""
        return attempt * (900 + self.settings["units"] * self.settings["batch"] // 32)

    def training_minutes(self, wildcards, attempt: int) -> int:
        """Return the minutes that training needs at most, from thrice the time of an epoch."""
        per_epoch = 1 + 24 * (self.settings["units"] / 256) ** 2  # seconds
        return attempt * (5 + round(self.settings["epochs"] * per_epoch / 60))

    def truncation_minutes(self, wildcards, attempt: int) -> int:
        """Return the minutes that all ranks need at most, from thrice the time of one."""
        return self._ranks_minutes(self.settings["max_rank"], attempt)

    def packing_minutes(self, wildcards, attempt: int) -> int:
        """Return the minutes that all stored ranks need at most."""
        return self._ranks_minutes(len(self.settings["packed_ranks"]), attempt)

    def _ranks_minutes(self, ranks: int, attempt: int) -> int:
        per_rank = 0.1 + 2.5 * (self.settings["units"] / 256) ** 2  # seconds, of dW and of W
        return attempt * (5 + round(ranks * per_rank / 60))


def _check_treebank(folder: Path, corpus: dict, named: str) -> None:
    """Check that a folder may be the corpus: that it has the treebank's files."""
    if corpus["name"] != "sst":
        raise ConfigError(f"{named}, which is a folder: name the archive")
    for name in corpus["sha256"]:
        if not (folder / name).is_file():
            raise ConfigError(f"{named}, a folder without {name}")
