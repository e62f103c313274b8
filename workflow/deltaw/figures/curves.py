"""Curves over learning: mean over seeds, one seed or all, theory, and names at their ends."""

from collections.abc import Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from ..linear.theory import beta, held_prediction

LINE = 0.1  # height of a line of names, as a part of a panel's


def of_seed(color: str, shown: bool) -> dict:
    """Return the look of one seed's curve: full for the shown seed, faint for the others."""
    return {"color": color} | ({"zorder": 3} if shown else {"alpha": 0.35, "linewidth": 0.6})


def draw_mean(panel: Axes, axis, values: xr.DataArray, **look) -> None:
    """Draw mean and standard deviation over the seeds that have all values.

    On a logarithmic axis they are those of the logarithm.
    """
    kept = values.dropna("seed")
    if not kept.sizes["seed"]:
        return
    kept = np.log(kept) if panel.get_yscale() == "log" else kept
    mean, spread = kept.mean("seed"), kept.std("seed")
    lower, middle, upper = mean - spread, mean, mean + spread
    if panel.get_yscale() == "log":
        lower, middle, upper = np.exp(lower), np.exp(middle), np.exp(upper)
    panel.plot(axis, middle, **look)
    panel.fill_between(axis, lower, upper, color=look["color"], alpha=0.25, linewidth=0)


def name_ends(panel: Axes, heights: Sequence[float], symbol: str, color: str) -> None:
    """Write symbol and number (1, 2, ...) of curves at the right of the panel.

    Those that end close to each other share a line. The panel's limits and scale must be set.

    Parameters
    ----------
    panel : matplotlib.axes.Axes
    heights : sequence of float
        Where the first, second, ... ends, falling.
    symbol : str
        In mathtext, without its number.
    color : str
    """
    transform = panel.transScale + panel.transLimits
    part = transform.transform([(1, height) for height in heights])[:, 1]  # of the panel's height
    lines = np.split(np.arange(len(part)), np.flatnonzero(np.diff(part) < -LINE) + 1)
    look = {"color": color, "va": "center", "annotation_clip": False}
    beside = {"xytext": (3, 0), "textcoords": "offset points", "xycoords": "axes fraction"}
    for line in lines:
        name = f"${symbol}_{{{','.join(map(str, line + 1))}}}$"
        panel.annotate(name, (1, part[line].mean()), **beside, **look)


def effective_time(cell: xr.Dataset) -> np.ndarray:
    """Return the effective learning time of each epoch, for linear networks of one g."""
    rate = cell["learning_rate"][0].item()
    return beta(cell["g"].item()) ** 2 * rate * cell["epoch"].values


def third_order(zhat: float, g: float, longest: float) -> tuple[np.ndarray, dict]:
    """Return effective learning times, and there loss, s1 and s2 of Eq. 14 and 15."""
    tt = np.linspace(0, longest, 400)
    return tt, held_prediction(tt / beta(g) ** 2, zhat, g)
