"""The config: checked against its schema, brought to one form, read by the rules."""

import difflib
import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator

from ..networks.tasks import kinds, task_class

SCHEMA = Path(__file__).parents[2] / "schemas" / "config.schema.yaml"


class ConfigError(SystemExit):
    """A config that the workflow cannot run.

    Raised in one of Snakemake's input or parameter functions it ends the run with its one
    sentence, where Snakemake would show the traceback of another error.
    """

    def __init__(self, sentence: str):
        super().__init__(f"config: {sentence}")


@cache
def schema() -> dict:
    """Return the schema of the config, with the parameters of every kind of task."""
    loaded = _written_out(yaml.safe_load(SCHEMA.read_text(encoding="utf-8")))
    task = loaded["$defs"]["experiment"]["properties"]["task"]
    task["properties"] = {"kind": {"enum": kinds()}}
    task["allOf"] = []
    for kind in kinds():
        of_kind = task_class(kind).schema()
        own = {"kind": {"const": kind}, **of_kind["properties"]}
        then = {"properties": own, "required": of_kind["required"], "additionalProperties": False}
        chosen = {"required": ["kind"], "properties": {"kind": {"const": kind}}}
        task["allOf"].append({"if": chosen, "then": then})
    return loaded


NAME = {"$ref": "#/$defs/name"}


def _written_out(described):
    """Return a part of the schema without its abbreviations, which the file explains."""
    if isinstance(described, list):
        return [_written_out(part) for part in described]
    if not isinstance(described, dict):
        return described
    parts = {name: _written_out(part) for name, part in described.items()}
    if isinstance(parts.get("properties"), dict):
        free = parts.pop("optional", ())
        needed = [name for name in parts["properties"] if name not in free]
        parts |= {"type": "object", "additionalProperties": False, "required": needed}
    if "each" in parts:
        each = parts.pop("each")
        parts |= {"type": "object", "minProperties": 1, "propertyNames": NAME}
        parts["additionalProperties"] = each
    return parts


def with_whole_numbers(value):
    """Return the value with whole numbers as integers: 1.0 means 1."""
    if isinstance(value, dict):
        return {key: with_whole_numbers(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [with_whole_numbers(item) for item in value]
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        return int(value)
    return value


def canonical(value):
    """Return the value with whole numbers as integers and all keys sorted.

    Parameters of rules that mean the same are then equal, in whatever order the config names
    them.
    """
    if isinstance(value, dict):
        return {key: canonical(value[key]) for key in sorted(value)}
    return with_whole_numbers(value)


def without_dropped(config, described: Mapping | None = None):
    """Return the config without the entries that an overlay takes out by ``null``.

    Overlays merge, so this is how a task leaves a figure. It holds in mappings whose entries
    the user names; elsewhere null is a value.

    Parameters
    ----------
    config
        The config, or a part of it.
    described : mapping
        The schema of that part; by default that of the whole config.
    """
    described = _resolved(schema() if described is None else described)
    if not isinstance(config, dict):
        return config
    properties, others = described.get("properties", {}), described.get("additionalProperties")
    kept = {}
    for key, value in config.items():
        part = properties.get(key, others if isinstance(others, dict) else {})
        if value is None and key not in properties and others is not False:
            continue
        kept[key] = without_dropped(value, part)
    return kept


def _resolved(described: Mapping) -> Mapping:
    """Return a schema, or what it refers to."""
    reference = described.get("$ref")
    return schema()["$defs"][reference.rpartition("/")[2]] if reference else described


def check_finite(value, key: str = "") -> None:
    """Check that no number is NaN or infinite.

    Raises
    ------
    ConfigError
    """
    if isinstance(value, dict):
        for name, part in value.items():
            check_finite(part, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list):
        for part in value:
            check_finite(part, key)
    elif isinstance(value, float) and not math.isfinite(value):
        raise ConfigError(f"{key} is {value}: it must be a finite number")


def guess(unknown: str, known: list[str]) -> str:
    """Return what a key that is unknown may mean."""
    near = difflib.get_close_matches(unknown, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"


def _key(error) -> str:
    return ".".join(str(part) for part in error.absolute_path) or "the config"


def _constant(described) -> str:
    return str(described.get("const")) if isinstance(described, dict) else ""


def _sentence(error) -> str:
    """Return one sentence on a schema error: which key, which value, what is allowed."""
    key, value, limit = _key(error), error.instance, error.validator_value
    described = error.schema.get("description")
    hint = f" ({described})" if described else ""
    if error.validator == "additionalProperties":
        known = list(error.schema.get("properties", {}))
        unknown = sorted(set(value) - set(known))[0]
        dropped = "; overlays merge, and null takes a parameter out" if "kind" in known else ""
        return f"{key}: unknown key {unknown!r}; {guess(unknown, known)}{dropped}"
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
        "minProperties": f"must have at least {limit} entries",
        "uniqueItems": "must have no entry twice",
        "pattern": f"must match {limit}",
        "contains": f"must contain {_constant(limit)}",
    }
    rule = rules.get(error.validator, error.message)
    return f"{key} is {value!r}{hint}: it {rule}"


def validate(config: dict) -> dict:
    """Return the config without what overlays took out, and with whole numbers as integers.

    Raises
    ------
    ConfigError
        One sentence with the key, its value and what is allowed.
    """
    config = without_dropped(config)
    check_finite(config)
    errors = list(Draft202012Validator(schema()).iter_errors(config))
    if errors:
        deepest = max(errors, key=lambda e: (len(e.absolute_path), e.validator == "required"))
        raise ConfigError(_sentence(deepest))
    return with_whole_numbers(config)
