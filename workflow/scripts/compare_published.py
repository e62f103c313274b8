"""Compare the aggregated results with the published numbers."""

from deltaw.files import replacing
from deltaw.jobs import job
from deltaw.linear import summary as linear
from deltaw.networks import summary as networks
from deltaw.published.agreement import compare, in_words
from deltaw.published.measured import Results
from deltaw.published.page import markdown
from deltaw.published.points import PUBLISHED
from deltaw.sentiment import summary as sentiment
from deltaw.summaries import check_configured

with job(snakemake) as log:
    check_configured(snakemake.params.made)
    files = snakemake.input
    summaries = [networks.SUMMARY.read(path) for path in files.tasks]
    results = Results(
        tasks={summary["task"].item(): summary for summary in summaries},
        linear=linear.SUMMARY.read(files.linear),
        sentiment=sentiment.SUMMARY.read(files.sentiment),
    )
    table = compare(PUBLISHED.read(files.published), results)
    with replacing(snakemake.output.csv) as part:
        table.to_csv(part, index=False, float_format="%.6g")
    with replacing(snakemake.output.markdown) as part:
        part.write_text(markdown(table, results), encoding="utf-8")
    log.info("%s", in_words(table))
