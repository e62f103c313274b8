"""Made-up datasets for the figures, and the options that a config gives them."""

from copy import deepcopy
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import xarray as xr

from deltaw.config import common
from deltaw.config.figures import Figures
from deltaw.config.linear import Linear
from deltaw.config.networks import Networks
from deltaw.config.schema import validate
from deltaw.config.sentiment import Sentiment
from deltaw.linear import theory
from deltaw.networks.tasks import make_task
from deltaw.published.points import PUBLISHED
from deltaw.spectra import describe

SIZES = (64, 256, 1024)
EPOCHS, RANKS, UNITS = 100, 25, 60
GOAL = theory.oscillating_eigenvalue(0.1, 5)
OF_TASKS = ("fig1", "fig2", "supp_network_size", "supp_spectra")
OF_TARGETS = ("fig3", "fig4", "supp_failing_to_learn")


@dataclass(frozen=True)
class Shape:
    """What a run may look like.

    Attributes
    ----------
    tasks : int
        Tasks, and targets of the linear network, that figures show: fewer or more than usual.
    seeds : int
    lost : {"", "some", "all"}
        Whether seeds do not converge, or have no rank that is enough.
    diverged : {"", "some", "all"}
        Whether networks diverge.
    """

    tasks: int = 3
    seeds: int = 3
    lost: str = ""
    diverged: str = ""


SHAPES = {
    "whole": Shape(),
    "one task": Shape(tasks=1),
    "four tasks": Shape(tasks=4, lost="some"),
    "one seed": Shape(seeds=1),
    "seeds missing": Shape(seeds=5, lost="some"),
    "none converged": Shape(lost="all"),
    "one diverged": Shape(lost="some", diverged="some"),
    "all diverged": Shape(lost="all", diverged="all"),
}


def config_of(paper: dict, shape: Shape) -> dict:
    """Return the paper's config with as many tasks, targets and seeds."""
    config = deepcopy(paper)
    networks, shown = config["networks"], config["figures"]
    networks["seeds"] = config["linear"]["seeds"] = shape.seeds
    for experiment in config["supplement"].values():
        experiment["seeds"] = shape.seeds
    shown["supp_failing_to_learn"]["seed"] = 0
    for name, task in networks["tasks"].items():
        task["epochs"] = EPOCHS
        if name in shown["fig1"]["tasks"]:
            shown["fig1"]["tasks"][name]["epochs"] = EPOCHS
    if shape.tasks > 3:
        _add_one(config)
    for figure, part in [(figure, "tasks") for figure in OF_TASKS] + [
        (figure, "targets") for figure in OF_TARGETS
    ]:
        names = list(shown[figure][part])[: shape.tasks]
        shown[figure][part] = {name: shown[figure][part][name] for name in names}
    return validate(config)


def _add_one(config: dict) -> None:
    """Add a task with three channels, and a target, to all figures."""
    tasks, shown = config["networks"]["tasks"], config["figures"]
    tasks["own"] = deepcopy(tasks["flipflop"])
    tasks["own"]["task"] |= {"channels": 3}
    for figure in OF_TASKS:
        last = list(shown[figure]["tasks"].values())[-1]
        shown[figure]["tasks"]["own"] = last | {"title": "Three channels"}
    for experiment in (config["linear"], config["supplement"]["failing"]):
        experiment["targets"]["own"] = {"zhat": 1, "learning_rate": 0.008}
    for figure in OF_TARGETS:
        last = list(shown[figure]["targets"].values())[-1]
        shown[figure]["targets"]["own"] = deepcopy(last)


def options_of(figure: str, config: dict) -> dict:
    """Return what the figure's rule gives its module."""
    run = "results/made_up"
    parts = (Networks(config, run), Linear(config, run), Sentiment(config, run))
    return Figures(config, *parts).options(figure)(SimpleNamespace())


def data_of(figure: str, config: dict, shape: Shape) -> dict:
    """Return what the figure's module reads, by the names in its READS."""
    return MAKERS[figure](config, shape)


def lose(data: xr.Dataset, names: tuple[str, ...], **at) -> None:
    """Let networks have no value of some quantities."""
    for name in names:
        data[name].loc[at] = np.nan


def diverge(data: xr.Dataset, kept: int = 10, **at) -> None:
    """Let networks diverge after some epochs."""
    data["diverged"].loc[at] = 1
    for name, v in data.items():
        if set(at) <= set(v.dims) and name not in ("diverged", "time", "inputs", "learning_rate"):
            over = {d: slice(v[d].values[kept], None) for d in ("epoch", "followed") if d in v.dims}
            data[name].loc[at | over] = np.nan


