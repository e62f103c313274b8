# Reproduction of Schuessler et al., "The interplay between randomness and structure during
# learning in RNNs" (NeurIPS 2020). See README.md.

from snakemake.utils import min_version

min_version("9.0")


configfile: "config.yaml"


report: "workflow/report/workflow.rst"


include: "workflow/rules/common.smk"
include: "workflow/rules/networks.smk"
include: "workflow/rules/common_sentiment.smk"
include: "workflow/rules/sentiment.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/common_linear.smk"
include: "workflow/rules/linear.smk"
include: "workflow/rules/common_supplement_linear.smk"
include: "workflow/rules/supplement_linear.smk"
include: "workflow/rules/common_supplement.smk"
include: "workflow/rules/supplement.smk"
include: "workflow/rules/claims.smk"
include: "workflow/rules/report.smk"


# The resolved config stays beside the results: --configfile merges.
onstart:
    keep_config()
    announce_plan()


onsuccess:
    list_products()


localrules:
    all_figures,
    fig1,
    fig2,
    fig3,
    fig4,
    fig5,
    claims,
    claims_with_supplement,
    run_tables,


rule all_figures:
    default_target: True
    input:
        rules.fig1.input,
        rules.fig2.input,
        rules.fig3.input,
        rules.fig4.input,
        rules.fig5.input,
