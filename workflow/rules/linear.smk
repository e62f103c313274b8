# The linear network: train -> dW -> spectrum -> truncation, shuffle -> aggregate.


rule train_linear:
    """Train one linear network (Section 3) and keep W0, dW and the history."""
    output:
        network=f"{linear.folder}/network.nc",
    log:
        f"{RUN}/logs/train_linear/{linear.label}.log",
    benchmark:
        f"{RUN}/benchmarks/train_linear/{linear.label}.tsv"
    group:
        "linear"
    conda:
        ENVIRONMENT
    threads: linear.threads
    resources:
        mem_mb=linear.memory,
        runtime=linear.training_minutes,
    params:
        coordinates=coordinates,
        training=linear.training,
        threads=linear.threads,
        code=code_of("train_linear"),
    script:
        "../scripts/train_linear.py"


use rule decompose as decompose_linear with:
    input:
        network=f"{linear.folder}/network.nc",
    output:
        spectrum=f"{linear.folder}/spectrum.nc",
    log:
        f"{RUN}/logs/decompose_linear/{linear.label}.log",
    benchmark:
        f"{RUN}/benchmarks/decompose_linear/{linear.label}.tsv"
    group:
        "linear"
    resources:
        mem_mb=linear.memory,
        runtime=linear.analysis_minutes,
    params:
        experiment="linear",
        coordinates=coordinates,
        code=code_of("decompose", "linear.kinds"),


use rule evaluate_truncation as truncate_linear with:
    input:
        network=f"{linear.folder}/network.nc",
        spectrum=f"{linear.folder}/spectrum.nc",
    output:
        truncation=f"{linear.folder}/truncation.nc",
    log:
        f"{RUN}/logs/truncate_linear/{linear.label}.log",
    benchmark:
        f"{RUN}/benchmarks/truncate_linear/{linear.label}.tsv"
    group:
        "linear"
    threads: linear.threads
    resources:
        mem_mb=linear.memory,
        runtime=linear.analysis_minutes,
    params:
        experiment="linear",
        coordinates=coordinates,
        evaluation=linear.truncation(),
        threads=linear.threads,
        code=code_of("evaluate_truncation", "linear.kinds", "linear.evaluation"),


use rule evaluate_shuffle as shuffle_linear with:
    input:
        network=f"{linear.folder}/network.nc",
    output:
        shuffle=f"{linear.folder}/shuffle.nc",
    log:
        f"{RUN}/logs/shuffle_linear/{linear.label}.log",
    benchmark:
        f"{RUN}/benchmarks/shuffle_linear/{linear.label}.tsv"
    group:
        "linear"
    threads: linear.threads
    resources:
        mem_mb=linear.memory,
        runtime=linear.analysis_minutes,
    params:
        experiment="linear",
        coordinates=coordinates,
        evaluation=linear.shuffle(),
        threads=linear.threads,
        code=code_of("evaluate_shuffle", "linear.kinds", "linear.evaluation"),


rule integrate_flow:
    """Gradient flow of Eq. 6 at finite N, from the weights that a network started with."""
    input:
        network=f"{linear.folder}/network.nc",
    output:
        flow=f"{linear.folder}/flow.nc",
    log:
        f"{RUN}/logs/integrate_flow/{linear.label}.log",
    benchmark:
        f"{RUN}/benchmarks/integrate_flow/{linear.label}.tsv"
    group:
        "linear"
    conda:
        ENVIRONMENT
    threads: linear.threads
    resources:
        mem_mb=linear.flow_memory,
        runtime=linear.flow_minutes,
    params:
        coordinates=coordinates,
        flow=linear.flow,
        threads=linear.threads,
        code=code_of("integrate_flow"),
    script:
        "../scripts/integrate_flow.py"


use rule aggregate_task as aggregate_linear with:
    input:
        networks=linear.files("network.nc"),
        spectra=linear.files("spectrum.nc"),
        truncations=linear.files("truncation.nc"),
        shuffles=linear.files("shuffle.nc"),
    output:
        summary=linear.summary,
    log:
        f"{RUN}/logs/aggregate_linear.log",
    benchmark:
        f"{RUN}/benchmarks/aggregate_linear.tsv"
    localrule: True
    params:
        experiment="linear",
        expected=linear.expected,
        summary=linear.summarised(),
        code=code_of("aggregate", "linear.summary"),
