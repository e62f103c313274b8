"""The published points in the form of a run's results, so that claims can be checked on them.

A claim that is `legible` takes from them what it takes from a run: of Fig. 1 and 5 one network, of
Fig. 2 to 4 the means over five in the place of one. A cell of Fig. 2 is drawn only where all
networks converged, so what is not drawn is left out here.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import xarray as xr

from ..published.points import chosen
from ..randomness import generator
from .registry import Evidence

N, LINEAR_N, UNITS = 256, 1024, 256  # of the published networks
TASKS = ("flipflop", "mante", "romo")
READINGS = 30
FIG4 = ("convergence_time", "dw_norm", "mean_gradient_norm", "relative_shuffle_loss")


def published_evidence(points: pd.DataFrame) -> Evidence:
    """Return what the published numbers say of the quantities that the claims compare.

    Parameters
    ----------
    points : pandas.DataFrame
        The table of published numbers.
    """
    tasks = {(task, N): _of_task(points, task) for task in TASKS}
    return Evidence(N, tasks, _linear(points), _sentiment(points))


def other_readings(points: pd.DataFrame) -> Iterator[Evidence]:
    """Yield what the published numbers would say, had each been read with another error."""
    for number in range(READINGS):
        rng = generator(0, "published", "reading error", number=number)
        error = points["error"].fillna(0) * rng.standard_normal(len(points))
        yield published_evidence(points.assign(value=points["value"] + error))


def _of_task(points: pd.DataFrame, task: str) -> xr.Dataset:
    fig2 = chosen(points, figure="fig2", of=task).set_index("x")
    # What is off the scale is at least as large as the scale's edge.
    drawn = fig2.assign(value=fig2["value"].fillna(fig2["lower"])).dropna(subset="value")
    g = np.sort(drawn.index.unique())
    sweeps = {
        name: (("g", "seed"), rows["value"].reindex(g).to_numpy()[:, None])
        for name, rows in drawn.groupby("quantity")
    }
    shuffled = sweeps.pop("relative_shuffle_loss")[1]
    ones = np.ones((len(g), 1))
    data = sweeps | {
        "shuffle_loss": (("g", "seed", "shuffle"), shuffled[..., None]),
        "initial_loss": (("g", "seed"), ones),
        "trained_loss": (("g", "seed"), 0 * ones),
        "diverged": (("g", "seed"), np.zeros(ones.shape, dtype="int8")),
    }
    for name, quantity, axis in (
        ("sv_dw", "singular_value", "index"),
        ("truncation_loss", "truncated_loss", "rank"),
    ):
        fig1 = chosen(points, figure="fig1", of=task, quantity=quantity)
        curves = fig1.pivot(index="g", columns="x", values="value").reindex(g)
        data[name] = (("g", "seed", axis), curves.to_numpy()[:, None])
        numbers = curves.columns.to_numpy().astype(int)
    coords = {"g": g, "seed": [0], "index": numbers, "rank": numbers, "task": task, "N": N}
    return xr.Dataset(data, coords)


def _linear(points: pd.DataFrame) -> xr.Dataset:
    """Return Fig. 4, and the simulated losses of Fig. 3 over effective learning time."""
    fig4, fig3 = chosen(points, figure="fig4"), chosen(points, figure="fig3", quantity="loss")
    zhat, g = np.sort(fig4["of"].astype(float).unique()), np.sort(fig4["g"].unique())
    data = {}
    for name in FIG4:
        table = chosen(fig4, quantity=name).assign(zhat=lambda rows: rows["of"].astype(float))
        values = table.pivot(index="zhat", columns="g", values="value").loc[zhat, g].to_numpy()
        data[name] = (("zhat", "g", "seed"), values[..., None])
    points_each = fig3.groupby(["of", "g"]).size().max()
    loss = np.full((len(zhat), len(g), 1, points_each), np.nan)
    times = np.full((len(zhat), points_each), np.nan)
    for (of, strength), curve in fig3.groupby(["of", "g"]):
        i, j = np.flatnonzero(zhat == float(of))[0], np.argmin(abs(g - strength))
        loss[i, j, 0], times[i] = curve["value"], curve["x"]
    data |= {
        "loss": (("zhat", "g", "seed", "epoch"), loss),
        "effective_time": (("zhat", "epoch"), times),
        "diverged": (("zhat", "g", "seed"), np.zeros(loss.shape[:3], dtype="int8")),
    }
    return xr.Dataset(data, {"zhat": zhat, "g": g, "seed": [0], "N": LINEAR_N})


def _sentiment(points: pd.DataFrame) -> xr.Dataset:
    """Return Fig. 5 as a network's curves, straight between the points."""
    fig5 = chosen(points, figure="fig5")
    index, rank = np.arange(1, UNITS + 1), np.arange(UNITS)
    data = {"final_accuracy": ("seed", chosen(fig5, of="final")["value"].to_numpy())}
    for of in ("dw", "w", "w0"):
        curve = chosen(fig5, of=of, quantity="singular_value")
        values = np.interp(index, curve["x"], curve["value"])
        data[f"sv_{of}_rec2"] = (("seed", "index"), values[None])
    for of in ("dw", "w"):
        curve = chosen(fig5, of=of, quantity="accuracy")
        values = np.interp(rank, curve["x"], curve["value"])
        data[f"accuracy_{of}"] = (("seed", "rank"), values[None])
    coords = {"seed": [0], "index": index, "rank": rank, "corpus": "sst", "embeddings": "glove"}
    return xr.Dataset(data, coords)
