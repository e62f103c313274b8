"""Made-up datasets for every figure, of runs of several shapes."""

from importlib import import_module

import xarray as xr
from matplotlib.figure import Figure

from deltaw.config import common
from deltaw.published.points import PUBLISHED

from . import beyond, linear, networks, sentiment
from .shapes import SHAPES, Shape, config_of, options_of

__all__ = [
    "CASES",
    "MAKERS",
    "SHAPES",
    "SIZES",
    "Shape",
    "config_of",
    "data_of",
    "draw",
    "options_of",
]
SIZES = (64, 256, 1024)


def data_of(figure: str, config: dict, shape: Shape) -> dict:
    """Return what the figure's module reads, by the names in its READS."""
    return MAKERS[figure](config, shape)


def draw(figure: str, paper: dict, shape: Shape) -> Figure:
    """Draw a figure of made-up data."""
    config = config_of(paper, shape)
    module = import_module(f"deltaw.figures.{figure}")
    return module.draw(**data_of(figure, config, shape), options=options_of(figure, config))


def _of_tasks(figure: str):
    def make(config, shape):
        return [
            networks.summary(config, shape, task) for task in config["figures"][figure]["tasks"]
        ]

    return make


def _of_sizes(config: dict, shape: Shape) -> list[xr.Dataset]:
    tasks = config["figures"]["supp_network_size"]["tasks"]
    return [networks.summary(config, shape, task, n) for task in tasks for n in SIZES]


def _spectra(config: dict, shape: Shape) -> list[xr.Dataset]:
    shown = config["figures"]["supp_spectra"]
    last = {"some": shown["g"][-1:], "all": shown["g"], "": []}[shape.diverged]
    return [networks.spectrum(task, g, g in last) for task in shown["tasks"] for g in shown["g"]]


def _trials(config: dict) -> list[xr.Dataset]:
    return [networks.trial(config, task) for task in config["figures"]["fig1"]["tasks"]]


MAKERS = {
    "fig1": lambda c, s: {"summaries": _of_tasks("fig1")(c, s), "trials": _trials(c)},
    "fig2": lambda c, s: {"summaries": _of_tasks("fig2")(c, s)},
    "fig3": lambda c, s: {"summary": linear.summary(c, s), "flows": linear.flows(c)},
    "fig4": lambda c, s: {"summary": linear.summary(c, s)},
    "fig5": lambda c, s: {"summary": sentiment.summary(c, s)},
    "supp_network_size": lambda c, s: {"summaries": _of_sizes(c, s)},
    "supp_spectra": lambda c, s: {"spectra": _spectra(c, s)},
    "supp_robustness": lambda c, s: {"summaries": _of_tasks("supp_robustness")(c, s)},
    "supp_fig2": lambda c, s: {"summaries": _of_tasks("fig2")(c, s)},
    "supp_lstm_details": lambda c, s: {"summary": sentiment.summary(c, s)},
    "supp_log_singular_values": lambda c, s: {"summary": linear.summary(c, s)},
    "supp_failing_to_learn": lambda c, s: {"summary": linear.failing(c, s)},
    "supp_cosine": lambda c, s: {"summary": linear.cosine(c, s)},
    "beyond_rank": lambda c, s: {"summaries": beyond.ranks(c, s)},
    "beyond_regimes": lambda c, s: {"summaries": beyond.regimes(c, s)},
    "supp_published": lambda c, s: {
        "summaries": _of_tasks("fig2")(c, s),
        "linear": linear.summary(c, s),
        "sentiment": sentiment.summary(c, s),
        "published": PUBLISHED.read(common.PUBLISHED),
    },
}

# What a figure looks like does not depend on every shape.
COUNTING = {
    *("fig2", "fig4", "supp_fig2", "supp_network_size", "supp_robustness", "supp_published"),
    *("beyond_rank", "beyond_regimes"),
}
OF_LSTM = {"fig5", "supp_lstm_details"}
CASES = [
    (figure, name)
    for figure in MAKERS
    for name, shape in SHAPES.items()
    if (figure in COUNTING or shape.diverged or not shape.lost or shape.tasks != 3)
    and (figure not in OF_LSTM or name in ("whole", "one seed"))
]
