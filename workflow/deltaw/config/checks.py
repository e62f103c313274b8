"""What a schema cannot say of a config: numbers that must fit each other.

Each check is called by the parameter and input functions of the rules that need it, so that a
sweep of one task is not refused because of a figure that nobody asked for. It raises `ConfigError`
with one sentence: the key, its value and what is allowed.
"""

from collections.abc import Mapping

from .common import coordinates, seeds
from .schema import ConfigError, check, schema


def value_of(config: Mapping, key: str):
    """Return the value under a dotted key."""
    for name in key.split("."):
        config = config[name]
    return config


def at_most(config: Mapping, key: str, limit: str) -> None:
    """Check that a number is at most the number under another key."""
    value, highest = value_of(config, key), value_of(config, limit)
    if value > highest:
        raise ConfigError(f"{key} is {value}: it must be at most {limit}, {highest}")


def each_in(config: Mapping, key: str, place: str) -> None:
    """Check that each of some values (of a list, or names of a mapping) stands at a place."""
    wanted, available = value_of(config, key), value_of(config, place)
    if missing := [value for value in wanted if value not in available]:
        listed = ", ".join(map(str, available))
        raise ConfigError(f"{key} asks for {missing[0]}, which {place} does not have: {listed}")


def has_seed(config: Mapping, key: str, place: str) -> None:
    """Check that a seed is among those of a place."""
    seed, available = value_of(config, key), seeds(value_of(config, place))
    if seed not in available:
        raise ConfigError(f"{key} is {seed}: {place} has {available}")


def one_each(config: Mapping, key: str, of: str) -> None:
    """Check that a list has one entry for each of another."""
    if len(value_of(config, key)) != len(value_of(config, of)):
        raise ConfigError(f"{key}: give one for each of {of}, {value_of(config, of)}")


def once(values: list, key: str, name: str) -> None:
    """Check that no value is given twice."""
    if len(set(values)) < len(values):
        raise ConfigError(f"{key}: give each {name} once")


def check_coordinates(wildcards) -> None:
    """Check that the numbers in the name of a network's file are such as a config may give."""
    limits = {
        "N": schema()["properties"]["networks"]["properties"]["N"],
        "g": schema()["$defs"]["gs"]["items"],
    }
    for name, value in coordinates(wildcards).items():
        check(value, limits.get(name, {}), f"the {name} of a file name")


def check_ranks(config: Mapping, n: int) -> None:
    """Check that ΔW of networks with n neurons has the ranks that it is truncated to."""
    rank = config["evaluation"]["max_rank"]
    if rank > n:
        own = n == config["networks"]["N"]
        place = "networks.N" if own else "each of supplement.sizes.N"
        raise ConfigError(f"evaluation.max_rank is {rank}: it must be at most {place}, {n}")


def check_linear(config: Mapping) -> None:
    """Check what a schema cannot say of the linear network."""
    _check_constant_input(config, "linear")
    at_most(config, "linear.singular_values", "linear.N")
    at_most(config, "linear.max_rank", "linear.N")


def _check_constant_input(config: Mapping, key: str) -> None:
    """Check the trial of Fig. 3a and its targets."""
    targets = value_of(config, f"{key}.targets").values()
    once([target["zhat"] for target in targets], f"{key}.targets", "zhat")
    _check_penalised(config, key, "stimulus")


def _check_penalised(config: Mapping, key: str, longest: str) -> None:
    """Check that the penalised time has a step and is no longer than the part it lies in."""
    at_most(config, f"{key}.trial.penalised", f"{key}.trial.{longest}")
    penalised, dt = value_of(config, f"{key}.trial.penalised"), value_of(config, f"{key}.dt")
    if penalised < dt:
        raise ConfigError(
            f"{key}.trial.penalised is {penalised}: it must be at least {key}.dt, {dt}, "
            "or nothing is penalised"
        )


def check_channels(config: Mapping) -> None:
    """Check the linear networks with several inputs and outputs."""
    _check_penalised(config, "supplement.channels", "stimulus")
    for pair in config["supplement"]["channels"]["numbers"]:
        if pair["inputs"] + pair["outputs"] > config["supplement"]["channels"]["N"]:
            raise ConfigError(
                f"supplement.channels.numbers asks for {pair['inputs']} inputs and "
                f"{pair['outputs']} outputs: their sum must be at most supplement.channels.N, "
                f"{config['supplement']['channels']['N']}"
            )


def check_failing(config: Mapping) -> None:
    """Check the linear networks that may fail to learn."""
    _check_constant_input(config, "supplement.failing")
    _check_eigenvalues(config, "supplement.failing")


def _check_eigenvalues(config: Mapping, key: str) -> None:
    """Check that the eigenvalues of W that are followed exist, at more than the first epoch."""
    at_most(config, f"{key}.eigenvalues.number", f"{key}.N")
    at_most(config, f"{key}.eigenvalues.every", f"{key}.epochs")


def check_cosine(config: Mapping) -> None:
    """Check the linear networks that learn to oscillate."""
    _check_penalised(config, "supplement.cosine", "duration")
    _check_eigenvalues(config, "supplement.cosine")
    period, dt = (value_of(config, f"supplement.cosine.{k}") for k in ("trial.period", "dt"))
    if period < 2 * dt:
        raise ConfigError(
            f"supplement.cosine.trial.period is {period}: it must be at least two steps of "
            f"supplement.cosine.dt, {dt}, or the target does not oscillate"
        )
    strengths = config["supplement"]["cosine"]["strengths"]
    once([entry["g"] for entry in strengths], "supplement.cosine.strengths", "g")


def check_sentiment(config: Mapping) -> None:
    """Check what a schema cannot say of the sentiment analysis."""
    at_most(config, "sentiment.max_rank", "sentiment.units")
    highest = max(config["sentiment"]["packed_ranks"])
    if highest > config["sentiment"]["max_rank"]:
        raise ConfigError(
            f"sentiment.packed_ranks has {highest}: it must be at most sentiment.max_rank, "
            f"{config['sentiment']['max_rank']}"
        )
    embeddings = config["sentiment"]["embeddings"]
    if embeddings["name"] == "glove" and embeddings["dimension"] != 100:
        raise ConfigError(
            f"sentiment.embeddings.dimension is {embeddings['dimension']}: "
            "with glove it must be 100"
        )


def check_rising(config: Mapping, key: str, n: int) -> None:
    """Check that the ranks of a key rise, to N at most."""
    ranks = value_of(config, key)
    if max(ranks) > n or ranks != sorted(ranks):
        raise ConfigError(f"{key} is {ranks}: they must rise, to N = {n} at most")


def check_beyond(config: Mapping) -> None:
    """Check the names and looks of the tasks that are compared, and the ranks."""
    beyond, tasks = config["beyond"], config["networks"]["tasks"]
    for name, asked in beyond["tasks"].items():
        if name not in tasks and not {"epochs", "task"} <= set(asked):
            raise ConfigError(
                f"beyond.tasks.{name}: networks.tasks has none of this name; give epochs and task"
            )
    for key in ("beyond.ranks", "beyond.regimes.w0_ranks"):
        check_rising(config, key, config["networks"]["N"])
    each_in(config, "beyond.regimes.tasks", "beyond.tasks")
    one_each(config, "figures.beyond_rank.colors", "beyond.g")
    one_each(config, "figures.beyond_regimes.colors", "beyond.regimes.tasks")
