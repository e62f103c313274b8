"""The config: checked against its schema, brought to one canonical form, read by the rules."""

import difflib
import math
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator

from .config_checks import CHECKS, ConfigError, check_finite

SCHEMA = Path(__file__).parents[1] / "schemas" / "config.schema.yaml"


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


def _key(error) -> str:
    return ".".join(str(part) for part in error.absolute_path) or "the config"


def _constant(schema) -> str:
    return str(schema.get("const")) if isinstance(schema, dict) else ""


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
        "contains": f"must contain {_constant(limit)}",
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
    check_finite(config)
    schema = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))
    errors = list(Draft202012Validator(schema).iter_errors(config))
    if errors:
        deepest = max(errors, key=lambda e: (len(e.absolute_path), e.validator == "required"))
        raise ConfigError(_sentence(deepest))
    config = canonical(config)
    for check in CHECKS:
        check(config)
    return config
