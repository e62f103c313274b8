# The nonlinear networks: train -> dW -> spectrum -> truncation, shuffle -> aggregate.


rule train_network:
    """Train one network (Eq. 2) and keep W0, dW and the history."""
    output:
        network=f"{networks.folder}/network.nc",
    log:
        f"{RUN}/logs/train_network/{networks.label}.log",
    benchmark:
        f"{RUN}/benchmarks/train_network/{networks.label}.tsv"
    group:
        "network"
    conda:
        ENVIRONMENT
    threads: networks.threads
    resources:
        mem_mb=networks.memory,
        runtime=networks.training_minutes,
        w0_file=networks.w0_file,
    params:
        coordinates=coordinates,
        training=networks.training,
        threads=networks.threads,
        code=networks.code("train_network"),
    script:
        "../scripts/train_network.py"


rule decompose:
    """Singular values and eigenvalues of W0, W and dW, and the vectors of dW."""
    input:
        network=f"{networks.folder}/network.nc",
    output:
        spectrum=f"{networks.folder}/spectrum.nc",
    log:
        f"{RUN}/logs/decompose/{networks.label}.log",
    benchmark:
        f"{RUN}/benchmarks/decompose/{networks.label}.tsv"
    group:
        "network"
    conda:
        ENVIRONMENT
    resources:
        mem_mb=networks.memory,
        runtime=networks.spectrum_minutes,
    params:
        experiment="networks",
        coordinates=coordinates,
        code=code_of("decompose", "networks.kinds"),
    script:
        "../scripts/decompose.py"


rule evaluate_truncation:
    """Loss with dW truncated to each rank (Eq. 4), before and after training."""
    input:
        network=f"{networks.folder}/network.nc",
        spectrum=f"{networks.folder}/spectrum.nc",
    output:
        truncation=f"{networks.folder}/truncation.nc",
    log:
        f"{RUN}/logs/evaluate_truncation/{networks.label}.log",
    benchmark:
        f"{RUN}/benchmarks/evaluate_truncation/{networks.label}.tsv"
    group:
        "network"
    conda:
        ENVIRONMENT
    threads: networks.threads
    resources:
        mem_mb=networks.memory,
        runtime=networks.evaluation_minutes(config["evaluation"]["max_rank"]),
    params:
        experiment="networks",
        coordinates=coordinates,
        evaluation=networks.evaluation("max_rank"),
        threads=networks.threads,
        code=networks.code(
            "evaluate_truncation", "networks.kinds", "networks.evaluation"
        ),
    script:
        "../scripts/evaluate_truncation.py"


rule evaluate_shuffle:
    """Loss with W0 shuffled (Fig. 2c)."""
    input:
        network=f"{networks.folder}/network.nc",
    output:
        shuffle=f"{networks.folder}/shuffle.nc",
    log:
        f"{RUN}/logs/evaluate_shuffle/{networks.label}.log",
    benchmark:
        f"{RUN}/benchmarks/evaluate_shuffle/{networks.label}.tsv"
    group:
        "network"
    conda:
        ENVIRONMENT
    threads: networks.threads
    resources:
        mem_mb=networks.memory,
        runtime=networks.evaluation_minutes(config["evaluation"]["shuffles"]),
    params:
        experiment="networks",
        coordinates=coordinates,
        evaluation=networks.evaluation("shuffles"),
        threads=networks.threads,
        code=networks.code("evaluate_shuffle", "networks.kinds", "networks.evaluation"),
    script:
        "../scripts/evaluate_shuffle.py"


rule simulate_trial:
    """One trial of a trained network, as Fig. 1a-c draws it."""
    input:
        network=f"{networks.folder}/network.nc",
    output:
        trial=f"{networks.folder}/trial.nc",
    log:
        f"{RUN}/logs/simulate_trial/{networks.label}.log",
    benchmark:
        f"{RUN}/benchmarks/simulate_trial/{networks.label}.tsv"
    group:
        "network"
    conda:
        ENVIRONMENT
    threads: networks.threads
    resources:
        mem_mb=networks.memory,
        runtime=networks.evaluation_minutes(1),
    params:
        coordinates=coordinates,
        trial=networks.shown_trial,
        threads=networks.threads,
        code=networks.code("simulate_trial"),
    script:
        "../scripts/simulate_trial.py"


rule aggregate_task:
    """All networks of a task in one dataset over g and seed."""
    input:
        networks=networks.sweep("network.nc"),
        spectra=networks.sweep("spectrum.nc"),
        truncations=networks.sweep("truncation.nc"),
        shuffles=networks.sweep("shuffle.nc"),
    output:
        summary=networks.summary,
    log:
        f"{RUN}/logs/aggregate_task/{{task}}_N{{N}}.log",
    benchmark:
        f"{RUN}/benchmarks/aggregate_task/{{task}}_N{{N}}.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        expected=networks.expected,
        summary=networks.summarised(),
        experiment="networks",
        code=networks.code("aggregate", "networks.summary"),
    script:
        "../scripts/aggregate.py"


rule measure_dynamics:
    """Lyapunov exponents, linearised outputs and outputs without W0 (Sections 2 and 5)."""
    input:
        network=f"{networks.folder}/network.nc",
    output:
        dynamics=f"{networks.folder}/dynamics.nc",
    log:
        f"{RUN}/logs/measure_dynamics/{networks.label}.log",
    benchmark:
        f"{RUN}/benchmarks/measure_dynamics/{networks.label}.tsv"
    group:
        "dynamics"
    conda:
        ENVIRONMENT
    threads: networks.threads
    resources:
        mem_mb=networks.memory,
        runtime=networks.dynamics_minutes,
    params:
        coordinates=coordinates,
        dynamics=networks.dynamics,
        threads=networks.threads,
        code=networks.code("measure_dynamics"),
    script:
        "../scripts/measure_dynamics.py"


rule aggregate_dynamics:
    """The dynamics of all networks of a task in one dataset over g and seed."""
    input:
        networks=networks.sweep("dynamics.nc"),
    output:
        summary=networks.dynamics_summary,
    log:
        f"{RUN}/logs/aggregate_dynamics/{{task}}_N{{N}}.log",
    benchmark:
        f"{RUN}/benchmarks/aggregate_dynamics/{{task}}_N{{N}}.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        package="networks",
        experiment="dynamics",
        expected=networks.expected_dynamics,
        code=networks.code("aggregate_single", "networks.summary"),
    script:
        "../scripts/aggregate_single.py"


for task in config["networks"]["tasks"]:

    rule:
        name:
            f"sweep_{task}"
        input:
            networks.summary.format(task=task, N=config["networks"]["N"]),
        localrule: True
