# The nonlinear networks: train -> dW -> spectrum -> truncation, shuffle -> aggregate.


rule train_network:
    """Train one network (Eq. 2) and keep W0, dW and the history."""
    output:
        network=f"{NETWORK}/network.nc",
    log:
        f"{RUN}/logs/train_network/{LABEL}.log",
    benchmark:
        f"{RUN}/benchmarks/train_network/{LABEL}.tsv"
    group:
        "network"
    conda:
        ENVIRONMENT
    threads: config["networks"]["threads"]
    resources:
        mem_mb=training_memory,
        runtime=training_minutes,
    params:
        coordinates=coordinates,
        training=training_of,
        threads=config["networks"]["threads"],
        code=code_of("train_network"),
    script:
        "../scripts/train_network.py"


rule decompose:
    """Singular values and eigenvalues of W0, W and dW, and the vectors of dW."""
    input:
        network=f"{NETWORK}/network.nc",
    output:
        spectrum=f"{NETWORK}/spectrum.nc",
    log:
        f"{RUN}/logs/decompose/{LABEL}.log",
    benchmark:
        f"{RUN}/benchmarks/decompose/{LABEL}.tsv"
    group:
        "network"
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=training_memory,
        runtime=spectrum_minutes,
    params:
        coordinates=coordinates,
        code=code_of("decompose"),
    script:
        "../scripts/decompose.py"


rule evaluate_truncation:
    """Loss with dW truncated to each rank (Eq. 4), before and after training."""
    input:
        network=f"{NETWORK}/network.nc",
        spectrum=f"{NETWORK}/spectrum.nc",
    output:
        truncation=f"{NETWORK}/truncation.nc",
    log:
        f"{RUN}/logs/evaluate_truncation/{LABEL}.log",
    benchmark:
        f"{RUN}/benchmarks/evaluate_truncation/{LABEL}.tsv"
    group:
        "network"
    conda:
        ENVIRONMENT
    threads: config["networks"]["threads"]
    resources:
        mem_mb=training_memory,
        runtime=evaluation_minutes(config["evaluation"]["max_rank"]),
    params:
        coordinates=coordinates,
        evaluation=truncation_of,
        threads=config["networks"]["threads"],
        code=code_of("evaluate_truncation"),
    script:
        "../scripts/evaluate_truncation.py"


rule evaluate_shuffle:
    """Loss with W0 shuffled (Fig. 2c)."""
    input:
        network=f"{NETWORK}/network.nc",
    output:
        shuffle=f"{NETWORK}/shuffle.nc",
    log:
        f"{RUN}/logs/evaluate_shuffle/{LABEL}.log",
    benchmark:
        f"{RUN}/benchmarks/evaluate_shuffle/{LABEL}.tsv"
    group:
        "network"
    conda:
        ENVIRONMENT
    threads: config["networks"]["threads"]
    resources:
        mem_mb=training_memory,
        runtime=evaluation_minutes(config["evaluation"]["shuffles"]),
    params:
        coordinates=coordinates,
        evaluation=shuffle_of,
        threads=config["networks"]["threads"],
        code=code_of("evaluate_shuffle"),
    script:
        "../scripts/evaluate_shuffle.py"


rule simulate_trial:
    """One trial of a trained network, as Fig. 1a-c draws it."""
    input:
        network=f"{NETWORK}/network.nc",
    output:
        trial=f"{NETWORK}/trial.nc",
    log:
        f"{RUN}/logs/simulate_trial/{LABEL}.log",
    benchmark:
        f"{RUN}/benchmarks/simulate_trial/{LABEL}.tsv"
    group:
        "network"
    conda:
        ENVIRONMENT
    threads: config["networks"]["threads"]
    resources:
        mem_mb=training_memory,
        runtime=evaluation_minutes(1),
    params:
        coordinates=coordinates,
        trial=shown_trial_of,
        threads=config["networks"]["threads"],
        code=code_of("simulate_trial"),
    script:
        "../scripts/simulate_trial.py"


rule aggregate_task:
    """All networks of a task in one dataset over g and seed."""
    input:
        networks=sweep_files("network.nc"),
        spectra=sweep_files("spectrum.nc"),
        truncations=sweep_files("truncation.nc"),
        shuffles=sweep_files("shuffle.nc"),
    output:
        summary=f"{RUN}/summary/{{task}}_N{{N}}.nc",
    log:
        f"{RUN}/logs/aggregate_task/{{task}}_N{{N}}.log",
    benchmark:
        f"{RUN}/benchmarks/aggregate_task/{{task}}_N{{N}}.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        threshold=config["evaluation"]["threshold"],
        code=code_of("aggregate_task"),
    script:
        "../scripts/aggregate_task.py"


for task in config["networks"]["tasks"]:

    rule:
        name:
            f"aggregate_{task}"
        input:
            f"{RUN}/summary/{task}_N{config['networks']['N']}.nc",
        localrule: True
