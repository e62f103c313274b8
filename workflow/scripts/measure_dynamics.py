"""Measure chaos, linearised outputs and outputs without W0 of one network."""

from deltaw.jobs import job
from deltaw.networks.kinds import DYNAMICS, NETWORK
from deltaw.networks.perturbation import describe_dynamics

with job(snakemake):
    at, settings = snakemake.params.coordinates, snakemake.params.dynamics
    network = NETWORK.read(snakemake.input.network, **at)
    values = describe_dynamics(network, at, settings) | {"diverged": network["diverged"]}
    provenance = {"parameters": settings, "code": snakemake.params.code}
    DYNAMICS.write(snakemake.output.dynamics, values, at, provenance)
