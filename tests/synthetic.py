"""Aggregated results made by hand in which every claim of the paper holds."""

from itertools import product

import numpy as np
import xarray as xr

from deltaw.claims import Evidence
from deltaw.linear import theory
from deltaw.linear.flow import integrate_without_w0
from deltaw.published.measured import Results

G = {
    "flipflop": [0, 0.3, 0.6, 0.9, 1.8, 2.1],
    "mante": [0, 0.3, 0.6, 0.9, 1.8, 2.7],
    "romo": [0, 0.3, 0.6, 0.9, 1.8, 3.0],
}
RANKS = {"flipflop": [2, 2, 3, 3, 4, 4], "mante": [4] * 6, "romo": [6] * 6}
SEEDS, EPOCHS, SHOWN, UNITS = 4, 200, 12, 120
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
            "loss": _dims(_learning(g, first), "epoch"),
            "truncation_loss": _losses(np.arange(13) < ranks[..., None], "rank"),
            "shuffle_loss": _dims(shuffled, "shuffle"),
            "sv_dw": _dims(ones[..., None] * values, "index"),
            "initial_loss": _dims(ones),
            "trained_loss": _dims(0.01 * ones),
            "w0_norm": _dims(norm),
            "dw_norm": _dims((2 - 0.4 * g)[:, None] * ones),
            "dw_largest": _dims(2 / n * ones),
            "w0_radius": _dims(g[:, None] * ones),
            "w_radius": _dims(1.5 * g[:, None] * ones),
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


def _learning(g, first):
    """Return losses that fall below 5 % at an epoch: evenly for strong W0, else at once."""
    epoch, first = np.arange(EPOCHS + 1), first[..., None]
    even = 0.05 ** (1.0001 * epoch / first)
    bumpy = np.where(abs(epoch / first - 0.5) < 0.1, 1.5, 1.0)
    falling = np.where(g[:, None, None] >= 0.9, even, bumpy)
    return np.where(epoch < first, falling, 0.01)


def _dims(values, *more):
    return ("g", "seed", *more), values


def _losses(high, name):
    """Return a loss of 1 where it is high, else 0.01."""
    return _dims(np.where(high, 1.0, 0.01), name)


def followed_summary(task):
    """Return networks whose ΔW was followed: the first value grows evenly, the others later."""
    summary = task_summary(task, f"{task}_followed")
    followed = np.arange(0, EPOCHS + 1, 5)
    part = np.minimum(followed / np.array(EPOCHS_TO_CONVERGE)[:, None], 1)
    grown = np.stack([part, *[part**3] * 5], axis=-1)[:, None] * np.ones((1, SEEDS, 1, 1))
    summary["followed_sv"] = _dims(grown, "followed", "order")
    return summary.assign_coords(followed=followed, order=np.arange(1, 7))


def dynamics_summary(task):
    """Return dynamics that are chaotic from g = 1.03 on and that W0 amplifies."""
    g = np.array(G[task])[:, None]
    ones = np.ones((1, SEEDS))
    values = {
        "lyapunov_w0": 0.3 * (g - 1),
        "lyapunov_w": 0.3 * (g - 1) + 0.1,
        "linearised_loss": 0.5 + 0 * g,
        "alone_output": np.exp(-2 * g),
    }
    values = {name: _dims(one * ones) for name, one in values.items()}
    values["diverged"] = _dims(np.zeros((len(g), SEEDS), np.int8))
    return xr.Dataset(values, {"task": task, "N": 256, "g": g[:, 0], "seed": np.arange(SEEDS)})


def start_summary():
    """Return networks before training whose scalars scatter as 1 / sqrt(N)."""
    n, g, seed = np.array([64, 256, 1024]), np.array([0, 0.3, 0.6]), np.arange(21)
    off = (seed - 10) / 10 / np.sqrt(n)[:, None, None] * np.ones((1, len(g), 1))
    b = theory.beta(g)[:, None]
    forms = b * (1 + np.where(g[:, None] > 0, off, 0))
    values = {
        "readout": off,
        "beta_w": forms,
        "beta_m": forms,
        "gradient_norm": b * (1 + off),
        "off_direction": np.full(off.shape, 1e-4),
        "second": np.full(off.shape, 1e-5),
    }
    dims = ("N", "g", "seed")
    coords = {"N": n, "g": g, "seed": seed, "zhat": 1}
    return xr.Dataset({name: (dims, value) for name, value in values.items()}, coords)


