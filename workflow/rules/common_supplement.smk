# Paths and parameters of the supplement's figures. No rules here.

SIZES = config["supplement"]["sizes"]
# Each is drawn by a rule plot_<name>, has its options under figures.<name> and a target.
SUPPLEMENTARY = [
    "supp_network_size",
    "supp_spectra",
    "supp_robustness",
    "supp_fig2",
    "supp_lstm_details",
    "supp_log_singular_values",
    "supp_failing_to_learn",
    "supp_cosine",
]


def shown_spectra():
    """Return the spectra of the networks that supp_spectra shows, g by g for each task."""
    shown = config["figures"]["supp_spectra"]
    pattern, n = f"{NETWORK}/spectrum.nc", config["networks"]["N"]
    return [
        path
        for task in shown["tasks"]
        for path in paths(pattern, task, n, shown["g"], [shown["seed"]])
    ]


def supp_fig2_options():
    """Return the options of supp_fig2, with the tasks and colours of Fig. 2."""
    figures = config["figures"]
    return figures["supp_fig2"] | {"tasks": figures["fig2"]["tasks"]}


def checked_summaries(wildcards):
    """Return the tasks' summaries that the claims are checked on, with or without supplement."""
    files = summaries("fig2")
    if wildcards.scope:
        files += summaries("supp_network_size", SIZES["N"])
        files += summaries("supp_robustness")
    return list(dict.fromkeys(files))
