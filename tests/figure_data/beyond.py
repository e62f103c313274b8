"""Made-up functional and minimal ranks, and networks of other readout scales and ranks of W0."""

import numpy as np
import xarray as xr

from .building import afflict, filled
from .shapes import Shape


def ranks(config: dict, shape: Shape) -> list[xr.Dataset]:
    """Return summaries of tasks that need the more ranks the later they stand."""
    asked = config["beyond"]
    made = []
    for place, task in enumerate(asked["tasks"]):
        g, seeds = np.array(asked["g"], float), np.arange(shape.seeds)
        minimal = 1 + place % 5 + seeds % 2 + (g[:, None] == 0)
        minimal = np.where(minimal > asked["ranks"][-1], np.nan, minimal)
        values = {
            "functional_rank": ("", 1.0 + place % 4 + seeds % 3 + 0 * g[:, None]),
            "minimal_rank": ("", minimal),
            "diverged": ("", np.int8(0)),
        }
        coords = {"g": g, "seed": seeds, "trained_rank": asked["ranks"], "task": task, "N": 256}
        data = filled(values, ("g", "seed"), coords)
        data = afflict(data, shape, ("functional_rank", "minimal_rank"))
        never = data["minimal_rank"].isnull().astype("int8")
        sizes = {"n_inputs": 1 + place, "n_outputs": 1 + place % 5}
        made.append(data.assign(minimal_found=never, **sizes))
    return made


def regimes(config: dict, shape: Shape) -> list[xr.Dataset]:
    """Return summaries of networks that change the more the smaller their readout is."""
    asked = config["beyond"]["regimes"]
    scales, of_w0 = asked["readout_scales"], asked["w0_ranks"]
    scale = np.array([1, *scales, *(1 for _ in of_w0)], float)
    rank = np.array([256, *(256 for _ in scales), *of_w0])
    made = []
    for task in asked["tasks"]:
        seeds, size = np.arange(shape.seeds), (2 + 0.1 * rank**0.2 / scale)[:, None]
        values = {
            "dw_norm": ("", size + 0.1 * seeds),
            "cosine": ("", 0.02 * (seeds - 1) / size),
            "functional_rank": ("", np.ceil(size) + seeds % 2),
            "convergence_epoch": ("", 20 + seeds + 0 * size),
        }
        coords = {"variant": np.arange(len(scale)), "seed": seeds, "task": task, "N": 256}
        data = filled(values, ("variant", "seed"), coords)
        lost = ("convergence_epoch", "functional_rank")
        data = afflict(data, Shape(seeds=shape.seeds, lost=shape.lost), lost)
        made.append(data.assign(readout_scale=("variant", scale), w0_rank=("variant", rank)))
    return made
