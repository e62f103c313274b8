"""Draw the singular values of Fig. 3 on a logarithmic axis."""

from deltaw import linear_datasets as datasets
from deltaw.figures import style, supp_log_singular_values
from deltaw.jobs import job

with job(snakemake):
    summary = datasets.read(snakemake.input.summary, "linear_summary")
    style.save(supp_log_singular_values.draw(summary, snakemake.params.figure), snakemake.output)
