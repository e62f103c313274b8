# The supplement's experiments with the linear network: two whose eigenvalues are followed, train ->
# aggregate; the flows of Fig. 3 together; and those that the claims alone need.


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
