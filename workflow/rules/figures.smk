# The figures, each drawn by its module in deltaw/figures, and a target for each.


for figure in figures.reads:

    rule:
        name:
            f"plot_{figure}"
        input:
            unpack(figures.inputs(figure)),
        output:
            pdf=f"{RUN}/figures/{figure}.pdf",
            png=figure_png(figure),
        log:
            f"{RUN}/logs/plot_{figure}.log",
        benchmark:
            f"{RUN}/benchmarks/plot_{figure}.tsv"
        localrule: True
        conda:
            ENVIRONMENT
        resources:
            mem_mb=1000,
            runtime=5,
        params:
            name=figure,
            figure=figures.options(figure),
            made=lambda wildcards, input: figures.made(input),
            code=code_of("plot", f"figures.{figure}"),
        script:
            "../scripts/plot.py"

    rule:
        name:
            figure
        input:
            figure_files(figure),
        localrule: True


rule all_supplementary:
    input:
        [figure_files(figure) for figure in figures.supplementary],
    localrule: True
