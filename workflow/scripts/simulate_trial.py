"""Simulate one trial of a trained network."""

import numpy as np
import torch

from deltaw import datasets
from deltaw.jobs import job
from deltaw.networks import Weights, evaluate_outputs
from deltaw.randomness import generator
from deltaw.tasks import make_task

with job(snakemake):
    at, settings = snakemake.params.coordinates, snakemake.params.trial
    network = datasets.read(snakemake.input.network, "network", **at)
    rng = generator(settings["root_seed"], "networks", at["task"], "shown trial")
    trials = make_task(**settings["task"]).sample(rng, 1, settings["dt"])
    w = network["w0"] + network["dw"]
    weights = Weights(*(torch.from_numpy(a.values) for a in (w, network["m"], network["v"])))
    outputs = evaluate_outputs(weights, torch.from_numpy(trials.inputs), settings["dt"])
    phases = trials.phases[0]
    values = {
        "inputs": trials.inputs[0],
        "outputs": outputs[0],
        "targets": trials.targets[0],
        "mask": trials.mask[0],
        "phases": phases[np.isfinite(phases)],
        "time": settings["dt"] * np.arange(1, outputs.shape[1] + 1),
        "diverged": network["diverged"],
    }
    provenance = {"parameters": settings, "code": snakemake.params.code}
    datasets.write(datasets.build("trial", values, at, provenance), snakemake.output.trial)
