"""Store one LSTM as seed and factors at several ranks, read it back and let it answer."""

from deltaw.jobs import job
from deltaw.sentiment.batches import Sentences
from deltaw.sentiment.compression import factors, pack, pack_whole, unpack
from deltaw.sentiment.kinds import DATA, NETWORK, PACKED
from deltaw.sentiment.lstm import Network, keep_freed_memory
from deltaw.sentiment.training import Answers
from deltaw.sentiment.truncation import weights_of

with job(snakemake) as log:
    keep_freed_memory()
    at, settings = dict(snakemake.params.coordinates), snakemake.params.packing
    network = NETWORK.read(snakemake.input.network, **at)
    seed = at.pop("seed")
    answers = Answers(Sentences.of(DATA.read(snakemake.input.data, **at), "validation"))
    before, after = weights_of(network, "w0"), weights_of(network, "w")
    values = {"bytes_whole": len(pack_whole(after))}
    for part, of, seeds in (
        ("dw", factors(after, before), [settings["root_seed"], seed]),
        ("w", factors(after), []),
    ):
        files = [pack(after, of, rank, seeds) for rank in settings["ranks"]]
        values[f"bytes_{part}"] = [len(file) for file in files]
        networks = (Network(unpack(file)) for file in files)
        values[f"accuracy_{part}"] = [answers(network)[1] for network in networks]
    provenance = {"parameters": settings, "code": snakemake.params.code}
    coords = at | {"seed": seed, "rank": settings["ranks"]}
    PACKED.write(snakemake.output.packed, values, coords, provenance)
