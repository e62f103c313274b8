# The linear network: train -> dW -> spectrum -> truncation, shuffle -> aggregate; and the
# supplement's two experiments with it, whose eigenvalues are followed: train -> aggregate.


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


rule train_failing:
    """Train a linear network whose connectivity gets an eigenvalue near 1."""
    output:
        network=f"{linear.failing}/network.nc",
    log:
        f"{RUN}/logs/train_failing/{linear.label}.log",
    benchmark:
        f"{RUN}/benchmarks/train_failing/{linear.label}.tsv"
    group:
        "linear"
    conda:
        ENVIRONMENT
    threads: config["supplement"]["failing"]["threads"]
    resources:
        mem_mb=linear.memory,
        runtime=linear.followed_minutes("failing"),
    params:
        coordinates=coordinates,
        training=linear.failing_training,
        threads=config["supplement"]["failing"]["threads"],
        code=code_of("train_failing"),
    script:
        "../scripts/train_failing.py"


rule train_cosine:
    """Train a linear network to oscillate without input."""
    output:
        network=f"{linear.cosine}/network.nc",
    log:
        f"{RUN}/logs/train_cosine/{linear.cosine_label}.log",
    benchmark:
        f"{RUN}/benchmarks/train_cosine/{linear.cosine_label}.tsv"
    group:
        "linear"
    conda:
        ENVIRONMENT
    threads: config["supplement"]["cosine"]["threads"]
    resources:
        mem_mb=linear.memory,
        runtime=linear.followed_minutes("cosine"),
    params:
        coordinates=coordinates,
        training=linear.cosine_training,
        threads=config["supplement"]["cosine"]["threads"],
        code=code_of("train_cosine"),
    script:
        "../scripts/train_cosine.py"


use rule aggregate_dynamics as aggregate_failing with:
    input:
        networks=linear.failing_networks(),
    output:
        summary=linear.failing_summary,
    log:
        f"{RUN}/logs/aggregate_failing.log",
    benchmark:
        f"{RUN}/benchmarks/aggregate_failing.tsv"
    localrule: True
    params:
        package="linear",
        experiment="failing",
        expected=linear.expected_failing,
        code=code_of("aggregate_single", "linear.summary"),


use rule aggregate_dynamics as aggregate_cosine with:
    input:
        networks=linear.cosine_networks(),
    output:
        summary=linear.cosine_summary,
    log:
        f"{RUN}/logs/aggregate_cosine.log",
    benchmark:
        f"{RUN}/benchmarks/aggregate_cosine.tsv"
    localrule: True
    params:
        package="linear",
        experiment="cosine",
        expected=linear.expected_cosine,
        code=code_of("aggregate_single", "linear.summary"),


use rule aggregate_dynamics as aggregate_flow with:
    input:
        networks=linear.shown_flows,
    output:
        summary=linear.flow_summary,
    log:
        f"{RUN}/logs/aggregate_flow.log",
    benchmark:
        f"{RUN}/benchmarks/aggregate_flow.tsv"
    localrule: True
    params:
        package="linear",
        experiment="flow",
        expected=linear.expected_flow,
        code=code_of("aggregate_single", "linear.summary"),


# Networks that are small or not trained: one job for all of them.


rule measure_start:
    """Scalars of networks before training at several N, and their first gradient (Eq. 11, 12)."""
    output:
        start=linear.start,
    log:
        f"{RUN}/logs/measure_start.log",
    benchmark:
        f"{RUN}/benchmarks/measure_start.tsv"
    conda:
        ENVIRONMENT
    resources:
        mem_mb=linear.start_memory,
        runtime=linear.start_minutes,
    params:
        start=linear.start_settings,
        code=code_of("measure_start"),
    script:
        "../scripts/measure_start.py"


rule train_channels:
    """Train linear networks with several inputs and outputs (Section 5)."""
    output:
        networks=linear.channels,
    log:
        f"{RUN}/logs/train_channels.log",
    benchmark:
        f"{RUN}/benchmarks/train_channels.tsv"
    conda:
        ENVIRONMENT
    resources:
        mem_mb=1000,
        runtime=linear.channels_minutes,
    params:
        training=linear.channels_training,
        code=code_of("train_channels"),
    script:
        "../scripts/train_channels.py"
