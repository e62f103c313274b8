"""Made-up linear networks."""

import numpy as np
import xarray as xr

from deltaw.linear import theory

from .building import afflict, filled
from .shapes import EPOCHS, Shape

GOAL = theory.oscillating_eigenvalue(0.1, 5)


def summary(config: dict, shape: Shape) -> xr.Dataset:
    """Return a summary of linear networks that follow the theory; seeds scale it."""
    zhat = np.array([target["zhat"] for target in config["linear"]["targets"].values()], float)
    g, epoch = np.array(config["linear"]["g"]), np.arange(EPOCHS + 1)
    tt = 2 / np.maximum(1, zhat**2)[:, None] * epoch / EPOCHS  # effective time
    seeds = np.arange(shape.seeds)
    scale = (1 + 0.1 * seeds)[:, None]
    loss, s1, s2 = np.zeros((3, len(zhat), len(g), 1, len(epoch)))
    for i, j in np.ndindex(len(zhat), len(g)):
        held = theory.held_prediction(tt[i] / theory.beta(g[j]) ** 2, zhat[i], g[j])
        loss[i, j], s1[i, j], s2[i, j] = held["loss"], held["s1"], held["s2"]
    leading = np.stack([s1, s2, s2 * s1, s2**2, 1e-9 * s1], axis=-1) * scale[..., None]
    steps = np.arange(40.0)
    values = {
        "loss": ("epoch", loss * scale),
        "leading": ("epoch value", leading),
        "learning_rate": ("", (tt[:, 1:2] / theory.beta(g) ** 2)[..., None]),
        "time": ("step", steps),
        "inputs": ("step", 1.0 * (steps > 0)),
        "outputs": ("step", zhat[:, None, None, None] * (1 - np.exp(-steps / 5))),
        "convergence_time": ("", theory.convergence_time(g)[:, None] * scale[:, 0]),
        "dw_norm": ("", theory.change_norm(3, g)[:, None] * scale[:, 0]),
        "mean_gradient_norm": ("", theory.gradient_norm(5, g)[:, None] * scale[:, 0]),
        "relative_shuffle_loss": ("", theory.shuffled_loss(g)[:, None]),
        "diverged": ("", np.int8(0)),
    }
    coords = {"zhat": zhat, "g": g, "seed": seeds, "epoch": epoch, "value": np.arange(1, 6)}
    data = filled(values, ("zhat", "g", "seed"), coords)
    return afflict(data, shape, ("convergence_time", "mean_gradient_norm"))


def flows(config: dict) -> list[xr.Dataset]:
    """Return gradient flows of all linear networks that Fig. 3 shows, with two singular values."""
    made = []
    for target in config["linear"]["targets"].values():
        for g in config["figures"]["fig3"]["g"]:
            part = np.linspace(0, 1, 21)
            values = {
                "tau": ("point", part * theory.convergence_time(g)),
                "readout": ("point", target["zhat"] * part),
                "singular_values": (("point", "value"), np.stack([part, part / 50], axis=1)),
            }
            coords = {"zhat": float(target["zhat"]), "g": float(g)}
            made += [xr.Dataset(values, coords | {"seed": seed}) for seed in (0, 1)]
    return made


def failing(config: dict, shape: Shape) -> xr.Dataset:
    """Return networks whose loss falls and whose leading eigenvalue rises to 0.95."""
    settings = config["supplement"]["failing"]
    zhat = np.array([target["zhat"] for target in settings["targets"].values()], float)
    epoch = np.arange(EPOCHS + 1)
    first = 0.8 + 0.15 * epoch / EPOCHS
    rest = np.ones((len(epoch), 1)) * [0.7, 0.695, 0.69, 0.685]
    values = {
        "loss": ("epoch", zhat[:, None, None, None] ** 2 / 2 * (1 - epoch / EPOCHS)),
        "leading_real": ("followed order", np.concatenate([first[:, None], rest], axis=1)),
        "diverged": ("", np.int8(0)),
    }
    coords = {"zhat": zhat, "g": settings["g"], "seed": np.arange(shape.seeds), "epoch": epoch}
    more = {"followed": epoch, "order": np.arange(1, 6)}
    return afflict(filled(values, ("zhat", "g", "seed"), coords | more), shape, ())


def cosine(config: dict, shape: Shape) -> xr.Dataset:
    """Return networks that do not learn at g = 0 and do at larger g."""
    g = np.array([entry["g"] for entry in config["supplement"]["cosine"]["strengths"]])
    epoch, time = np.arange(EPOCHS + 1), 0.1 * np.arange(1, 201)
    learns, part = (g > 0)[:, None, None] * 1.0, epoch / EPOCHS
    target = np.cos(2 * np.pi * (time - 0.1) / 5)
    values = {
        "time": ("step", time),
        "targets": ("step", target),
        "outputs": ("step", learns * target * 1.01),
        "loss": ("epoch", 0.25 * (1 - learns * part)),
        "fastest_real": ("followed", learns * GOAL.real * part),
        "fastest_imag": ("followed", learns * GOAL.imag * part),
        "leading_real": ("followed order", learns[..., None] * np.maximum(0.4, part)[:, None]),
        "diverged": ("", np.int8(0)),
    }
    coords = {"g": g, "seed": np.arange(shape.seeds), "epoch": epoch, "followed": epoch}
    return afflict(filled(values, ("g", "seed"), coords | {"order": [1]}), shape, ())
