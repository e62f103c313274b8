# The figures, each drawn by its module in deltaw/figures, and a target for each.

SIZES = config["supplement"]["sizes"]


def summaries(figure, sizes=(config["networks"]["N"],)):
    """Return the aggregated datasets of the tasks that a figure shows, at each N of sizes."""
    return expand(TASK_SUMMARY, task=config["figures"][figure]["tasks"], N=sizes)


def shown_trials():
    """Return the trials that Fig. 1 draws, one a task."""
    shown, n = config["figures"]["fig1"], config["networks"]["N"]
    trial = shown["trial"]
    return networks("trial.nc", shown["tasks"], n, [trial["g"]], trial["seed"])


def shown_spectra():
    """Return the spectra of the networks that supp_spectra shows, g by g for each task."""
    shown, n = config["figures"]["supp_spectra"], config["networks"]["N"]
    return networks("spectrum.nc", shown["tasks"], n, shown["g"], shown["seed"])


def shown_flows():
    """Return the gradient flows that Fig. 3 draws."""
    return linear_files("flow.nc", config["figures"]["fig3"]["g"])


# What each figure reads, by the names that its module gives them (READS)
FIGURES = {
    "fig1": lambda: {"summaries": summaries("fig1"), "trials": shown_trials()},
    "fig2": lambda: {"summaries": summaries("fig2")},
    "fig3": lambda: {"summary": LINEAR_SUMMARY, "flows": shown_flows()},
    "fig4": lambda: {"summary": LINEAR_SUMMARY},
    "fig5": lambda: {"summary": SENTIMENT_SUMMARY},
    "supp_network_size": lambda: {
        "summaries": summaries("supp_network_size", SIZES["N"])
    },
    "supp_spectra": lambda: {"spectra": shown_spectra()},
    "supp_robustness": lambda: {"summaries": summaries("supp_robustness")},
    "supp_fig2": lambda: {"summaries": summaries("fig2")},
    "supp_lstm_details": lambda: {"summary": SENTIMENT_SUMMARY},
    "supp_log_singular_values": lambda: {"summary": LINEAR_SUMMARY},
    "supp_failing_to_learn": lambda: {"summary": FAILING_SUMMARY},
    "supp_cosine": lambda: {"summary": COSINE_SUMMARY},
}
SUPPLEMENTARY = [figure for figure in FIGURES if figure.startswith("supp_")]


def shown_targets(figure, experiment):
    """Return the targets that a figure shows, each with its zhat, by their names."""
    targets = config["figures"][figure]["targets"]
    return {
        k: v | {"zhat": experiment["targets"][k]["zhat"]} for k, v in targets.items()
    }


def options_of(figure):
    """Return what a figure shows: its part of the config, and what it takes from others."""
    figures, linear = config["figures"], config["linear"]
    cosine = config["supplement"]["cosine"]
    further = {
        "fig3": lambda: {"targets": shown_targets("fig3", linear)},
        "fig4": lambda: {"targets": shown_targets("fig4", linear)},
        "supp_network_size": lambda: {"N": SIZES["N"], "g": SIZES["g"]},
        "supp_fig2": lambda: {"tasks": figures["fig2"]["tasks"]},
        "supp_log_singular_values": lambda: {
            "g": figures["fig3"]["g"],
            "targets": shown_targets("fig3", linear),
        },
        "supp_failing_to_learn": lambda: {
            "targets": shown_targets(
                "supp_failing_to_learn", config["supplement"]["failing"]
            )
        },
        "supp_cosine": lambda: {name: cosine[name] for name in ("dt", "trial")},
    }
    return figures[figure] | further.get(figure, dict)()


def inputs_of(figure):
    """Return an input function: what a figure reads, if the config has it."""

    def files(wildcards):
        refuse_unfit("check_figure", figure)
        return FIGURES[figure]()

    return files


def options_function(figure):
    """Return a function: what a figure shows, if the config has it."""

    def options(wildcards):
        refuse_unfit("check_figure", figure)
        return options_of(figure)

    return options


def figure_files(name):
    """Return the files of a figure."""
    return expand(f"{RUN}/figures/{name}.{{suffix}}", suffix=["pdf", "png"])


def figure_png(name):
    """Return the PNG of a figure, marked for the report."""
    label, category = figure_label(name)
    return in_report(f"{RUN}/figures/{name}.png", name, category, label)


for figure in FIGURES:

    rule:
        name:
            f"plot_{figure}"
        input:
            unpack(inputs_of(figure)),
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
        threads: 1
        resources:
            mem_mb=1000,
            runtime=5,
        params:
            name=figure,
            figure=options_function(figure),
            code=code_of("plot", f"figures.{figure}"),
        script:
            "../scripts/plot.py"

    rule:
        name:
            figure
        input:
            figure_files(figure),
        localrule: True


rule all_figures:
    default_target: True
    input:
        [figure_files(figure) for figure in FIGURES if figure not in SUPPLEMENTARY],
    localrule: True


rule all_supplementary:
    input:
        [figure_files(figure) for figure in SUPPLEMENTARY],
    localrule: True
