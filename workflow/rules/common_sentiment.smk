# Paths, parameters and resources of the sentiment analysis. No rules here.

SENTIMENT = f"{RUN}/sentiment"
LSTM = f"{SENTIMENT}/seed{{seed}}"


def corpus_source():
    """Return what names the corpus; the treebank is checked by the hash of its files."""
    corpus = config["sentiment"]["corpus"]
    return {k: v for k, v in corpus.items() if corpus["name"] == "sst" or k != "sha256"}


def sentiment_coordinates(wildcards):
    """Return the coordinates of a dataset: corpus, vectors and, of a network, the seed."""
    names = {k: config["sentiment"][k]["name"] for k in ("corpus", "embeddings")}
    return names | {k: int(v) for k, v in wildcards.items() if k == "seed"}


def lstm_training_of(wildcards):
    """Return all numbers that the training of an LSTM depends on, besides its data."""
    settings = config["sentiment"]
    names = ("units", "dropout", "epochs", "batch", "threads")
    return canonical(
        {
            "root_seed": config["seed"],
            "learning_rate": settings["learning_rate"] / settings["units"],
        }
        | {name: settings[name] for name in names}
    )


def lstm_files(name):
    """Return that file of the LSTMs of all seeds."""
    return [
        f"{LSTM}/{name}".format(seed=s) for s in seeds(config["sentiment"]["seeds"])
    ]


def lstm_memory(wildcards, attempt):
    """Return the megabytes that an LSTM needs: torch, and the states of a batch."""
    settings = config["sentiment"]
    return attempt * (900 + settings["units"] * settings["batch"] // 32)


def lstm_minutes(wildcards, attempt):
    """Return the minutes that training needs at most, from thrice the time of an epoch."""
    per_epoch = 1 + 24 * (config["sentiment"]["units"] / 256) ** 2  # seconds
    return attempt * (5 + round(config["sentiment"]["epochs"] * per_epoch / 60))


def lstm_truncation_minutes(wildcards, attempt):
    """Return the minutes that all ranks need at most, from thrice the time of one."""
    settings = config["sentiment"]
    per_rank = 0.1 + 2.5 * (settings["units"] / 256) ** 2  # seconds, of dW and of W
    return attempt * (5 + round(settings["max_rank"] * per_rank / 60))
