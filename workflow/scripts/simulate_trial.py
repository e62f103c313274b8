"""Simulate one trial of a trained network."""

import numpy as np

from deltaw.jobs import job
from deltaw.networks.dynamics import Dynamics
from deltaw.networks.kinds import NETWORK, TRIAL
from deltaw.networks.simulation import Weights, evaluate_outputs
from deltaw.networks.tasks import make_task
from deltaw.randomness import generator

with job(snakemake):
    at, settings = snakemake.params.coordinates, snakemake.params.trial
    network = NETWORK.read(snakemake.input.network, **at)
    rng = generator(settings["root_seed"], "networks", "shown trial", task=at["task"])
    task = make_task(**settings["task"])
    trials = task.sample(rng, 1, settings["dt"])
    w, m, v = network["w0"].values + network["dw"].values, network["m"].values, network["v"].values
    everywhere = np.ones_like(trials.mask)
    noise = generator(settings["root_seed"], "networks", "noise of the trial", task=at["task"])
    outputs = evaluate_outputs(
        Weights(w, m, v), trials.inputs, everywhere, Dynamics.of(settings), noise
    )
    values = {
        "inputs": trials.inputs[0],
        "outputs": outputs[0],
        "targets": trials.targets[0],
        "mask": trials.mask[0],
        "phases": trials.shown_phases(0),
        "time": settings["dt"] * np.arange(1, outputs.shape[1] + 1),
        "diverged": network["diverged"],
    }
    panels, symbols = task.labelled_inputs()
    coords = at | {"panel": ("input", panels), "symbol": ("input", symbols)}
    provenance = {"parameters": settings, "code": snakemake.params.code}
    TRIAL.write(snakemake.output.trial, values, coords, provenance)
