# What the paper left open: how many ranks a task needs, and what readout and W0 change.


rule find_minimal_rank:
    """Train dW of one rank after another, until one solves the network's task."""
    input:
        network=f"{networks.folder}/network.nc",
    output:
        search=f"{networks.folder}/minimal_rank.nc",
    log:
        f"{RUN}/logs/find_minimal_rank/{networks.label}.log",
    benchmark:
        f"{RUN}/benchmarks/find_minimal_rank/{networks.label}.tsv"
    group:
        "minimal_rank"
    conda:
        ENVIRONMENT
    threads: networks.threads
    resources:
        mem_mb=networks.memory,
        runtime=beyond.search_minutes,
        w0_file=networks.w0_file,
    params:
        coordinates=coordinates,
        search=beyond.search,
        threads=networks.threads,
        code=networks.code("find_minimal_rank"),
    script:
        "../scripts/find_minimal_rank.py"


rule aggregate_ranks:
    """Functional and minimal rank of a task's networks."""
    input:
        unpack(beyond.rank_files),
    output:
        summary=beyond.ranks,
    log:
        f"{RUN}/logs/aggregate_ranks/{{task}}_N{{N}}.log",
    benchmark:
        f"{RUN}/benchmarks/aggregate_ranks/{{task}}_N{{N}}.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        expected=networks.expected,
        searched=beyond.searched,
        summary=networks.summarised(),
        code=networks.code("aggregate_ranks"),
    script:
        "../scripts/aggregate_ranks.py"


rule aggregate_regimes:
    """A task's networks over the readout's scale and the rank of W0."""
    input:
        unpack(beyond.regime_files),
    output:
        summary=beyond.regimes,
    log:
        f"{RUN}/logs/aggregate_regimes/{{task}}_N{{N}}.log",
    benchmark:
        f"{RUN}/benchmarks/aggregate_regimes/{{task}}_N{{N}}.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        expected=beyond.regime_parameters,
        summary=networks.summarised(),
        variants=beyond.variants,
        code=networks.code("aggregate_regimes"),
    script:
        "../scripts/aggregate_regimes.py"


rule check_beyond:
    """Whether both ranks go with the number of outputs."""
    input:
        summaries=lambda wildcards: beyond.of_ranks(),
    output:
        page=beyond.verdicts,
    log:
        f"{RUN}/logs/check_beyond.log",
    benchmark:
        f"{RUN}/benchmarks/check_beyond.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        correlation=config["beyond"]["correlation"],
        made=lambda wildcards, input: figures.made(input),
        code=code_of("check_beyond"),
    script:
        "../scripts/check_beyond.py"


rule all_beyond:
    input:
        [figure_files(figure) for figure in figures.beyond],
        beyond.verdicts,
    localrule: True
