"""Config files, read strictly before anything is made of them.

YAML lets a lot pass: a key given twice loses its first value, and YAML 1.1, which Snakemake reads,
takes 5e-2 for a text, 010 for 8 and on for true. Whatever is read otherwise than it looks is
refused here, with its line.
"""

import math
from collections.abc import Iterator
from pathlib import Path

import yaml
from snakemake.utils import update_config

from .schema import ConfigError, as_written

OURS = Path(__file__).parents[3] / "config.yaml"
LARGEST = 100_000  # entries of a file, with those of its aliases
_YAML = "tag:yaml.org,2002:"
_MERGE, _TEXT = f"{_YAML}merge", f"{_YAML}str"


def check_file(path: str | Path) -> None:
    """Check that a config file is a mapping that says what it looks like.

    Raises
    ------
    ConfigError
        With file and line.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path} is not text in UTF-8") from None
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except RecursionError:
        raise ConfigError(f"{path} is nested too deeply") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise ConfigError(f"{path}{where} is not YAML: {problem}") from None
    if not isinstance(root, yaml.MappingNode):
        raise ConfigError(f"{path} must hold keys with values, as config.yaml does")
    _check_tags(text, path)
    for count, node in enumerate(_nodes(root, str(path), ()), start=1):
        if count > LARGEST:
            raise ConfigError(f"{path} has more than {LARGEST} entries")
        _check_node(node, str(path))


def read_over(path: str | Path) -> dict:
    """Return this workflow's config.yaml with a file laid over it, as Snakemake does.

    So the config of an older run has keys that are newer than it.
    """
    config = yaml.safe_load(OURS.read_text(encoding="utf-8"))
    update_config(config, yaml.safe_load(Path(path).read_text(encoding="utf-8")))
    return config


def in_our_order(config: dict) -> dict:
    """Return a config with its entries in the order of config.yaml, and others after them.

    It is the order of the figures' panels. Snakemake puts what an overlay names first, so that a
    number of one task would move its panel.
    """
    return _ordered(config, yaml.safe_load(OURS.read_text(encoding="utf-8")))


def _ordered(value, ours):
    if not (isinstance(value, dict) and isinstance(ours, dict)):
        return value
    names = [*(name for name in ours if name in value), *(n for n in value if n not in ours)]
    return {name: _ordered(value[name], ours.get(name)) for name in names}


def _nodes(node: yaml.Node, path: str, above: tuple) -> Iterator[yaml.Node]:
    """Yield a node and all below it; an alias counts as what it stands for."""
    if node in above:
        raise ConfigError(f"{path}, line {_line(node)}: an alias holds itself")
    yield node
    if isinstance(node, yaml.MappingNode):
        pairs = [(value,) if key.tag == _MERGE else (key, value) for key, value in node.value]
        parts = [part for pair in pairs for part in pair]
    else:
        parts = node.value if isinstance(node, yaml.SequenceNode) else []
    for part in parts:
        yield from _nodes(part, path, (*above, node))


def _line(node: yaml.Node | yaml.Event) -> int:
    return node.start_mark.line + 1


def _check_tags(text: str, path: str | Path) -> None:
    """Check that no value is tagged: a tag says otherwise than the value looks, or does not fit."""
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if tag := getattr(event, "tag", None):
            raise ConfigError(
                f"{path}, line {_line(event)}: the tag {tag.replace(_YAML, '!!')} has no meaning "
                "in a config; take it out, and write a text in quotes"
            )


def _check_node(node: yaml.Node, path: str) -> None:
    if isinstance(node, yaml.MappingNode):
        _check_keys(node, path)
    elif isinstance(node, yaml.ScalarNode) and node.style is None:
        _check_scalar(node, f"{path}, line {_line(node)}")


def _check_merged(key: yaml.Node, value: yaml.Node, path: str) -> None:
    merged = value.value if isinstance(value, yaml.SequenceNode) else [value]
    if not all(isinstance(part, yaml.MappingNode) for part in merged):
        raise ConfigError(
            f"{path}, line {_line(key)}: << takes a mapping that has an anchor, such as *name, or "
            "a list of them"
        )


def _check_keys(node: yaml.MappingNode, path: str) -> None:
    seen: dict[str, int] = {}
    for key, value in node.value:
        if key.tag == _MERGE:
            _check_merged(key, value, path)
            continue
        if not (isinstance(key, yaml.ScalarNode) and key.tag == _TEXT):
            shown = key.value if isinstance(key, yaml.ScalarNode) else "a list or mapping"
            raise ConfigError(f"{path}, line {_line(key)}: {shown} is no name for a key")
        if key.value in seen:
            raise ConfigError(
                f"{path}, line {_line(key)}: the key {key.value!r} stands in line "
                f"{seen[key.value]}, too; give it once"
            )
        seen[key.value] = _line(key)


def _check_scalar(node: yaml.ScalarNode, where: str) -> None:
    try:
        read = yaml.SafeLoader("").construct_object(node)
    except ValueError as error:
        raise ConfigError(f"{where}: {node.value} cannot be read ({error})") from None
    except yaml.YAMLError:  # = or <<, which are no values
        raise ConfigError(f"{where}: {node.value} is no value; write it in quotes") from None
    looks = as_written(node.value)
    if (type(read), read) == (type(looks), looks) or _are_special(read, node.value):
        return
    if isinstance(looks, float) and math.isfinite(looks):
        hint = f"write {_plain(looks)}"
    else:
        hint = "write it in quotes if it is a text, else as a plain number, true or false"
    raise ConfigError(f"{where}: {node.value} is read as {read!r} by YAML 1.1; {hint}")


def _are_special(read, text: str) -> bool:
    """Return whether a scalar is infinity or no number, which the schema refuses by its key."""
    return isinstance(read, float) and text.lstrip("+-").lower() in (".inf", ".nan")


def _plain(number: float) -> str:
    """Return a number as both versions of YAML read it."""
    text = repr(number)
    mantissa, e, exponent = text.partition("e")
    if not e:
        return text
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}e{int(exponent):+d}"
