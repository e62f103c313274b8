"""The config: checked against its schema, brought to one form, read by the rules."""

import math
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from jsonschema import ValidationError

from ..networks.tasks import kinds
from .errors import ConfigError
from .letters import missing, titles
from .names import names, repeated
from .sentences import Validator, sentence
from .task_files import parameters_of

LIBRARY = Path(__file__).parents[1]
# Inside of an installed library, beside that of the workflow
PLACES = [folder / "schemas" / "config.schema.yaml" for folder in (LIBRARY, LIBRARY.parent)]
SCHEMA = next(path for path in PLACES if path.is_file())


# Plain scalars of the core schema of YAML 1.2, which are those that people write
_CORE = (
    (re.compile(r"null|Null|NULL|~|"), lambda text: None),
    (re.compile(r"true|True|TRUE"), lambda text: True),
    (re.compile(r"false|False|FALSE"), lambda text: False),
    (re.compile(r"[-+]?[0-9]+"), int),
    (re.compile(r"0x[0-9a-fA-F]+"), lambda text: int(text, 16)),
    (re.compile(r"0o[0-7]+"), lambda text: int(text[2:], 8)),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), float),
)


@cache
def schema() -> dict:
    """Return the schema of the config, with the parameters of every kind of task."""
    loaded = _written_out(yaml.safe_load(SCHEMA.read_text(encoding="utf-8")))
    task = loaded["$defs"]["task"]
    task |= _of_kinds({kind: parameters_of(kind) for kind in kinds()})
    return loaded


def _of_kinds(described: Mapping[str, Mapping]) -> dict:
    """Return the schema of a mapping that has, besides its kind, the keys of this kind."""
    choices = []
    for kind, keys in described.items():
        own = {"kind": {"const": kind}, **keys}
        chosen = {"required": ["kind"], "properties": {"kind": {"const": kind}}}
        then = {"properties": own, "required": list(keys), "additionalProperties": False}
        choices.append({"if": chosen, "then": then})
    named = {"kind": {"enum": list(described)}}
    return {"type": "object", "required": ["kind"], "properties": named, "allOf": choices}


NAME = {"$ref": "#/$defs/name"}


def _written_out(described):
    """Return a part of the schema without its abbreviations, which the file explains."""
    if isinstance(described, list):
        return [_written_out(part) for part in described]
    if not isinstance(described, dict):
        return described
    parts = {name: _written_out(part) for name, part in described.items()}
    if "kinds" in parts:
        return _of_kinds(parts.pop("kinds")) | parts
    if isinstance(parts.get("properties"), dict):
        free = parts.pop("optional", ())
        needed = [name for name in parts["properties"] if name not in free]
        closed = {"type": "object", "additionalProperties": False, "required": needed}
        parts = closed | parts
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


def as_written(text: str):
    """Return what a plain scalar looks like: a number, true, false, null, or else the text."""
    for pattern, value in _CORE:
        if pattern.fullmatch(text):
            return value(text)
    return text


def prepared(value, described: Mapping | None = None):
    """Return the config without entries that an overlay takes out, and with typed values.

    Overlays merge, so ``null`` is how a task leaves a figure; it takes an entry out of mappings
    whose entries the user names, elsewhere it is a value. What ``--config`` gives inside of
    braces comes as texts; they are read as numbers where the schema allows no text.

    Parameters
    ----------
    value
        The config, or a part of it.
    described : mapping
        The schema of that part; by default that of the whole config.
    """
    described = _resolved(schema() if described is None else described, value)
    if isinstance(value, str) and not _takes_text(described):
        return as_written(value)
    if isinstance(value, list):
        return [prepared(item, described.get("items", {})) for item in value]
    if not isinstance(value, dict):
        return value
    properties, others = described.get("properties", {}), described.get("additionalProperties")
    named = {k: v for k, v in value.items() if v is not None or k in properties or others is False}
    further = others if isinstance(others, dict) else {}
    return {key: prepared(part, properties.get(key, further)) for key, part in named.items()}


def _resolved(described: Mapping, value) -> Mapping:
    """Return a schema, or what it refers to or chooses for a value."""
    if reference := described.get("$ref"):
        described = schema()["$defs"][reference.rpartition("/")[2]]
    for choice in described.get("allOf", ()):  # the parameters of a kind of task
        kind = choice["if"]["properties"]["kind"]["const"]
        if isinstance(value, dict) and value.get("kind") == kind:
            own = choice["then"]["properties"]
            # Open, as an overlay that changes the kind leaves the former parameters with null.
            return {"properties": {k: v for k, v in own.items() if value.get(k) is not None}}
    for choice in described.get("oneOf", ()):
        if (choice.get("type") == "array") == isinstance(value, list):
            return choice
    return described


def _takes_text(described: Mapping) -> bool:
    """Return whether a schema may allow a text."""
    if "enum" in described:
        return any(isinstance(value, str) for value in described["enum"])
    return "string" in described.get("type", "string") or described.get("type") == "object"


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


def check(value: dict, described: Mapping, place: str = "") -> None:
    """Check a part of the config, which stands at a place, against its schema.

    Raises
    ------
    ConfigError
        One sentence with the key, its value and what is allowed.
    """
    check_finite(value, place)
    errors = list(Validator(described).iter_errors(value))
    if errors:
        raise ConfigError(sentence(max(errors, key=_precedence), place))


def _precedence(error: ValidationError) -> tuple:
    """Return how much an error says: a name that is none comes first, then the deepest place."""
    of_name = "propertyNames" in error.absolute_schema_path
    return of_name, len(error.absolute_path), error.validator == "required"


def check_titles(config: dict) -> None:
    """Check that the figures' font has each letter of a title.

    Raises
    ------
    ConfigError
    """
    for key, title in titles(config):
        if lost := missing(title):
            raise ConfigError(
                f"{key} is {title!r}: the figures' font has no {lost[0]!r}; "
                "take letters that DejaVu Sans has, such as Latin, Greek or Cyrillic"
            )


def check_names(config: dict) -> None:
    """Check that Snakemake takes each name.

    Raises
    ------
    ConfigError
    """
    for key, name in names(config):
        if part := repeated(name):
            raise ConfigError(
                f"{key} has the name {name!r}, which repeats {part!r} 20 times or more; "
                "Snakemake takes no such name: shorten it"
            )


def validate(config: dict) -> dict:
    """Return the config without what overlays took out, and with whole numbers as integers.

    Raises
    ------
    ConfigError
        One sentence with the key, its value and what is allowed.
    """
    config = prepared(config)
    check(config, schema())
    check_names(config)
    check_titles(config)
    return with_whole_numbers(config)
