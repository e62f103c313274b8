"""The sentiment analysis: files, parameters of each rule, sizes of the jobs.

Functions of wildcards are Snakemake's input, parameter and resource functions.
"""

from snakemake.io import expand

from . import checks
from .common import coordinates, seeds
from .schema import canonical


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
        self.threads = self.settings["threads"]

    def corpus(self) -> dict:
        """Return what names the corpus; the treebank is checked by the hash of its files."""
        corpus = self.settings["corpus"]
        return {k: v for k, v in corpus.items() if corpus["name"] == "sst" or k != "sha256"}

    def coordinates(self, wildcards) -> dict:
        """Return the coordinates of a dataset: corpus, vectors and, of a network, the seed."""
        names = {k: self.settings[k]["name"] for k in ("corpus", "embeddings")}
        return names | coordinates(wildcards)

    def training(self, wildcards) -> dict:
        """Return all numbers that the training of an LSTM depends on, besides its data."""
        checks.check_sentiment(self.config)
        names = ("units", "dropout", "epochs", "batch", "threads")
        numbers = {name: self.settings[name] for name in names}
        numbers["learning_rate"] = self.settings["learning_rate"] / self.settings["units"]
        return canonical(numbers | {"root_seed": self.config["seed"]})

    def truncation(self) -> dict:
        """Return the parameters of the truncated accuracies."""
        return {"max_rank": self.settings["max_rank"]}

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

    def memory(self, wildcards, attempt: int) -> int:
        """Return the megabytes that an LSTM needs: torch, and the states of a batch."""
        return attempt * (900 + self.settings["units"] * self.settings["batch"] // 32)

    def training_minutes(self, wildcards, attempt: int) -> int:
        """Return the minutes that training needs at most, from thrice the time of an epoch."""
        per_epoch = 1 + 24 * (self.settings["units"] / 256) ** 2  # seconds
        return attempt * (5 + round(self.settings["epochs"] * per_epoch / 60))

    def truncation_minutes(self, wildcards, attempt: int) -> int:
        """Return the minutes that all ranks need at most, from thrice the time of one."""
        per_rank = 0.1 + 2.5 * (self.settings["units"] / 256) ** 2  # seconds, of dW and of W
        return attempt * (5 + round(self.settings["max_rank"] * per_rank / 60))
