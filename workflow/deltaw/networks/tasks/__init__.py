"""The tasks that networks are trained on: the paper's (Section 2, Fig. 1a-c), and four more.

Each module but `task` is one task, under the name that the config gives as its ``kind``. To add a
task, add such a module with one subclass of `Task`, and name it in the config.
"""

from importlib import import_module
from pkgutil import iter_modules

from .task import Task, Trials

__all__ = ["Task", "Trials", "kinds", "make_task", "task_class"]


def kinds() -> list[str]:
    """Return the kinds of task that there are."""
    return sorted(module.name for module in iter_modules(__path__) if module.name != "task")


def task_class(kind: str) -> type[Task]:
    """Return the class of a kind of task.

    Raises
    ------
    ValueError
        If the kind is unknown.
    """
    if kind not in kinds():
        raise ValueError(f"unknown task kind {kind!r}: choose one of {', '.join(kinds())}")
    module = import_module(f"{__name__}.{kind}")
    (found,) = (
        c
        for c in vars(module).values()
        if isinstance(c, type) and issubclass(c, Task) and c.__module__ == module.__name__
    )
    return found


def make_task(kind: str, **parameters) -> Task:
    """Return the task of that kind.

    Parameters
    ----------
    kind : str
        One of `kinds`.
    **parameters
        The fields of its dataclass.

    Raises
    ------
    ValueError
        If the kind is unknown, or the parameters do not fit each other.
    """
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in parameters.items()}
    return task_class(kind)(**values)
