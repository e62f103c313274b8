"""Errors of the schema as sentences: which key, which value, what is allowed."""

import difflib


def _guess(unknown: str, known: list[str]) -> str:
    """Return what a key that is unknown may mean."""
    near = difflib.get_close_matches(unknown, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"


def _key(error, place: str) -> str:
    return ".".join(filter(None, [place, *map(str, error.absolute_path)])) or "the config"


def _constant(described) -> str:
    return str(described.get("const")) if isinstance(described, dict) else ""


_TYPE_NAMES = {
    "object": "a mapping",
    "array": "a list",
    "integer": "a whole number",
    "number": "a number",
    "string": "a text",
    "boolean": "true or false",
}


def _type_name(types: str | list[str]) -> str:
    """Return what JSON schema's types are to a reader of YAML."""
    names = [types] if isinstance(types, str) else types
    return " or ".join(_TYPE_NAMES.get(name, name) for name in names)


def sentence(error, place: str) -> str:
    """Return one sentence on a schema error: which key, which value, what is allowed."""
    key, value, limit = _key(error, place), error.instance, error.validator_value
    described = error.schema.get("description")
    hint = f" ({described})" if described else ""
    if error.validator == "additionalProperties":
        known = list(error.schema.get("properties", {}))
        unknown = sorted(set(value) - set(known))[0]
        dropped = "; overlays merge, and null takes a parameter out" if "kind" in known else ""
        return f"{key}: unknown key {unknown!r}; {_guess(unknown, known)}{dropped}"
    if error.validator == "required":
        missing = next(name for name in limit if name not in value)
        return f"{key}: the key {missing!r} is missing"
    rules = {
        "type": f"must be {_type_name(limit)}",
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
        "oneOf": f"must be {described}",
    }
    rule = rules.get(error.validator, error.message)
    return f"{key} is {value!r}{hint}: it {rule}"
