"""Check the paper's claims on the aggregated results."""

from deltaw.claims import Evidence, check, markdown
from deltaw.files import replacing
from deltaw.jobs import job
from deltaw.linear import summary as linear
from deltaw.networks import summary as networks
from deltaw.sentiment import summary as sentiment

with job(snakemake) as log:
    files = snakemake.input
    tasks = {}
    for path in files.tasks:
        summary = networks.SUMMARY.read(path)
        tasks[summary["task"].item(), summary["N"].item()] = summary
    evidence = Evidence(
        n=snakemake.params.networks["N"],
        tasks=tasks,
        linear=linear.SUMMARY.read(files.linear),
        sentiment=sentiment.SUMMARY.read(files.sentiment),
    )
    table = check(evidence)
    with replacing(snakemake.output.csv) as part:
        table.to_csv(part, index=False)
    with replacing(snakemake.output.markdown) as part:
        part.write_text(markdown(table, evidence), encoding="utf-8")
    for row in table.itertuples():
        log.info("%s: %s (%s)", row.id, row.verdict, row.measured)
