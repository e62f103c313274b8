"""Check the paper's claims on the aggregated results."""

from deltaw.claims import Evidence, check, markdown
from deltaw.files import replacing
from deltaw.jobs import job
from deltaw.linear.summary import LINEAR_SUMMARY
from deltaw.networks.summary import TASK_SUMMARY
from deltaw.sentiment.summary import SENTIMENT_SUMMARY

with job(snakemake) as log:
    files = snakemake.input
    tasks = {}
    for path in files.tasks:
        summary = TASK_SUMMARY.read(path)
        tasks[summary["task"].item(), summary["N"].item()] = summary
    evidence = Evidence(
        n=snakemake.params.networks["N"],
        tasks=tasks,
        linear=LINEAR_SUMMARY.read(files.linear),
        sentiment=SENTIMENT_SUMMARY.read(files.sentiment),
    )
    table = check(evidence)
    with replacing(snakemake.output.csv) as part:
        table.to_csv(part, index=False)
    with replacing(snakemake.output.markdown) as part:
        part.write_text(markdown(table, evidence), encoding="utf-8")
    for row in table.itertuples():
        log.info("%s: %s (%s)", row.id, row.verdict, row.measured)
