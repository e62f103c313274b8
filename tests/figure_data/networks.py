"""Made-up nonlinear networks."""

import numpy as np
import xarray as xr

from deltaw.networks.tasks import make_task
from deltaw.spectra import describe

from .building import afflict, filled
from .shapes import EPOCHS, Shape

RANKS = 25


def summary(config: dict, shape: Shape, task: str, n: int = 256) -> xr.Dataset:
    """Return a summary of networks that learn the faster the larger g is."""
    g = np.array(config["networks"]["tasks"][task]["g"], float)
    seeds, epoch, rank = np.arange(shape.seeds), np.arange(EPOCHS + 1), np.arange(RANKS + 1)
    place = list(config["networks"]["tasks"]).index(task)  # tasks differ
    first = (60 - 12 * g)[:, None] + 3 * seeds + 2 * place
    noise = np.random.default_rng(n).normal(size=(len(g), len(seeds), len(epoch)))
    fall = 1 / (1 + np.exp((epoch - first[..., None] + 20) / 4))
    norm = (2 - 0.4 * g)[:, None] + 0.1 * seeds + 0.15 * place
    w0_norm = np.sqrt(n) * g[:, None]
    values = {
        "loss": ("epoch", np.maximum(fall + 0.1 * fall * noise, 1e-3)),
        "sv_dw": ("index", norm[..., None] * np.exp(-np.arange(40) / 4)),
        "truncation_loss": ("rank", np.exp(-rank / (1 + g[:, None, None]))),
        "initial_loss": ("", 1.0),
        "shuffle_loss": ("shuffle", np.minimum(1, g)[:, None, None] * np.ones(2)),
        "dw_norm": ("", norm),
        "w_norm": ("", np.hypot(norm, w0_norm)),
        "convergence_epoch": ("", first),
        "functional_rank": ("", np.ceil(2 + 3 * g)[:, None] + seeds % 2),
        "diverged": ("", np.int8(0)),
    }
    coords = {"g": g, "seed": seeds, "epoch": epoch, "rank": rank, "index": np.arange(1, 41)}
    data = filled(values, ("g", "seed"), coords | {"task": task, "N": n})
    return afflict(data, shape, ("convergence_epoch", "functional_rank"))


def trial(config: dict, task: str) -> xr.Dataset:
    """Return a trial whose outputs are the targets."""
    shown = config["figures"]["fig1"]["tasks"][task]["trial"]
    made = make_task(**config["networks"]["tasks"][task]["task"] | shown)
    one = made.sample(np.random.default_rng(1), 1, 0.5)
    panels, symbols = made.labelled_inputs()
    values = {
        "inputs": (("step", "input"), one.inputs[0]),
        "outputs": (("step", "output"), 0.9 * one.targets[0]),
        "targets": (("step", "output"), one.targets[0]),
        "mask": (("step", "output"), one.mask[0]),
        "phases": ("boundary", one.shown_phases(0)),
        "time": ("step", 0.5 * np.arange(1, one.inputs.shape[1] + 1)),
    }
    coords = {"task": task, "panel": ("input", panels), "symbol": ("input", symbols)}
    return xr.Dataset(values, coords)


def spectrum(task: str, g: float, diverged: bool = False, n: int = 50) -> xr.Dataset:
    """Return the spectrum of a random W0 and a change with one eigenvalue, 3."""
    w0 = g * np.random.default_rng(1).normal(size=(n, n)) / np.sqrt(n)
    described = describe(w0, np.full((n, n), np.nan if diverged else 3 / n))
    dims = {"sv": ("index",), "eig": ("index", "part")}
    values = {
        name: (dims[name.partition("_")[0]], described[name])
        for name in ("sv_dw", "sv_w", "eig_dw", "eig_w")
    }
    coords = {"index": np.arange(1, n + 1), "g": float(g), "task": task}
    return xr.Dataset(values | {"diverged": np.int8(diverged)}, coords)
