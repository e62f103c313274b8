"""Switches of the nonlinear networks: values that must fit the networks, or torch."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from ..networks.matrix_file import read_matrix
from ..networks.optimizers import check_optimizer
from ..networks.tasks import make_task
from .local import local_path
from .schema import ConfigError

EMPTY = 1e-9  # the chance of a sparse W0 without an entry that is let pass
SMALLEST, LARGEST = 1e-15, 1e15  # of the largest entry of a W0: their squares, too, are in float32


def w0_path(w0: Mapping, key: str = "networks.w0") -> Path:
    """Return where the file of a W0 lies, which stands at that key."""
    return local_path(w0["path"], f"{key}.path")


def check_switches(settings: Mapping, entries: Mapping, place: str, n: int) -> None:
    """Check how the networks of a task with n neurons differ from the paper's.

    Parameters
    ----------
    settings : mapping
        Those of the task, as they are after its own stand over those of all networks.
    entries : mapping
        The entries of all tasks.
    place : str
        The key of the task's entry.
    n : int
    """
    own = entries[place.rpartition(".")[2]]

    def key(name: str) -> str:
        return f"{place}.{name}" if name in own else f"networks.{name}"

    _check_optimizer(settings["optimizer"], key("optimizer"))
    if (rank := settings["dw_rank"]) and rank > n:
        raise ConfigError(f"{key('dw_rank')} is {rank}: it must be at most N, {n}")
    if (follow := settings["follow"]) and follow["number"] > n:
        raise ConfigError(
            f"{key('follow')}.number is {follow['number']}: it must be at most N, {n}"
        )
    if follow and follow["every"] > settings["epochs"]:
        raise ConfigError(
            f"{key('follow')}.every is {follow['every']}: it must be at most {place}.epochs, "
            f"{settings['epochs']}"
        )
    if settings["draws"]:
        _check_draws(settings, entries, key("draws"))
    _check_w0(settings["w0"], key("w0"), n)


def _check_optimizer(optimizer: str | Mapping, key: str) -> None:
    try:
        check_optimizer(optimizer)
    except ValueError as error:
        raise ConfigError(f"{key}: {_in_one_line(error)}") from None
    except Exception as error:  # torch raises what its arguments come to
        told = _in_one_line(error)
        raise ConfigError(f"{key}: {optimizer} does not fit its class ({told})") from None


def _check_draws(settings: Mapping, entries: Mapping, key: str) -> None:
    """Check that the entry whose draws are shared exists, and has weights of the same shapes."""
    if (draws := settings["draws"]) not in entries:
        raise ConfigError(f"{key} is {draws!r}: networks.tasks has no such entry")
    own = _channels(settings["task"])
    try:
        other = _channels(entries[draws]["task"])
    except ValueError as error:
        raise ConfigError(f"networks.tasks.{draws}.task: {error}") from None
    if own != other:
        raise ConfigError(
            f"{key} is {draws!r}, a task with {other}, which cannot share M, V and trials with one "
            f"with {own}; name a task with as many"
        )


def _channels(parameters: Mapping) -> str:
    task = make_task(**parameters)
    return f"{task.n_inputs} inputs and {task.n_outputs} outputs"


def _check_w0(w0: Mapping, key: str, n: int) -> None:
    if "rank" in w0 and w0["rank"] > n:
        raise ConfigError(f"{key}.rank is {w0['rank']}: it must be at most N, {n}")
    if "density" in w0 and (1 - w0["density"]) ** n**2 > EMPTY:
        enough = min(1.1 * (1 - EMPTY ** (1 / n**2)), 1)
        raise ConfigError(
            f"{key}.density is {w0['density']}: with {n} neurons W0 may have no entry but 0; give "
            f"{enough:.2g} or more"
        )
    if "fraction" in w0 and not 0 < round(w0["fraction"] * n) < n:
        raise ConfigError(
            f"{key}.fraction is {w0['fraction']}: with {n} neurons it leaves no excitatory or no "
            "inhibitory one"
        )
    if w0["kind"] == "file":
        _check_matrix(w0_path(w0, key), f"{key}.path", n)


def _check_matrix(path: Path, key: str, n: int) -> None:
    """Check the matrix in a file, and that float32 keeps it, in which networks are trained."""
    try:
        largest = float(abs(read_matrix(path, n).astype(np.float64)).max())
    except ValueError as error:
        raise ConfigError(f"{key}: {_in_one_line(error)}") from None
    except Exception as error:  # numpy raises what the header of a file comes to
        told = _in_one_line(error)
        raise ConfigError(f"{key}: {path} cannot be read as .npy ({told})") from None
    if not SMALLEST <= largest <= LARGEST:
        raise ConfigError(
            f"{key}: the largest entry of {path} is {largest:.2g}, but for float32, in which "
            f"networks are trained, it must be from {SMALLEST:g} to {LARGEST:g}; scale the matrix"
        )


def _in_one_line(error: Exception) -> str:
    return " ".join(str(error).split())