def channels_summary():
    """Return networks with several inputs and outputs, of the highest rank that is possible."""
    inputs, outputs, g = np.array([2, 4, 1]), np.array([2, 1, 2]), np.array([0, 0.6])
    rank = (inputs + outputs)[:, None, None, None] + 2 * (g > 0)[:, None, None]
    index, epoch = np.arange(1, 11), np.arange(51)
    each = np.ones((3, 2, 2, 1))
    cell = ("channels", "g", "seed")
    values = {
        "sv_dw": ((*cell, "index"), np.where(index <= rank, 1, 1e-12) * each),
        "loss": ((*cell, "epoch"), np.exp(-epoch / 10) * each),
        "inputs": ("channels", inputs),
        "outputs": ("channels", outputs),
        "diverged": (cell, np.zeros((3, 2, 2), np.int8)),
    }
    return xr.Dataset(values, {"g": g, "seed": [0, 1], "index": index, "epoch": epoch, "N": 256})


def packed_summary():
    """Return the two LSTMs of `sentiment_summary`, stored as seed and factors."""
    whole, rank = sentiment_summary(), np.array([1, 5, 10, 20, 50, 100])
    values = {f"accuracy_{part}": whole[f"accuracy_{part}"].sel(rank=rank) for part in ("dw", "w")}
    size = ("rank", 1000 + 5000 * rank)
    return xr.Dataset(values | {"bytes_dw": size, "bytes_w": size, "bytes_whole": 10**6})


def linear_cell(zhat, g, seed, n):
    """Return one linear network that does what the theory says."""
    epoch = np.arange(201)
    b = theory.beta(g)
    rate = {0.5: 0.015, 2: 0.003}[zhat] / b**2
    tt = b**2 * rate * epoch
    held = theory.held_prediction(rate * epoch, zhat, g)
    z0 = (seed - 1) * np.sqrt(b / n)
    overlap = (seed - 1) / np.sqrt(n)
    a = integrate_without_w0(overlap, zhat, np.array([0, rate * epoch[-1]]))[-1]
    readout = zhat - np.sqrt(2 * held["loss"]) + z0 * (1 - epoch / epoch[-1])
    # Slower than to first order for the small target, faster and concave for the large one
    course = {0.5: np.exp(-2.5 * tt), 2: np.maximum(1 - (tt / 0.4) ** 2, 0)}[zhat]
    beyond = 1 - {0.5: 0.02, 2: 0.05}[zhat] * g**2
    variables = {
        "readout": ("epoch", readout),
        "loss": ("epoch", zhat**2 / 2 * course),
        "gradient_norm": ("epoch", np.full(len(epoch), zhat * b)),
        "leading": (("epoch", "value"), np.stack([held["s1"], held["s2"], 0 * tt], axis=1)),
        "learning_rate": rate,
        "sv_dw": ("index", [1, 0.05, 1e-3 * (g > 0)]),
        "truncation_loss": ("rank", zhat**2 / 2 * np.array([1, 0.01])),
        "a": (("row", "column"), a),
        "outside_span": 1e-8 + 0.8 * (g > 0),
        "outside_powers": 1e-3,
        "overlap": overlap,
        "beta_w": b * (1 + 0.01 * seed),
        "beta_m": b,
        "fixed_point": readout[-1],
        "along_w0": 0.95,
        "along_mw": 0.5,
        "convergence_time": beyond * (1 + 0.01 * seed) / b**2,
        "mean_gradient_norm": b * zhat,
        "dw_norm": 0.6 * zhat / b,
        "relative_shuffle_loss": theory.shuffled_loss(g) + {0.5: 0.01, 2: 0.03}[zhat] * g,
        "shuffle_loss": ("shuffle", zhat**2 / 2 * np.full(2, theory.shuffled_loss(g))),
        "diverged": np.int8(0),
    }
    coords = {"epoch": epoch, "index": [1, 2, 3], "rank": [0, 1], "value": [1, 2, 3]}
    coords |= {"shuffle": [0, 1], "zhat": zhat, "g": g, "seed": seed, "N": n}
    return xr.Dataset(variables, coords).expand_dims(["zhat", "g", "seed"])


def linear_summary(n=1024):
    """Return a summary of linear networks."""
    cells = [
        linear_cell(zhat, g, seed, n)
        for zhat in (0.5, 2)
        for g in (0, 0.3, 0.6, 0.8)
        for seed in range(3)
    ]
    return xr.combine_by_coords(cells, data_vars="all")


