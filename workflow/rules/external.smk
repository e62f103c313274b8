# Networks that were trained elsewhere. Where their files lie does not count, their content does.


rule decompose_external:
    """Singular values and stable ranks of W0, W and dW, for each matrix."""
    output:
        spectra=external.spectra,
    log:
        f"{RUN}/logs/decompose_external/{{model}}.log",
    benchmark:
        f"{RUN}/benchmarks/decompose_external/{{model}}.tsv"
    conda:
        ENVIRONMENT
    resources:
        mem_mb=external.memory,
        runtime=120,
        before=external.path("before"),
        after=external.path("after"),
    params:
        coordinates=external.coordinates,
        weights=external.weights,
        code=code_of("decompose_external"),
    script:
        "../scripts/decompose_external.py"


rule evaluate_external:
    """The user's own measure with dW truncated to each rank, and with W0 shuffled."""
    output:
        evaluation=external.evaluation,
    log:
        f"{RUN}/logs/evaluate_external/{{model}}.log",
    benchmark:
        f"{RUN}/benchmarks/evaluate_external/{{model}}.tsv"
    conda:
        ENVIRONMENT
    resources:
        mem_mb=external.memory,
        runtime=720,
        before=external.path("before"),
        after=external.path("after"),
        evaluate=external.path("evaluate"),
    params:
        coordinates=external.coordinates,
        evaluation=external.evaluated,
        code=code_of("evaluate_external"),
    script:
        "../scripts/evaluate_external.py"


rule plot_external:
    """The spectra of one network, and its evaluation."""
    input:
        spectra=external.spectra,
        evaluations=external.evaluations,
    output:
        pdf=f"{external.figure}.pdf",
        png=in_report(f"{external.figure}.png", "external", OWN, "{model}"),
    log:
        f"{RUN}/logs/plot_external/{{model}}.log",
    benchmark:
        f"{RUN}/benchmarks/plot_external/{{model}}.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        made=lambda wildcards, input: figures.made(input),
        name="external",
        figure=config["figures"]["external"],
        code=code_of("plot", "figures.external"),
    script:
        "../scripts/plot.py"


rule external:
    input:
        external.figures,
    localrule: True
