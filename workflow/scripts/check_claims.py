"""Check the paper's claims on the aggregated results and on the published points."""

from deltaw.claims import Evidence, check, markdown
from deltaw.claims.published import other_readings, published_evidence
from deltaw.files import replacing
from deltaw.jobs import job
from deltaw.linear import kinds
from deltaw.linear import summary as linear
from deltaw.networks import summary as networks
from deltaw.published.agreement import AGREEMENT
from deltaw.published.points import PUBLISHED
from deltaw.sentiment import summary as sentiment
from deltaw.summaries import check_configured

# What most claims do without; only those with the supplement wait for all of them.
FURTHER = {
    "start": kinds.START,
    "failing": linear.FAILING_SUMMARY,
    "cosine": linear.COSINE_SUMMARY,
    "channels": kinds.CHANNELS,
    "packed": sentiment.PACKED_SUMMARY,
    "flow": linear.FLOW_SUMMARY,
}

with job(snakemake) as log:
    check_configured(snakemake.params.made)
    files = snakemake.input
    tasks = [networks.SUMMARY.read(path) for path in files.tasks]
    dynamics = [networks.DYNAMICS_SUMMARY.read(path) for path in files.get("dynamics", ())]
    evidence = Evidence(
        n=snakemake.params.networks["N"],
        tasks={(one["task"].item(), one["N"].item()): one for one in tasks},
        dynamics={one["task"].item(): one for one in dynamics},
        linear=linear.SUMMARY.read(files.linear),
        sentiment=sentiment.SUMMARY.read(files.sentiment),
        **{name: kind.read(files[name]) for name, kind in FURTHER.items() if files.get(name)},
    )
    agreement = AGREEMENT.read(files.agreement)
    points = PUBLISHED.read(files.published)
    published, readings = published_evidence(points), [*other_readings(points)]
    table = check(evidence, published, readings, agreement)
    with replacing(snakemake.output.csv) as part:
        table.to_csv(part, index=False, float_format="%.6g")
    with replacing(snakemake.output.markdown) as part:
        part.write_text(markdown(table, evidence, agreement), encoding="utf-8")
    for row in table.itertuples():
        log.info("%s: %s (%s)", row.id, row.here, row.measured)