def _afflict(data: xr.Dataset, shape: Shape, names: tuple[str, ...]) -> xr.Dataset:
    """Let seeds be lost or diverge as a shape says."""
    if shape.lost:
        lose(data, names, **({"seed": 0} if shape.lost == "some" else {}))
    if shape.diverged == "all":
        diverge(data)
    if shape.diverged == "some":
        diverge(data, g=data["g"].values[-1], seed=data["seed"].values[-1])
    return data


def _over(data: dict, dims: tuple[str, ...], coords: dict) -> xr.Dataset:
    """Return a dataset whose variables, (further dimensions, values), fill these dimensions."""
    shape = tuple(len(coords[dim]) for dim in dims)
    variables = {}
    for name, (more, values) in data.items():
        inner = np.shape(values)[np.ndim(values) - len(more.split()) :]
        full = np.broadcast_to(values, (*shape, *inner)).copy()
        variables[name] = ((*dims, *more.split()), full)
    return xr.Dataset(variables, coords)


def networks(config: dict, shape: Shape, task: str, n: int = 256) -> xr.Dataset:
    """Return a summary of networks that learn the faster the larger g is."""
    g = np.array(config["networks"]["tasks"][task]["g"], float)
    seeds, epoch, rank = np.arange(shape.seeds), np.arange(EPOCHS + 1), np.arange(RANKS + 1)
    first = (60 - 12 * g)[:, None] + 3 * seeds
    noise = np.random.default_rng(n).normal(size=(len(g), len(seeds), len(epoch)))
    fall = 1 / (1 + np.exp((epoch - first[..., None] + 20) / 4))
    norm = (2 - 0.4 * g)[:, None] + 0.1 * seeds
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
    data = _over(values, ("g", "seed"), coords | {"task": task, "N": n})
    return _afflict(data, shape, ("convergence_epoch", "functional_rank"))


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


def linear(config: dict, shape: Shape) -> xr.Dataset:
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
    data = _over(values, ("zhat", "g", "seed"), coords)
    return _afflict(data, shape, ("convergence_time", "mean_gradient_norm"))


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
    return _afflict(_over(values, ("zhat", "g", "seed"), coords | more), shape, ())


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
    return _afflict(_over(values, ("g", "seed"), coords | {"order": [1]}), shape, ())


def sentiment(config: dict, shape: Shape) -> xr.Dataset:
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
    return _over(values, ("seed",), {"seed": seeds, "rank": rank, "epoch": epoch} | index | corpus)


def _of_tasks(figure: str):
    def make(config, shape):
        return [networks(config, shape, task) for task in config["figures"][figure]["tasks"]]

    return make


def _of_sizes(config: dict, shape: Shape) -> list[xr.Dataset]:
    tasks = config["figures"]["supp_network_size"]["tasks"]
    return [networks(config, shape, task, n) for task in tasks for n in SIZES]


def _spectra(config: dict, shape: Shape) -> list[xr.Dataset]:
    shown = config["figures"]["supp_spectra"]
    last = {"some": shown["g"][-1:], "all": shown["g"], "": []}[shape.diverged]
    return [spectrum(task, g, g in last) for task in shown["tasks"] for g in shown["g"]]


def _trials(config: dict) -> list[xr.Dataset]:
    return [trial(config, task) for task in config["figures"]["fig1"]["tasks"]]


MAKERS = {
    "fig1": lambda c, s: {"summaries": _of_tasks("fig1")(c, s), "trials": _trials(c)},
    "fig2": lambda c, s: {"summaries": _of_tasks("fig2")(c, s)},
    "fig3": lambda c, s: {"summary": linear(c, s), "flows": flows(c)},
    "fig4": lambda c, s: {"summary": linear(c, s)},
    "fig5": lambda c, s: {"summary": sentiment(c, s)},
    "supp_network_size": lambda c, s: {"summaries": _of_sizes(c, s)},
    "supp_spectra": lambda c, s: {"spectra": _spectra(c, s)},
    "supp_robustness": lambda c, s: {"summaries": _of_tasks("supp_robustness")(c, s)},
    "supp_fig2": lambda c, s: {"summaries": _of_tasks("fig2")(c, s)},
    "supp_lstm_details": lambda c, s: {"summary": sentiment(c, s)},
    "supp_log_singular_values": lambda c, s: {"summary": linear(c, s)},
    "supp_failing_to_learn": lambda c, s: {"summary": failing(c, s)},
    "supp_cosine": lambda c, s: {"summary": cosine(c, s)},
    "supp_published": lambda c, s: {
        "summaries": _of_tasks("fig2")(c, s),
        "linear": linear(c, s),
        "sentiment": sentiment(c, s),
        "published": PUBLISHED.read(common.PUBLISHED),
    },
}
