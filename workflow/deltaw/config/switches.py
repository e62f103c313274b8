"""Switches of the nonlinear networks: values that must fit the networks, or torch."""

from collections.abc import Mapping
from pathlib import Path

from ..networks.matrix_file import read_matrix
from ..networks.optimizers import check_optimizer
from .schema import ConfigError


def w0_path(w0: Mapping) -> Path:
    """Return where the file of a W0 lies."""
    return Path(w0["path"]).expanduser().absolute()


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

    try:
        check_optimizer(settings["optimizer"])
    except ValueError as error:
        raise ConfigError(f"{key('optimizer')}: {error}") from None
    if (rank := settings["dw_rank"]) and rank > n:
        raise ConfigError(f"{key('dw_rank')} is {rank}: it must be at most N, {n}")
    if (follow := settings["follow"]) and follow["number"] > n:
        raise ConfigError(
            f"{key('follow')}.number is {follow['number']}: it must be at most N, {n}"
        )
    if (draws := settings["draws"]) and draws not in entries:
        raise ConfigError(f"{key('draws')} is {draws!r}: networks.tasks has no such entry")
    _check_w0(settings["w0"], key("w0"), n)


def _check_w0(w0: Mapping, key: str, n: int) -> None:
    if w0.get("rank", 1) > n:
        raise ConfigError(f"{key}.rank is {w0['rank']}: it must be at most N, {n}")
    if "fraction" in w0 and not 0 < round(w0["fraction"] * n) < n:
        raise ConfigError(
            f"{key}.fraction is {w0['fraction']}: with {n} neurons it leaves no excitatory or no "
            "inhibitory one"
        )
    if w0["kind"] == "file":
        try:
            read_matrix(w0_path(w0), n)
        except ValueError as error:
            raise ConfigError(f"{key}.path: {error}") from None
