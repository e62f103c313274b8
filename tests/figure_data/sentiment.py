"""Made-up LSTMs."""

import numpy as np
import xarray as xr

from .building import filled
from .shapes import Shape

UNITS = 60


def summary(config: dict, shape: Shape) -> xr.Dataset:
    """Return LSTMs with training and validation histories, and all singular values."""
    seeds = np.arange(shape.seeds)
    index = {name: np.arange(1, size + 1) for name, size in (("index", UNITS), ("index_in1", 40))}
    rank, epoch = np.arange(UNITS + 1), np.arange(1, 21)
    more = 0.01 * seeds[:, None]
    values = {
        "final_accuracy": ("", 0.8),
        "test_accuracy": ("", 0.79),
        "accuracy_dw": ("rank", more + 0.79 - 0.3 * np.exp(-rank / 3)),
        "accuracy_w": ("rank", more + 0.79 - 0.3 * np.exp(-rank / 20)),
    }
    for part, end in (("training", 1.0), ("validation", 0.7)):
        values[f"{part}_loss"] = ("epoch", more + 0.7 * np.exp(-end * epoch / 20))
        values[f"{part}_accuracy"] = ("epoch", more + end - 0.3 * np.exp(-epoch / 5))
    for matrix in ("in1", "rec1", "in2", "rec2"):
        axis = "index_in1" if matrix == "in1" else "index"
        w0 = 2 - index[axis] / index[axis][-1]
        change = 4 * np.exp(-index[axis] / 5)
        for part, one in (("w0", w0), ("dw", change), ("w", w0 + change)):
            values[f"sv_{part}_{matrix}"] = (axis, one)
    corpus = {"corpus": "sst", "embeddings": "glove"}
    return filled(values, ("seed",), {"seed": seeds, "rank": rank, "epoch": epoch} | index | corpus)