def flow_summary():
    """Return gradient flows that lie on the networks of `linear_summary`."""
    cells = []
    for zhat, g, seed in product((0.5, 2), (0, 0.6), range(3)):
        network = linear_cell(zhat, g, seed, 1024).isel(zhat=0, g=0, seed=0)
        every = network.isel(epoch=slice(None, None, 10))
        values = {
            "tau": ("point", every["learning_rate"].item() * every["epoch"].values),
            "readout": ("point", every["readout"].values),
        }
        at = {"zhat": zhat, "g": g, "seed": seed, "N": 1024}
        cells.append(xr.Dataset(values, at).expand_dims(["zhat", "g", "seed"]))
    return xr.combine_by_coords(cells, data_vars="all")


def failing_summary():
    """Return networks of which one cell gets an eigenvalue of 1, and one none above 0.85."""
    zhat, g, seed, epoch = [2.0, 4.0], [0.6, 0.8], [0, 1], np.arange(51)
    highest = np.array([[0.85, 0.92], [0.92, 1.0]])[..., None, None]
    growth = np.array([[3.0, 9.0], [9.0, 1e4]])[..., None, None]
    part = np.ones((2, 2, 2, 1)) * epoch / epoch[-1]
    cell = ("zhat", "g", "seed")
    leading = 0.8 + (highest - 0.8) * part
    return xr.Dataset(
        {
            "gradient_norm": ((*cell, "epoch"), growth**part),
            "leading_real": ((*cell, "followed", "order"), leading[..., None]),
            "diverged": (cell, np.zeros((2, 2, 2), np.int8)),
        },
        {"zhat": zhat, "g": g, "seed": seed, "epoch": epoch, "followed": epoch, "order": [1]}
        | {"N": 256},
    )


def cosine_summary():
    """Return networks that learn to oscillate unless they have no W0."""
    g, epoch = [0.0, 0.4, 0.8], np.arange(51)
    left = np.array([0.98, 0.01, 0.01])[:, None, None] * np.ones((3, 2, 1))
    values = {
        "loss": (("g", "seed", "epoch"), 1 - (1 - left) * epoch / epoch[-1]),
        "diverged": (("g", "seed"), np.zeros((3, 2), np.int8)),
    }
    return xr.Dataset(values, {"g": g, "seed": [0, 1], "epoch": epoch, "N": 256})


def sentiment_summary(units=UNITS):
    """Return a summary of two LSTMs."""
    index = np.arange(1, units + 1)
    w0 = np.linspace(1.8, 0.6, units)
    seeds = np.ones((2, 1))
    spectra = {"dw": np.where(index <= 3, 2, 0.05), "w0": w0, "w": np.where(index <= 3, 2, 1) * w0}
    matrices = {
        f"sv_{part}_{matrix}": (("seed", "index" if matrix != "in1" else "index_in1"), seeds * one)
        for part, one in spectra.items()
        for matrix in ("in1", "rec1", "in2", "rec2")
    }
    rank = np.arange(units)
    accuracies = {
        "accuracy_dw": (("seed", "rank"), seeds * np.where(rank < 8, 0.7, 0.795)),
        "accuracy_w": (("seed", "rank"), seeds * np.where(rank <= 0.6 * units, 0.7, 0.795)),
        "final_accuracy": ("seed", [0.8, 0.8]),
    }
    coords = {"seed": [0, 1], "index": index, "index_in1": index, "rank": rank}
    named = {"corpus": "sst", "embeddings": "glove"}
    return xr.Dataset(matrices | accuracies, coords | named)


def evidence():
    """Return the results of a run, supplement and all, in which every claim holds."""
    tasks = {(task, n): task_summary(task, n=n) for task in G for n in (64, 256, 1024)}
    for label in ("flipflop_w_only", "flipflop_sgd"):
        tasks[label, 256] = task_summary("flipflop", label, slower=2)
    for task in G:
        tasks[f"{task}_followed", 256] = followed_summary(task)
    return Evidence(
        256,
        tasks,
        dynamics={task: dynamics_summary(task) for task in G},
        linear=linear_summary(),
        sentiment=sentiment_summary(),
        start=start_summary(),
        failing=failing_summary(),
        cosine=cosine_summary(),
        channels=channels_summary(),
        packed=packed_summary(),
        flow=flow_summary(),
    )


def results(evidence):
    """Return the part of a run's results that is compared with the published numbers."""
    tasks = {label: summary for (label, n), summary in evidence.tasks.items() if n == 256}
    return Results(tasks, evidence.linear, evidence.sentiment)
