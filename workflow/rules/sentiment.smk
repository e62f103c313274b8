# Sentiment analysis: corpus, vectors -> data -> train -> spectrum, truncation -> aggregate.
# Higher priority up to the training: it is the longest job of all, so it has to start first.
# Local rules take seconds, or fetch: compute nodes often have no network.

SENTIMENT = f"{RUN}/sentiment"
LSTM = f"{SENTIMENT}/seed{{seed}}"
SENTIMENT_SUMMARY = f"{RUN}/summary/sentiment_N{config['sentiment']['units']}.nc"


def corpus_source():
    """Return what names the corpus; the treebank is checked by the hash of its files."""
    corpus = config["sentiment"]["corpus"]
    return {k: v for k, v in corpus.items() if corpus["name"] == "sst" or k != "sha256"}


def sentiment_coordinates(wildcards):
    """Return the coordinates of a dataset: corpus, vectors and, of a network, the seed."""
    names = {k: config["sentiment"][k]["name"] for k in ("corpus", "embeddings")}
    return names | coordinates(wildcards)


def lstm_training_of(wildcards):
    """Return all numbers that the training of an LSTM depends on, besides its data."""
    refuse_unfit("check_sentiment")
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
    return expand(f"{LSTM}/{name}", seed=seeds(config["sentiment"]["seeds"]))


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


rule fetch_corpus:
    """Sentences with their sentiment, from a local copy or from the net."""
    output:
        corpus=f"{SENTIMENT}/corpus.nc",
    log:
        f"{RUN}/logs/fetch_corpus.log",
    benchmark:
        f"{RUN}/benchmarks/fetch_corpus.tsv"
    priority: 1
    localrule: True
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=1000,
        runtime=30,
    params:
        corpus=corpus_source(),
        root_seed=config["seed"],
        code=code_of("fetch_corpus"),
    script:
        "../scripts/fetch_corpus.py"


rule fetch_embeddings:
    """Vectors of the words of the training sentences."""
    input:
        corpus=f"{SENTIMENT}/corpus.nc",
    output:
        embeddings=f"{SENTIMENT}/embeddings.nc",
    log:
        f"{RUN}/logs/fetch_embeddings.log",
    benchmark:
        f"{RUN}/benchmarks/fetch_embeddings.tsv"
    priority: 1
    localrule: True
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=1500,
        runtime=60,
    params:
        embeddings=config["sentiment"]["embeddings"],
        root_seed=config["seed"],
        code=code_of("fetch_embeddings"),
    script:
        "../scripts/fetch_embeddings.py"


rule prepare_sentiment:
    """Numbered words of all sentences, with labels, splits and vectors."""
    input:
        corpus=f"{SENTIMENT}/corpus.nc",
        embeddings=f"{SENTIMENT}/embeddings.nc",
    output:
        data=f"{SENTIMENT}/data.nc",
    log:
        f"{RUN}/logs/prepare_sentiment.log",
    benchmark:
        f"{RUN}/benchmarks/prepare_sentiment.tsv"
    priority: 1
    localrule: True
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        coordinates=sentiment_coordinates,
        code=code_of("prepare_sentiment"),
    script:
        "../scripts/prepare_sentiment.py"


# Training is a submission of its own, unlike in the other experiments: it takes hours, and when a
# job of a submission fails, Snakemake makes all of it again.
rule train_lstm:
    """Train one LSTM and keep its weights before and after and the history."""
    input:
        data=f"{SENTIMENT}/data.nc",
    output:
        network=f"{LSTM}/network.nc",
    log:
        f"{RUN}/logs/train_lstm/seed{{seed}}.log",
    benchmark:
        f"{RUN}/benchmarks/train_lstm/seed{{seed}}.tsv"
    priority: 1
    conda:
        ENVIRONMENT
    threads: config["sentiment"]["threads"]
    resources:
        mem_mb=lstm_memory,
        runtime=lstm_minutes,
    params:
        coordinates=sentiment_coordinates,
        training=lstm_training_of,
        threads=config["sentiment"]["threads"],
        code=code_of("train_lstm"),
    script:
        "../scripts/train_lstm.py"


rule decompose_lstm:
    """Singular values of W0, dW and W of the LSTM's input and recurrent weights."""
    input:
        network=f"{LSTM}/network.nc",
    output:
        spectrum=f"{LSTM}/spectrum.nc",
    log:
        f"{RUN}/logs/decompose_lstm/seed{{seed}}.log",
    benchmark:
        f"{RUN}/benchmarks/decompose_lstm/seed{{seed}}.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=lstm_memory,
        runtime=5,
    params:
        coordinates=sentiment_coordinates,
        code=code_of("decompose_lstm"),
    script:
        "../scripts/decompose_lstm.py"


rule evaluate_lstm_truncation:
    """Validation accuracy with dW and with W truncated to each rank (Fig. 5b)."""
    input:
        data=f"{SENTIMENT}/data.nc",
        network=f"{LSTM}/network.nc",
    output:
        truncation=f"{LSTM}/truncation.nc",
    log:
        f"{RUN}/logs/evaluate_lstm_truncation/seed{{seed}}.log",
    benchmark:
        f"{RUN}/benchmarks/evaluate_lstm_truncation/seed{{seed}}.tsv"
    conda:
        ENVIRONMENT
    threads: config["sentiment"]["threads"]
    resources:
        mem_mb=lstm_memory,
        runtime=lstm_truncation_minutes,
    params:
        coordinates=sentiment_coordinates,
        evaluation={"max_rank": config["sentiment"]["max_rank"]},
        threads=config["sentiment"]["threads"],
        code=code_of("evaluate_lstm_truncation"),
    script:
        "../scripts/evaluate_lstm_truncation.py"


rule aggregate_sentiment:
    """The LSTMs of all seeds in one dataset."""
    input:
        networks=lstm_files("network.nc"),
        spectra=lstm_files("spectrum.nc"),
        truncations=lstm_files("truncation.nc"),
    output:
        summary=SENTIMENT_SUMMARY,
    log:
        f"{RUN}/logs/aggregate_sentiment.log",
    benchmark:
        f"{RUN}/benchmarks/aggregate_sentiment.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        code=code_of("aggregate_sentiment"),
    script:
        "../scripts/aggregate_sentiment.py"
