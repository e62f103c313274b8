"""Every key of the config: its type and bounds, its value in config.yaml, what it is."""

from collections.abc import Iterator, Mapping
from dataclasses import fields

import yaml

from ..config.schema import schema
from ..networks.tasks import kinds, task_class
from . import code, first_line, plain, section, table, unit

COLUMNS = ("key", "type", "in config.yaml", "what it is")
BOUNDS = {
    "minimum": "at least",
    "exclusiveMinimum": "above",
    "maximum": "at most",
    "exclusiveMaximum": "below",
}
NAMES = {
    "integer": "whole number",
    "number": "number",
    "string": "text",
    "boolean": "true or false",
    "null": "null",
    "array": "list",
    "object": "mapping",
}
# The values of a key in config.yaml, each by the entry of a mapping in which it stands
Values = Mapping[str, object]


def config_tables(config: Mapping, further: Mapping) -> str:
    """Return a section for each part of the config, and one for each kind of task.

    Parameters
    ----------
    config : mapping
        config.yaml, validated.
    further : mapping
        The tasks of tasks.yaml, by name.
    """
    single, sections = [], []
    for name, part in schema()["properties"].items():
        rows = list(_rows(name, part, {"": config[name]}))
        if "properties" in part:
            sections.append(section(f"`{name}`", table(COLUMNS, rows)))
        else:
            single += rows
    trained = config["networks"]["tasks"] | further
    tasks = [_task_section(kind, trained) for kind in kinds()]
    return "\n\n".join([section("The run", table(COLUMNS, single)), *sections, *tasks])


def resolved(described: Mapping) -> Mapping:
    """Return a part of the schema with what it refers to, over which its own words go."""
    if "$ref" not in described:
        return described
    own = {name: part for name, part in described.items() if name != "$ref"}
    return resolved(schema()["$defs"][described["$ref"].rpartition("/")[2]]) | own


def _rows(key: str, described: Mapping, values: Values, optional: bool = False) -> Iterator[tuple]:
    """Yield the row of a key, and the rows of all keys below it."""
    described = resolved(described)
    below = list(_below(key, described, values))
    if "properties" not in described or "description" in described:
        words = type_words(described) + ("; may be left out" if optional else "")
        shown = "sections of the tasks, below" if _is_task(key) else _shown(described, values)
        yield code(key), words, shown, plain(described.get("description", ""))
    yield from below


def _below(key: str, described: Mapping, values: Values) -> Iterator[tuple]:
    """Yield the rows of the keys below a key; kinds of tasks have sections of their own."""
    if _is_task(key):
        return
    for choice in described.get("allOf", ()):
        own = choice["then"]["properties"]
        for name in [name for name in own if name != "kind"]:
            words = f"{type_words(own[name])}; with kind {code(own['kind']['const'])}"
            yield code(f"{key}.{name}"), words, "", plain(own[name]["description"])
    if "allOf" in described:
        return
    needed = described.get("required", ())
    for name, part in described.get("properties", {}).items():
        inside = {entry: value[name] for entry, value in values.items() if name in (value or {})}
        yield from _rows(f"{key}.{name}", part, inside, optional=name not in needed)
    if isinstance(described.get("additionalProperties"), Mapping):
        inside = values[""] if described["type"] == "object" else {}
        yield from _rows(f"{key}.<name>", described["additionalProperties"], inside)
    if "properties" in (item := resolved(described.get("items", {}))):
        yield from _rows(f"{key}[]", item, {})


def _is_task(key: str) -> bool:
    return key.endswith(".task")


def _shown(described: Mapping, values: Values) -> str:
    """Return what the table shows of a key's values: of a mapping its names."""
    if described.get("type") != "object" or "allOf" in described:
        return value_words(values)
    if isinstance(described.get("additionalProperties"), Mapping):
        return ", ".join(code(name) for name in values[""])
    return "" if "properties" in described else value_words(values)


def type_words(described: Mapping) -> str:
    """Return what the schema allows, in words."""
    described = resolved(described)
    if "oneOf" in described:
        return ", or ".join(type_words(choice) for choice in described["oneOf"])
    if "allOf" in described:
        return f"mapping with `kind` {type_words(described['properties']['kind'])}"
    if "enum" in described:
        return " or ".join(code(value) for value in described["enum"])
    if described["type"] == "array":
        return _list_words(described)
    types = described["type"] if isinstance(described["type"], list) else [described["type"]]
    words = [f"{word} {described[rule]}" for rule, word in BOUNDS.items() if rule in described]
    words += [f"that matches {code(described['pattern'])}"] if "pattern" in described else []
    return " ".join([" or ".join(NAMES[name] for name in types), " and ".join(words)]).strip()


def _list_words(described: Mapping) -> str:
    least, most = described.get("minItems"), described.get("maxItems")
    rules = ["list" if least != most or not least else f"list of {least}"]
    rules += [f"each: {type_words(described['items'])}"]
    rules += ["not empty"] if least and least != most else []
    rules += ["no value twice"] if described.get("uniqueItems") else []
    rules += [f"with {described['contains']['const']}"] if "contains" in described else []
    return "; ".join(rules)


def value_words(values: Values) -> str:
    """Return the values in config.yaml: one if all are equal, else each behind its entry."""
    texts = {entry: _yaml(value) for entry, value in values.items()}
    if len(set(texts.values())) == 1:
        return next(iter(texts.values()))
    return "; ".join(f"{entry}: {text}" for entry, text in texts.items())


def _yaml(value) -> str:
    text = yaml.safe_dump(value, default_flow_style=True, width=1000, allow_unicode=True)
    return code(text.strip().removesuffix("...").strip())


def _task_section(kind: str, trained: Mapping) -> str:
    """Return the parameters of a kind of task, with the values of the tasks that are trained."""
    tasks = {name: entry["task"] for name, entry in trained.items()}
    of_kind = {name: values for name, values in tasks.items() if values["kind"] == kind}
    task = task_class(kind)
    units = {f.name: unit(f.metadata["units"]) for f in fields(task)}
    rows = [
        (code(name), type_words(part), units[name], _of_each(of_kind, name), part["description"])
        for name, part in task.schema()["properties"].items()
    ]
    columns = ("parameter", "type", "unit", "in config.yaml or tasks.yaml", "what it is")
    return section(f"Task `{kind}`", first_line(task), table(columns, rows))


def _of_each(tasks: Mapping[str, Mapping], name: str) -> str:
    return value_words({entry: parameters[name] for entry, parameters in tasks.items()})
