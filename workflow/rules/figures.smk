# The figures, and a target for each.


rule plot_fig1:
    """Learning dynamics in the three tasks (Fig. 1)."""
    input:
        summaries=summaries("fig1"),
        trials=shown_trials(),
    output:
        pdf=f"{RUN}/figures/fig1.pdf",
        png=figure_png("fig1"),
    log:
        f"{RUN}/logs/plot_fig1.log",
    benchmark:
        f"{RUN}/benchmarks/plot_fig1.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        figure=config["figures"]["fig1"],
        code=code_of("plot_fig1"),
    script:
        "../scripts/plot_fig1.py"


rule plot_fig2:
    """Dependence of learning on g in the three tasks (Fig. 2)."""
    input:
        summaries=summaries("fig2"),
    output:
        pdf=f"{RUN}/figures/fig2.pdf",
        png=figure_png("fig2"),
    log:
        f"{RUN}/logs/plot_fig2.log",
    benchmark:
        f"{RUN}/benchmarks/plot_fig2.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        figure=config["figures"]["fig2"],
        code=code_of("plot_fig2"),
    script:
        "../scripts/plot_fig2.py"


rule fig1:
    input:
        figure_files("fig1"),


rule fig2:
    input:
        figure_files("fig2"),


rule plot_fig5:
    """Sentiment analysis: singular values and accuracy after truncation (Fig. 5)."""
    input:
        summary=f"{RUN}/summary/sentiment.nc",
    output:
        pdf=f"{RUN}/figures/fig5.pdf",
        png=figure_png("fig5"),
    log:
        f"{RUN}/logs/plot_fig5.log",
    benchmark:
        f"{RUN}/benchmarks/plot_fig5.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        coordinates=sentiment_coordinates,
        figure=config["figures"]["fig5"],
        code=code_of("plot_fig5"),
    script:
        "../scripts/plot_fig5.py"


rule fig5:
    input:
        figure_files("fig5"),
