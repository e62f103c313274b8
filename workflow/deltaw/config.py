"""The config: checked against its schema, brought to one canonical form, read by the rules."""

import difflib
import math
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator

SCHEMA = Path(__file__).parents[1] / "schemas" / "config.schema.yaml"


class ConfigError(Exception):
    """A config that the workflow cannot run."""


def canonical(value):
    """Return the value with sorted keys, and whole numbers as integers.

    Two configs that mean the same are then equal, however they write it (0.9 or 0.90, 1 or
    1.0, keys in any order).
    """
    if isinstance(value, dict):
        return {key: canonical(value[key]) for key in sorted(value)}
    if isinstance(value, (list, tuple)):
        return [canonical(item) for item in value]
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        return int(value)
    return value


def seeds(setting: int | list[int]) -> list[int]:
    """Return the seeds that a config entry names: a list, or 0 to n - 1."""
    return list(range(setting)) if isinstance(setting, int) else list(setting)


def _key(error) -> str:
    return ".".join(str(part) for part in error.absolute_path) or "the config"


def _sentence(error) -> str:
    """Return one sentence on a schema error: which key, which value, what is allowed."""
    key, value, limit = _key(error), error.instance, error.validator_value
    described = error.schema.get("description")
    hint = f" ({described})" if described else ""
    if error.validator == "additionalProperties":
        known = list(error.schema.get("properties", {}))
        unknown = sorted(set(value) - set(known))[0]
        near = difflib.get_close_matches(unknown, known, n=1)
        guess = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
        return f"{key}: unknown key {unknown!r}; {guess}"
    if error.validator == "required":
        missing = next(name for name in limit if name not in value)
        return f"{key}: the key {missing!r} is missing"
    rules = {
        "type": f"must be of type {limit}",
        "enum": f"must be one of {limit}",
        "const": f"must be {limit!r}",
        "minimum": f"must be at least {limit}",
        "exclusiveMinimum": f"must be above {limit}",
        "maximum": f"must be at most {limit}",
        "exclusiveMaximum": f"must be below {limit}",
        "minItems": f"must have at least {limit} entries",
        "maxItems": f"must have at most {limit} entries",
        "uniqueItems": "must have no entry twice",
        "pattern": f"must match {limit}",
        "contains": "must contain W",
    }
    rule = rules.get(error.validator, error.message)
    return f"{key} is {value!r}{hint}: it {rule}"


def validate(config: dict) -> dict:
    """Return the canonical config.

    Raises
    ------
    ConfigError
        One sentence with the key, its value and what is allowed.
    """
    schema = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))
    errors = list(Draft202012Validator(schema).iter_errors(config))
    if errors:
        deepest = max(errors, key=lambda e: (len(e.absolute_path), e.validator == "required"))
        raise ConfigError(_sentence(deepest))
    config = canonical(config)
    _check_figures(config)
    _check_sentiment(config["sentiment"])
    return config


def _check_sentiment(sentiment: dict) -> None:
    """Check what the schema cannot express of the sentiment analysis."""
    rank, units = sentiment["max_rank"], sentiment["units"]
    if rank > units:
        raise ConfigError(f"sentiment.max_rank is {rank}: it must be at most units, {units}")
    embeddings = sentiment["embeddings"]
    if embeddings["name"] == "glove" and embeddings["dimension"] != 100:
        raise ConfigError(
            "sentiment.embeddings.dimension is "
            f"{embeddings['dimension']}: with glove it must be 100"
        )


def _check_figures(config: dict) -> None:
    """Check that the figures ask only for networks that the sweep trains."""
    tasks = config["networks"]["tasks"]
    for name in ("fig1", "fig2"):
        figure = config["figures"][name]
        for task in figure["tasks"]:
            if task not in tasks:
                raise ConfigError(
                    f"figures.{name}.tasks: no task {task!r} under networks.tasks, "
                    f"which has {', '.join(tasks)}"
                )
    figure = config["figures"]["fig1"]
    for task, shown in figure["tasks"].items():
        for key, wanted in (("g", figure["g"]), ("trial.g", [figure["trial"]["g"]])):
            missing = [g for g in wanted if g not in tasks[task]["g"]]
            if missing:
                raise ConfigError(
                    f"figures.fig1.{key} asks for g = {missing[0]}, which "
                    f"networks.tasks.{task}.g does not have"
                )
        if len(shown["colors"]) != len(figure["g"]):
            raise ConfigError(f"figures.fig1.tasks.{task}.colors: give one for each figures.fig1.g")
    available = seeds(config["networks"]["seeds"])
    for key, seed in (("seed", figure["seed"]), ("trial.seed", figure["trial"]["seed"])):
        if seed not in available:
            raise ConfigError(f"figures.fig1.{key} is {seed}: networks.seeds has {available}")
