# The supplement's linear networks: train -> aggregate -> plot. Trainings are grouped like those of
# the linear network.


rule train_failing:
    """Train a linear network whose connectivity gets an eigenvalue near 1."""
    output:
        network=f"{FAILING}/network.nc",
    log:
        f"{RUN}/logs/train_failing/{LINEAR_LABEL}.log",
    benchmark:
        f"{RUN}/benchmarks/train_failing/{LINEAR_LABEL}.tsv"
    group:
        "linear"
    conda:
        ENVIRONMENT
    threads: config["supplement"]["failing"]["threads"]
    resources:
        mem_mb=linear_memory,
        runtime=followed_minutes("failing"),
    params:
        coordinates=linear_coordinates,
        training=failing_training_of,
        threads=config["supplement"]["failing"]["threads"],
        code=code_of("train_failing"),
    script:
        "../scripts/train_failing.py"


rule train_cosine:
    """Train a linear network to oscillate without input."""
    output:
        network=f"{COSINE}/network.nc",
    log:
        f"{RUN}/logs/train_cosine/{COSINE_LABEL}.log",
    benchmark:
        f"{RUN}/benchmarks/train_cosine/{COSINE_LABEL}.tsv"
    group:
        "linear"
    conda:
        ENVIRONMENT
    threads: config["supplement"]["cosine"]["threads"]
    resources:
        mem_mb=linear_memory,
        runtime=followed_minutes("cosine"),
    params:
        coordinates=cosine_coordinates,
        training=cosine_training_of,
        threads=config["supplement"]["cosine"]["threads"],
        code=code_of("train_cosine"),
    script:
        "../scripts/train_cosine.py"


rule aggregate_failing:
    """All networks that may fail to learn in one dataset over zhat, g and seed."""
    input:
        networks=failing_networks(),
    output:
        summary=FAILING_SUMMARY,
    log:
        f"{RUN}/logs/aggregate_failing.log",
    benchmark:
        f"{RUN}/benchmarks/aggregate_failing.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        code=code_of("aggregate_failing"),
    script:
        "../scripts/aggregate_failing.py"


rule aggregate_cosine:
    """All networks that learn to oscillate in one dataset over g and seed."""
    input:
        networks=cosine_networks(),
    output:
        summary=COSINE_SUMMARY,
    log:
        f"{RUN}/logs/aggregate_cosine.log",
    benchmark:
        f"{RUN}/benchmarks/aggregate_cosine.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        code=code_of("aggregate_cosine"),
    script:
        "../scripts/aggregate_cosine.py"


rule plot_supp_log_singular_values:
    """Fig. 3's singular values of dW on a logarithmic axis."""
    input:
        summary=LINEAR_SUMMARY,
    output:
        pdf=f"{RUN}/figures/supp_log_singular_values.pdf",
        png=figure_png("supp_log_singular_values"),
    log:
        f"{RUN}/logs/plot_supp_log_singular_values.log",
    benchmark:
        f"{RUN}/benchmarks/plot_supp_log_singular_values.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        figure=log_singular_values_figure(),
        code=code_of("plot_supp_log_singular_values"),
    script:
        "../scripts/plot_supp_log_singular_values.py"


rule plot_supp_failing_to_learn:
    """Loss and leading eigenvalues of W where these come near 1."""
    input:
        summary=FAILING_SUMMARY,
    output:
        pdf=f"{RUN}/figures/supp_failing_to_learn.pdf",
        png=figure_png("supp_failing_to_learn"),
    log:
        f"{RUN}/logs/plot_supp_failing_to_learn.log",
    benchmark:
        f"{RUN}/benchmarks/plot_supp_failing_to_learn.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        figure=config["figures"]["supp_failing_to_learn"],
        code=code_of("plot_supp_failing_to_learn"),
    script:
        "../scripts/plot_supp_failing_to_learn.py"


rule plot_supp_cosine:
    """Learning to oscillate: outputs, loss and an eigenvalue of W."""
    input:
        summary=COSINE_SUMMARY,
    output:
        pdf=f"{RUN}/figures/supp_cosine.pdf",
        png=figure_png("supp_cosine"),
    log:
        f"{RUN}/logs/plot_supp_cosine.log",
    benchmark:
        f"{RUN}/benchmarks/plot_supp_cosine.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        figure=cosine_figure(),
        code=code_of("plot_supp_cosine"),
    script:
        "../scripts/plot_supp_cosine.py"
