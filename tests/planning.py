"""What Snakemake asks of a config when it plans all targets."""

from snakemake.iocontainers import Wildcards

from deltaw.config.beyond import Beyond
from deltaw.config.figures import Figures
from deltaw.config.linear import Linear
from deltaw.config.networks import Networks
from deltaw.config.schema import validate
from deltaw.config.sentiment import Sentiment

RUN = "results/r"


def at(**names) -> Wildcards:
    """Return wildcards as Snakemake gives them: texts."""
    return Wildcards(fromdict={name: str(value) for name, value in names.items()})


def experiments(config: dict) -> tuple[Networks, Linear, Sentiment]:
    """Return what the rules ask, of a valid config."""
    return Networks(config, RUN), Linear(config, RUN), Sentiment(config, RUN)


def plan(config: dict) -> dict[str, dict]:
    """Validate a config, and ask for inputs and options of each figure and all trainings.

    Returns
    -------
    dict
        The input files of each figure.
    """
    config = validate(config)
    networks, linear, sentiment = experiments(config)
    for task in config["networks"]["tasks"]:
        for n in {config["networks"]["N"], *config["supplement"]["sizes"]["N"]}:
            networks.expected(at(task=task, N=n))
            networks.expected_dynamics(at(task=task, N=n))
    for target in config["linear"]["targets"].values():
        linear.training(at(zhat=target["zhat"], N=config["linear"]["N"], g=0, seed=0))
    linear.expected(at())
    linear.expected_failing(at())
    linear.expected_cosine(at())
    linear.expected_flow(at())
    linear.expected_start(at())
    linear.expected_channels(at())
    sentiment.expected(at())
    sentiment.expected_packed(at())
    figures = Figures(config, networks, linear, sentiment)
    beyond = Beyond(networks)
    for task in config["beyond"]["tasks"]:
        beyond.rank_files(at(task=task, N=config["networks"]["N"]))
        beyond.searched(at(task=task, N=config["networks"]["N"]))
        networks.expected(at(task=task, N=config["networks"]["N"]))
    for task in config["beyond"]["regimes"]["tasks"]:
        beyond.regime_files(at(task=task, N=config["networks"]["N"]))
    for figure in figures.reads:
        figures.options(figure)(at())
    return {figure: figures.inputs(figure)(at()) for figure in figures.reads}
