# The supplement's figures, and a target for each.


rule plot_supp_network_size:
    """Convergence, norms and functional rank over N."""
    input:
        summaries=summaries("supp_network_size", SIZES["N"]),
    output:
        pdf=f"{RUN}/figures/supp_network_size.pdf",
        png=figure_png("supp_network_size"),
    log:
        f"{RUN}/logs/plot_supp_network_size.log",
    benchmark:
        f"{RUN}/benchmarks/plot_supp_network_size.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        figure=config["figures"]["supp_network_size"],
        sizes={"N": SIZES["N"], "g": SIZES["g"]},
        code=code_of("plot_supp_network_size"),
    script:
        "../scripts/plot_supp_network_size.py"


rule plot_supp_spectra:
    """Singular values and eigenvalues of dW and W in the three tasks."""
    input:
        spectra=shown_spectra(),
    output:
        pdf=f"{RUN}/figures/supp_spectra.pdf",
        png=figure_png("supp_spectra"),
    log:
        f"{RUN}/logs/plot_supp_spectra.log",
    benchmark:
        f"{RUN}/benchmarks/plot_supp_spectra.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        coordinates={"N": config["networks"]["N"]},
        figure=config["figures"]["supp_spectra"],
        code=code_of("plot_supp_spectra"),
    script:
        "../scripts/plot_supp_spectra.py"


rule plot_supp_robustness:
    """Variants of the flip-flop task and of its training, side by side."""
    input:
        summaries=summaries("supp_robustness"),
    output:
        pdf=f"{RUN}/figures/supp_robustness.pdf",
        png=figure_png("supp_robustness"),
    log:
        f"{RUN}/logs/plot_supp_robustness.log",
    benchmark:
        f"{RUN}/benchmarks/plot_supp_robustness.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        figure=config["figures"]["supp_robustness"],
        code=code_of("plot_supp_robustness"),
    script:
        "../scripts/plot_supp_robustness.py"


rule plot_supp_fig2:
    """Norm of dW and functional rank of Fig. 2 with confidence intervals."""
    input:
        summaries=summaries("fig2"),
    output:
        pdf=f"{RUN}/figures/supp_fig2.pdf",
        png=figure_png("supp_fig2"),
    log:
        f"{RUN}/logs/plot_supp_fig2.log",
    benchmark:
        f"{RUN}/benchmarks/plot_supp_fig2.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        figure=supp_fig2_options(),
        code=code_of("plot_supp_fig2"),
    script:
        "../scripts/plot_supp_fig2.py"


rule plot_supp_lstm_details:
    """Training of the LSTM, and singular values of all its matrices."""
    input:
        summary=f"{RUN}/summary/sentiment.nc",
    output:
        pdf=f"{RUN}/figures/supp_lstm_details.pdf",
        png=figure_png("supp_lstm_details"),
    log:
        f"{RUN}/logs/plot_supp_lstm_details.log",
    benchmark:
        f"{RUN}/benchmarks/plot_supp_lstm_details.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        coordinates=sentiment_coordinates,
        figure=config["figures"]["supp_lstm_details"],
        code=code_of("plot_supp_lstm_details"),
    script:
        "../scripts/plot_supp_lstm_details.py"


for figure in SUPPLEMENTARY:

    rule:
        name:
            figure
        input:
            figure_files(figure),
        localrule: True


rule all_supplementary:
    input:
        [figure_files(figure) for figure in SUPPLEMENTARY],
    localrule: True
