"""The files of the tasks, which may be the user's own: the parameters that they declare."""

from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path

from ..networks import tasks
from ..networks.tasks import task_class
from ..own_code import FAILURES, failure, shown
from .errors import ConfigError

LIBRARY = Path(__file__).parents[1]


def task_file(kind: str) -> Path:
    """Return the file of a kind of task."""
    return LIBRARY / "networks" / "tasks" / f"{kind}.py"


def parameters_of(kind: str) -> dict:
    """Return the schema of the parameters of a kind of task; its file may be the user's own.

    Raises
    ------
    ConfigError
        One sentence with the file and its mistake.
    """
    file = task_file(kind)
    try:
        import_module(f"{tasks.__name__}.{kind}")
    except FAILURES as error:
        raise ConfigError(f"{shown(file)}: {failure(file, error)}") from None
    try:
        task = task_class(kind)
    except ValueError:
        raise ConfigError(f"{shown(file)} must define one class of Task, and no other") from None
    if wrong := _undeclared(task):
        raise ConfigError(f"{shown(file)}: {wrong}")
    try:
        return task.schema()["properties"]
    except Exception:  # whatever an unknown type leads to
        types = ", ".join(f"{field.name}: {_type_name(field.type)}" for field in fields(task))
        raise ConfigError(
            f"{shown(file)}: a field has a type that no parameter can have ({types}); take float, "
            "int, str, bool, Interval or tuple[float, ...]"
        ) from None


def _undeclared(task: type[tasks.Task]) -> str:
    """Return what is wrong with the declaration of the parameters; empty if nothing is."""
    if not is_dataclass(task):
        return f"write @dataclass(frozen=True) above the class {task.__name__}"
    for field in fields(task):
        if isinstance(field.type, str):
            return (
                f"the type of {field.name} is a text; take the quotes or "
                "'from __future__ import annotations' out"
            )
        if "rules" not in field.metadata:
            return (
                f"declare {field.name} by parameter(...) or time(...), or without a type if it is "
                "no parameter"
            )
    return ""


def _type_name(annotation) -> str:
    return annotation.__name__ if type(annotation) is type else str(annotation)
