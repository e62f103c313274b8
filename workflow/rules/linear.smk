# The linear network: train -> dW -> spectrum -> truncation, shuffle -> aggregate.


rule train_linear:
    """Train one linear network (Section 3) and keep W0, dW and the history."""
    output:
        network=f"{LINEAR}/network.nc",
    log:
        f"{RUN}/logs/train_linear/{LINEAR_LABEL}.log",
    benchmark:
        f"{RUN}/benchmarks/train_linear/{LINEAR_LABEL}.tsv"
    group:
        "linear"
    conda:
        ENVIRONMENT
    threads: config["linear"]["threads"]
    resources:
        mem_mb=linear_memory,
        runtime=linear_minutes,
    params:
        coordinates=linear_coordinates,
        training=linear_training_of,
        threads=config["linear"]["threads"],
        code=code_of("train_linear"),
    script:
        "../scripts/train_linear.py"


rule decompose_linear:
    """Singular values and vectors of dW."""
    input:
        network=f"{LINEAR}/network.nc",
    output:
        spectrum=f"{LINEAR}/spectrum.nc",
    log:
        f"{RUN}/logs/decompose_linear/{LINEAR_LABEL}.log",
    benchmark:
        f"{RUN}/benchmarks/decompose_linear/{LINEAR_LABEL}.tsv"
    group:
        "linear"
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=linear_memory,
        runtime=linear_analysis_minutes,
    params:
        coordinates=linear_coordinates,
        code=code_of("decompose_linear"),
    script:
        "../scripts/decompose_linear.py"


rule truncate_linear:
    """Loss with dW truncated to each rank (Eq. 4)."""
    input:
        network=f"{LINEAR}/network.nc",
        spectrum=f"{LINEAR}/spectrum.nc",
    output:
        truncation=f"{LINEAR}/truncation.nc",
    log:
        f"{RUN}/logs/truncate_linear/{LINEAR_LABEL}.log",
    benchmark:
        f"{RUN}/benchmarks/truncate_linear/{LINEAR_LABEL}.tsv"
    group:
        "linear"
    conda:
        ENVIRONMENT
    threads: config["linear"]["threads"]
    resources:
        mem_mb=linear_memory,
        runtime=linear_analysis_minutes,
    params:
        coordinates=linear_coordinates,
        evaluation=linear_truncation(),
        threads=config["linear"]["threads"],
        code=code_of("truncate_linear"),
    script:
        "../scripts/truncate_linear.py"


rule shuffle_linear:
    """Loss with W0 shuffled (Fig. 4d)."""
    input:
        network=f"{LINEAR}/network.nc",
    output:
        shuffle=f"{LINEAR}/shuffle.nc",
    log:
        f"{RUN}/logs/shuffle_linear/{LINEAR_LABEL}.log",
    benchmark:
        f"{RUN}/benchmarks/shuffle_linear/{LINEAR_LABEL}.tsv"
    group:
        "linear"
    conda:
        ENVIRONMENT
    threads: config["linear"]["threads"]
    resources:
        mem_mb=linear_memory,
        runtime=linear_analysis_minutes,
    params:
        coordinates=linear_coordinates,
        evaluation=linear_shuffle(),
        threads=config["linear"]["threads"],
        code=code_of("shuffle_linear"),
    script:
        "../scripts/shuffle_linear.py"


rule integrate_flow:
    """Gradient flow of Eq. 6 at finite N, from the weights that a network started with."""
    input:
        network=f"{LINEAR}/network.nc",
    output:
        flow=f"{LINEAR}/flow.nc",
    log:
        f"{RUN}/logs/integrate_flow/{LINEAR_LABEL}.log",
    benchmark:
        f"{RUN}/benchmarks/integrate_flow/{LINEAR_LABEL}.tsv"
    group:
        "linear"
    conda:
        ENVIRONMENT
    threads: config["linear"]["threads"]
    resources:
        mem_mb=flow_memory,
        runtime=flow_minutes,
    params:
        coordinates=linear_coordinates,
        flow=linear_flow_of,
        threads=config["linear"]["threads"],
        code=code_of("integrate_flow"),
    script:
        "../scripts/integrate_flow.py"


rule aggregate_linear:
    """All linear networks in one dataset over zhat, g and seed."""
    input:
        networks=linear_sweep("network.nc"),
        spectra=linear_sweep("spectrum.nc"),
        truncations=linear_sweep("truncation.nc"),
        shuffles=linear_sweep("shuffle.nc"),
    output:
        summary=LINEAR_SUMMARY,
    log:
        f"{RUN}/logs/aggregate_linear.log",
    benchmark:
        f"{RUN}/benchmarks/aggregate_linear.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        threshold=config["evaluation"]["threshold"],
        code=code_of("aggregate_linear"),
    script:
        "../scripts/aggregate_linear.py"


rule plot_fig3:
    """The linear network: trial, loss and singular values over learning time (Fig. 3)."""
    input:
        summary=LINEAR_SUMMARY,
        flows=linear_paths("flow.nc", config["figures"]["fig3"]["g"]),
    output:
        pdf=f"{RUN}/figures/fig3.pdf",
        png=figure_png("fig3"),
    log:
        f"{RUN}/logs/plot_fig3.log",
    benchmark:
        f"{RUN}/benchmarks/plot_fig3.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        figure=config["figures"]["fig3"],
        code=code_of("plot_fig3"),
    script:
        "../scripts/plot_fig3.py"


rule plot_fig4:
    """Dependence of learning on g in the linear network (Fig. 4)."""
    input:
        summary=LINEAR_SUMMARY,
    output:
        pdf=f"{RUN}/figures/fig4.pdf",
        png=figure_png("fig4"),
    log:
        f"{RUN}/logs/plot_fig4.log",
    benchmark:
        f"{RUN}/benchmarks/plot_fig4.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        figure=config["figures"]["fig4"],
        code=code_of("plot_fig4"),
    script:
        "../scripts/plot_fig4.py"


rule fig3:
    input:
        figure_files("fig3"),


rule fig4:
    input:
        figure_files("fig4"),
