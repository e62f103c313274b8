"""Aggregated results made by hand in which every claim of the paper holds."""

import numpy as np
import xarray as xr

from deltaw.claims import Evidence
from deltaw.linear import theory
from deltaw.linear.flow import integrate_without_w0

G = {
    "flipflop": [0, 0.3, 0.6, 0.9, 1.8, 2.1],
    "mante": [0, 0.3, 0.6, 0.9, 1.8, 2.7],
    "romo": [0, 0.3, 0.6, 0.9, 1.8, 3.0],
}
RANKS = {"flipflop": [2, 2, 3, 3, 4, 4], "mante": [4] * 6, "romo": [6] * 6}
SEEDS, EPOCHS, SHOWN = 4, 200, 12
EPOCHS_TO_CONVERGE = [80, 60, 45, 30, 25, 60]


def task_summary(task, label=None, n=256, slower=1):
    """Return a summary of a task in which every network converges to a low-rank change."""
    g = np.array(G[task])
    seed = np.arange(SEEDS)
    first = slower * np.array(EPOCHS_TO_CONVERGE)[:, None] + seed
    ranks = np.array(RANKS[task])[:, None] + 0 * seed
    ones = np.ones((len(g), SEEDS))
    leading = {"flipflop": 2}.get(task, 6)
    values = np.where(np.arange(1, SHOWN + 1) <= leading, 1.0, 0.1)
    norm = np.sqrt(n) * g[:, None] * ones
    shuffled = np.minimum(1, g)[:, None, None] * np.ones((SEEDS, 2))
    return xr.Dataset(
        {
            "loss": _losses(np.arange(EPOCHS + 1) < first[..., None], "epoch"),
            "truncation_loss": _losses(np.arange(13) < ranks[..., None], "rank"),
            "shuffle_loss": _dims(shuffled, "shuffle"),
            "sv_dw": _dims(ones[..., None] * values, "index"),
            "initial_loss": _dims(ones),
            "trained_loss": _dims(0.01 * ones),
            "w0_norm": _dims(norm),
            "dw_norm": _dims((2 - 0.4 * g)[:, None] * ones),
            "diverged": _dims(np.zeros(ones.shape, dtype="int8")),
        },
        coords={
            "task": label or task,
            "N": n,
            "g": g,
            "seed": seed,
            "epoch": np.arange(EPOCHS + 1),
            "rank": np.arange(13),
            "index": np.arange(1, SHOWN + 1),
        },
    )


def _dims(values, *more):
    return ("g", "seed", *more), values


def _losses(high, name):
    """Return a loss of 1 where it is high, else 0.01."""
    return _dims(np.where(high, 1.0, 0.01), name)


def linear_cell(zhat, g, seed, n):
    """Return one linear network that does what the theory says."""
    epoch = np.arange(201)
    b = theory.beta(g)
    rate = {0.5: 0.015, 2: 0.003}[zhat] / b**2
    held = theory.held_prediction(rate * epoch, zhat, g)
    overlap = 0.1 * (seed - 1) / np.sqrt(n)
    a = integrate_without_w0(overlap, zhat, np.array([0, rate * epoch[-1]]))[-1]
    rest = np.zeros_like(held["s1"])
    variables = {
        "readout": ("epoch", zhat - np.sqrt(2 * held["loss"])),
        "gradient_norm": ("epoch", np.full(len(epoch), zhat * b)),
        "leading": (("epoch", "value"), np.stack([held["s1"], held["s2"], rest], axis=1)),
        "learning_rate": rate,
        "sv_dw": ("index", [1, 0.05, 0]),
        "truncation_loss": ("rank", zhat**2 / 2 * np.array([1, 0.01])),
        "a": (("row", "column"), a),
        "outside_span": 1e-8,
        "overlap": overlap,
        "beta_w": b * (1 + 0.01 * seed),
        "beta_m": b,
        "convergence_time": (1 + 0.01 * seed) / b**2,
        "mean_gradient_norm": b * zhat,
        "dw_norm": zhat / b,
        "relative_shuffle_loss": theory.shuffled_loss(g),
        "diverged": np.int8(0),
    }
    coords = {"epoch": epoch, "index": [1, 2, 3], "rank": [0, 1], "value": [1, 2, 3]}
    cell = xr.Dataset(variables, coords | {"zhat": zhat, "g": g, "seed": seed, "N": n})
    return cell.expand_dims(["zhat", "g", "seed"])


def linear_summary(n=1024):
    """Return a summary of linear networks."""
    cells = [
        linear_cell(zhat, g, seed, n)
        for zhat in (0.5, 2)
        for g in (0, 0.3, 0.6, 0.8)
        for seed in range(3)
    ]
    return xr.combine_by_coords(cells, data_vars="all")


def sentiment_summary(units=40):
    """Return a summary of two LSTMs."""
    index = np.arange(1, units + 1)
    w0 = np.linspace(1.8, 0.6, units)
    seeds = np.ones((2, 1))
    return xr.Dataset(
        {
            "sv_dw_rec2": (("seed", "index"), seeds * np.where(index <= 3, 2, 0.05)),
            "sv_w0_rec2": (("seed", "index"), seeds * w0),
            "sv_w_rec2": (("seed", "index"), seeds * np.where(index <= 3, 2, 1) * w0),
            "accuracy_dw": (("seed", "rank"), seeds * np.where(np.arange(units) < 8, 0.7, 0.795)),
            "accuracy_w": (
                ("seed", "rank"),
                seeds * np.where(np.arange(units) <= 0.6 * units, 0.7, 0.795),
            ),
            "final_accuracy": ("seed", [0.8, 0.8]),
        },
        coords={
            "seed": [0, 1],
            "index": index,
            "rank": np.arange(units),
            "corpus": "sst",
            "embeddings": "glove",
        },
    )


def evidence():
    """Return the results of a run, supplement and all, in which every claim holds."""
    tasks = {(task, n): task_summary(task, n=n) for task in G for n in (64, 256, 1024)}
    for label in ("flipflop_w_only", "flipflop_sgd"):
        tasks[label, 256] = task_summary("flipflop", label, slower=2)
    return Evidence(256, tasks, linear_summary(), sentiment_summary())
