"""Check the paper's claims on the aggregated results and on the published points."""

from deltaw.claims import Evidence, check, markdown
from deltaw.claims.published import published_evidence
from deltaw.files import replacing
from deltaw.jobs import job
from deltaw.linear import summary as linear
from deltaw.networks import summary as networks
from deltaw.published.agreement import AGREEMENT
from deltaw.published.points import PUBLISHED
from deltaw.sentiment import summary as sentiment

# The supplement's linear networks, which only the claims with the supplement wait for
FOLLOWED = {"failing": linear.FAILING_SUMMARY, "cosine": linear.COSINE_SUMMARY}

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
        **{name: kind.read(files[name]) for name, kind in FOLLOWED.items() if files.get(name)},
    )
    agreement = AGREEMENT.read(files.agreement)
    table = check(evidence, published_evidence(PUBLISHED.read(files.published)), agreement)
    with replacing(snakemake.output.csv) as part:
        table.to_csv(part, index=False, float_format="%.6g")
    with replacing(snakemake.output.markdown) as part:
        part.write_text(markdown(table, evidence, agreement), encoding="utf-8")
    for row in table.itertuples():
        log.info("%s: %s (%s)", row.id, row.here, row.measured)
