"""Errors of the schema, and as sentences: which key, which value, what is allowed."""

import difflib
import re

from jsonschema import Draft202012Validator, ValidationError, validators


def _guess(unknown: str, known: list[str]) -> str:
    """Return what a key that is unknown may mean."""
    near = difflib.get_close_matches(unknown, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"


def _key(error, place: str) -> str:
    return ".".join(filter(None, [place, *map(str, error.absolute_path)])) or "the config"


_TYPE_NAMES = {
    "object": "a mapping",
    "array": "a list",
    "integer": "a whole number",
    "number": "a number",
    "string": "a text",
    "boolean": "true or false",
}
_RULES = {
    "type": "must be {}",
    "enum": "must be one of {}",
    "const": "must be {!r}",
    "minimum": "must be at least {}",
    "exclusiveMinimum": "must be above {}",
    "maximum": "must be at most {}",
    "exclusiveMaximum": "must be below {}",
    "minLength": "must not be empty",
    "minItems": "must have at least {} entries",
    "maxItems": "must have at most {} entries",
    "minProperties": "must have at least {} entries",
    "uniqueItems": "must have no entry twice",
    "pattern": "must match {}",
    "contains": "must contain {}",
    "oneOf": "must be {}",
}


def _limit(error):
    """Return what a rule of the schema allows, for a reader of YAML."""
    limit = error.validator_value
    if error.validator == "type":
        names = [limit] if isinstance(limit, str) else limit
        return " or ".join(_TYPE_NAMES.get(name, name) for name in names)
    if error.validator == "contains":
        return limit["const"]
    return error.schema["description"] if error.validator == "oneOf" else limit


def sentence(error, place: str) -> str:
    """Return one sentence on a schema error: which key, which value, what is allowed."""
    key, value = _key(error, place), error.instance
    described = error.schema.get("description")
    hint = f" ({described})" if described and error.validator != "oneOf" else ""
    if error.validator == "additionalProperties":
        known = list(error.schema.get("properties", {}))
        unknown = sorted(set(value) - set(known))[0]
        dropped = "; overlays merge, and null takes a parameter out" if "kind" in known else ""
        return f"{key}: unknown key {unknown!r}; {_guess(unknown, known)}{dropped}"
    if error.validator == "required":
        missing = next(name for name in error.validator_value if name not in value)
        return f"{key}: the key {missing!r} is missing"
    known_rule = error.validator in _RULES
    rule = _RULES[error.validator].format(_limit(error)) if known_rule else error.message
    return f"{key} is {value!r}{hint}: it {rule}"


def _whole_text(validator, pattern: str, value, described):
    """Yield an error if a text as a whole does not match a pattern.

    In Python, other than in JSON schema, ``$`` also stands before a newline that ends the text.
    """
    if isinstance(value, str) and not re.fullmatch(pattern, value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


Validator = validators.extend(Draft202012Validator, {"pattern": _whole_text})
