# Reproduction of Schuessler et al. (NeurIPS 2020): networks are trained, taken apart, drawn.
# Targets: all_figures, all_supplementary, claims, all_beyond; one figure, such as fig2; `snakemake --list`.

from snakemake.utils import min_version

min_version("9.0")


configfile: "config.yaml"


# Made from envs/deltaw.def, and used with --sdm apptainer alone (docs/cluster.md).
container: "deltaw.sif"


report: "workflow/report/workflow.rst"


include: "workflow/rules/common.smk"
include: "workflow/rules/networks.smk"
include: "workflow/rules/linear.smk"
include: "workflow/rules/linear_supplement.smk"
include: "workflow/rules/sentiment.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/external.smk"
include: "workflow/rules/claims.smk"
include: "workflow/rules/beyond.smk"
include: "workflow/rules/report.smk"


# Here, as Snakemake forgets the default target of a file that is included.
rule all_figures:
    default_target: True
    input:
        [figure_files(figure) for figure in figures.main],
    localrule: True


# The resolved config stays beside the results: --configfile merges.
onstart:
    keep_config()
    announce_plan()


onsuccess:
    list_products()


onerror:
    list_products()
