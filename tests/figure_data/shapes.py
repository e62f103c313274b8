"""What a run may look like, and the options that its config gives the figures."""

from copy import deepcopy
from dataclasses import dataclass
from types import SimpleNamespace

from deltaw.config.figures import Figures
from deltaw.config.linear import Linear
from deltaw.config.networks import Networks
from deltaw.config.schema import validate
from deltaw.config.sentiment import Sentiment

EPOCHS = 100
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
    lost : {"", "some", "all", "last"}
        Whether seeds do not converge, and have no rank that is enough; "last": some lack only the
        last of these quantities, as a network that converged and has no such rank.
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
    "converged without a rank": Shape(lost="last"),
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
        if "seeds" in experiment:
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
