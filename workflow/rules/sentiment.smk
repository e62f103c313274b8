# Sentiment analysis: corpus, vectors -> data -> train -> spectrum, truncation -> aggregate.
# Higher priority up to the truncation: the training is the longest job of all, so it has to start
# first, and what waits for it ends the run.
# Local rules take seconds, or fetch: compute nodes often have no network.

# Of a job on SLURM the cores are those of its own.
CORES = workflow.resource_settings.cores if workflow.is_main_process else None
TOGETHER = sentiment.processes(CORES)


rule fetch_corpus:
    """Sentences with their sentiment, from a local copy or from the net."""
    output:
        corpus=f"{sentiment.folder}/corpus.nc",
    log:
        f"{RUN}/logs/fetch_corpus.log",
    benchmark:
        f"{RUN}/benchmarks/fetch_corpus.tsv"
    priority: 1
    localrule: True
    conda:
        ENVIRONMENT
    resources:
        mem_mb=1000,
        runtime=30,
        local_copy=lambda wildcards: sentiment.local_copy("corpus"),
    params:
        corpus=sentiment.corpus,
        root_seed=config["seed"],
        code=code_of("fetch_corpus"),
    script:
        "../scripts/fetch_corpus.py"


rule fetch_embeddings:
    """Vectors of the words of the training sentences."""
    input:
        corpus=f"{sentiment.folder}/corpus.nc",
    output:
        embeddings=f"{sentiment.folder}/embeddings.nc",
    log:
        f"{RUN}/logs/fetch_embeddings.log",
    benchmark:
        f"{RUN}/benchmarks/fetch_embeddings.tsv"
    priority: 1
    localrule: True
    conda:
        ENVIRONMENT
    resources:
        mem_mb=1500,
        runtime=60,
        local_copy=lambda wildcards: sentiment.local_copy("embeddings"),
    params:
        embeddings=sentiment.embeddings,
        root_seed=config["seed"],
        code=code_of("fetch_embeddings"),
    script:
        "../scripts/fetch_embeddings.py"


rule prepare_sentiment:
    """Numbered words of all sentences, with labels, splits and vectors."""
    input:
        corpus=f"{sentiment.folder}/corpus.nc",
        embeddings=f"{sentiment.folder}/embeddings.nc",
    output:
        data=f"{sentiment.folder}/data.nc",
    log:
        f"{RUN}/logs/prepare_sentiment.log",
    benchmark:
        f"{RUN}/benchmarks/prepare_sentiment.tsv"
    priority: 1
    localrule: True
    conda:
        ENVIRONMENT
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        coordinates=sentiment.coordinates,
        code=code_of("prepare_sentiment"),
    script:
        "../scripts/prepare_sentiment.py"


# Training is a submission of its own, unlike in the other experiments: it takes hours, and when a
# job of a submission fails, Snakemake makes all of it again.
rule train_lstm:
    """Train one LSTM and keep its weights before and after and the history."""
    input:
        data=f"{sentiment.folder}/data.nc",
    output:
        network=f"{sentiment.lstm}/network.nc",
    log:
        f"{RUN}/logs/train_lstm/seed{{seed}}.log",
    benchmark:
        f"{RUN}/benchmarks/train_lstm/seed{{seed}}.tsv"
    priority: 1
    conda:
        ENVIRONMENT
    threads: TOGETHER
    resources:
        mem_mb=sentiment.memory,
        runtime=sentiment.training_minutes,
    params:
        coordinates=sentiment.coordinates,
        training=sentiment.training,
        code=code_of("train_lstm"),
    script:
        "../scripts/train_lstm.py"


rule decompose_lstm:
    """Singular values of W0, dW and W of the LSTM's input and recurrent weights."""
    input:
        network=f"{sentiment.lstm}/network.nc",
    output:
        spectrum=f"{sentiment.lstm}/spectrum.nc",
    log:
        f"{RUN}/logs/decompose_lstm/seed{{seed}}.log",
    benchmark:
        f"{RUN}/benchmarks/decompose_lstm/seed{{seed}}.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    resources:
        mem_mb=sentiment.memory,
        runtime=5,
    params:
        coordinates=sentiment.coordinates,
        code=code_of("decompose_lstm"),
    script:
        "../scripts/decompose_lstm.py"


rule evaluate_lstm_truncation:
    """Validation accuracy with dW and with W truncated to each rank (Fig. 5b)."""
    input:
        data=f"{sentiment.folder}/data.nc",
        network=f"{sentiment.lstm}/network.nc",
    output:
        truncation=f"{sentiment.lstm}/truncation.nc",
    log:
        f"{RUN}/logs/evaluate_lstm_truncation/seed{{seed}}.log",
    benchmark:
        f"{RUN}/benchmarks/evaluate_lstm_truncation/seed{{seed}}.tsv"
    priority: 1
    conda:
        ENVIRONMENT
    threads: TOGETHER
    resources:
        mem_mb=sentiment.memory,
        runtime=sentiment.truncation_minutes,
    params:
        coordinates=sentiment.coordinates,
        evaluation=sentiment.truncation(),
        code=code_of("evaluate_lstm_truncation"),
    script:
        "../scripts/evaluate_lstm_truncation.py"


use rule aggregate_task as aggregate_sentiment with:
    input:
        networks=sentiment.files("network.nc"),
        spectra=sentiment.files("spectrum.nc"),
        truncations=sentiment.files("truncation.nc"),
    output:
        summary=sentiment.summary,
    log:
        f"{RUN}/logs/aggregate_sentiment.log",
    benchmark:
        f"{RUN}/benchmarks/aggregate_sentiment.tsv"
    localrule: True
    params:
        experiment="sentiment",
        expected=sentiment.expected,
        summary={},
        code=code_of("aggregate", "sentiment.summary"),


rule compress_lstm:
    """Store an LSTM as the seed of W0 and factors of dW, read it back, let it answer (Section 5)."""
    input:
        data=f"{sentiment.folder}/data.nc",
        network=f"{sentiment.lstm}/network.nc",
    output:
        packed=f"{sentiment.lstm}/packed.nc",
    log:
        f"{RUN}/logs/compress_lstm/seed{{seed}}.log",
    benchmark:
        f"{RUN}/benchmarks/compress_lstm/seed{{seed}}.tsv"
    conda:
        ENVIRONMENT
    resources:
        mem_mb=sentiment.memory,
        runtime=sentiment.packing_minutes,
    params:
        coordinates=sentiment.coordinates,
        packing=sentiment.packing(),
        code=code_of("compress_lstm"),
    script:
        "../scripts/compress_lstm.py"


use rule aggregate_dynamics as aggregate_packed with:
    input:
        networks=sentiment.files("packed.nc"),
    output:
        summary=sentiment.packed_summary,
    log:
        f"{RUN}/logs/aggregate_packed.log",
    benchmark:
        f"{RUN}/benchmarks/aggregate_packed.tsv"
    localrule: True
    params:
        package="sentiment",
        experiment="packed",
        expected=sentiment.expected_packed,
        code=code_of("aggregate_single", "sentiment.summary"),
