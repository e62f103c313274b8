"""Check the paper's claims on the aggregated results."""

from deltaw import linear_datasets as datasets
from deltaw.claims import Evidence, check, markdown
from deltaw.files import replacing
from deltaw.jobs import job
from deltaw.sentiment import schemas  # noqa: F401 - makes the datasets known

with job(snakemake) as log:
    files = snakemake.input
    tasks = {}
    for path in files.tasks:
        summary = datasets.read(path, "task_summary")
        tasks[summary["task"].item(), summary["N"].item()] = summary
    evidence = Evidence(
        n=snakemake.params.networks["N"],
        tasks=tasks,
        linear=datasets.read(files.linear, "linear_summary"),
        sentiment=datasets.read(files.sentiment, "sentiment_summary"),
    )
    table = check(evidence)
    with replacing(snakemake.output.csv) as part:
        table.to_csv(part, index=False)
    with replacing(snakemake.output.markdown) as part:
        part.write_text(markdown(table, evidence), encoding="utf-8")
    for row in table.itertuples():
        log.info("%s: %s (%s)", row.id, row.verdict, row.measured)
