"""Train linear networks with several inputs and outputs."""

import numpy as np

from deltaw.jobs import job
from deltaw.linear.channels import train_all
from deltaw.linear.kinds import CHANNELS

with job(snakemake) as log:
    settings, n, learned = snakemake.params.training, snakemake.params.training["N"], []
    for channels in settings["channels"]:
        learned.append(train_all(n, channels, settings))
        log.info("%s: losses %s", channels, learned[-1]["loss"][..., -1].tolist())
    values = {name: np.stack([one[name] for one in learned]) for name in learned[0]}
    for name in ("inputs", "outputs"):
        values[name] = [channels[name] for channels in settings["channels"]]
    coords = {
        "N": n,
        "g": settings["g"],
        "seed": settings["seeds"],
        "epoch": np.arange(settings["epochs"] + 1),
        "index": np.arange(1, n + 1),
        "channels": np.arange(len(learned)),
    }
    provenance = {"parameters": {CHANNELS.name: settings}, "code": snakemake.params.code}
    CHANNELS.write(snakemake.output.networks, values, coords, provenance)
