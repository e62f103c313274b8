"""Weights from files of other programs: read without running anything in them, and checked."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

MOST = 20  # matrices of one network: as many rows as a figure can have
LARGEST = 1e300  # with which sums of matrices, and their norms, do not overflow
NAME = re.compile(r"[\w.:/+-]{1,100}")
Weights = dict[str, np.ndarray]


class WeightsError(Exception):
    """Weights that cannot be used; the message is one sentence."""


class Pair(NamedTuple):
    """The weights of one network before and after training.

    Attributes
    ----------
    before, after : dict
        All arrays of the two files, by their names.
    matrices : list of str
        Those that are looked at: matrices of real numbers in both files, changed by training.
    """

    before: Weights
    after: Weights
    matrices: list[str]

    def of(self, matrix: str) -> tuple[np.ndarray, np.ndarray]:
        """Return W0 and ΔW of a matrix, ΔW in double precision."""
        w0, w = self.before[matrix], self.after[matrix]
        return w0, w.astype(np.float64) - w0.astype(np.float64)


def _read_npz(path: Path) -> Mapping:
    with np.load(path) as file:  # objects, which are pickled, are refused
        return dict(file)


def _read_torch(path: Path) -> Mapping:
    import torch  # takes a while to load, as below

    return torch.load(path, map_location="cpu", weights_only=True)


def _read_safetensors(path: Path) -> Mapping:
    from safetensors.torch import load_file

    return load_file(path)


READERS: dict[str, Callable[[Path], Mapping]] = {
    ".npz": _read_npz,
    ".pt": _read_torch,
    ".pth": _read_torch,
    ".safetensors": _read_safetensors,
}


def _array(value) -> np.ndarray:
    """Return an array or a tensor as an array; numpy has no brain floats, so they get longer."""
    if hasattr(value, "detach"):
        value = value.detach()
        short = value.is_floating_point() and value.element_size() < 4
        value = (value.float() if short else value).numpy()
    return value.astype(np.float32) if value.dtype == np.float16 else value


def read_weights(path: Path) -> Weights:
    """Return the arrays of a file by their names.

    Raises
    ------
    WeightsError
        If it cannot be read, or holds anything but arrays by names.
    """
    if path.suffix not in READERS:
        raise WeightsError(f"{path} must end with one of {', '.join(READERS)}")
    reader = READERS[path.suffix]
    try:
        return {_text(name): _array(value) for name, value in reader(path).items()}
    except Exception as error:  # whatever a damaged or foreign file leads to
        what = "a state_dict saved by torch.save" if reader is _read_torch else "arrays by name"
        raise WeightsError(
            f"{path} cannot be read: it must hold {what}, and nothing else"
        ) from error


def _text(name) -> str:
    if not isinstance(name, str):
        raise TypeError(name)
    return name


def _is_matrix(array: np.ndarray) -> bool:
    """Return whether an array has a rank to speak of: more than one row and column."""
    return array.ndim == 2 and min(array.shape) > 1 and array.dtype.kind == "f"


def read_pair(before: Path, after: Path, chosen: Sequence[str] = ()) -> Pair:
    """Read the weights before and after training.

    Parameters
    ----------
    before, after : path
    chosen : sequence of str
        The matrices to look at; without: all that both files share and training changed.

    Raises
    ------
    WeightsError
        If a file cannot be read, or the two have no matrix to look at, or one that cannot be used.
    """
    initial, trained = read_weights(before), read_weights(after)
    files = f"{before} and {after}"
    both = [name for name in initial if name in trained]
    shared = [n for n in both if _is_matrix(initial[n]) or _is_matrix(trained[n])]
    if not shared:
        raise WeightsError(
            f"{files} share no matrix of real numbers, of more than one row and column"
        )
    if missing := [name for name in chosen if name not in shared]:
        near = ", ".join(shared[:5]) + (", ..." if len(shared) > 5 else "")
        raise WeightsError(f"{files} do not share the matrix {missing[0]!r}; they share {near}")
    looked_at = list(chosen or shared)
    for name in looked_at:
        if wrong := _unfit(name, initial[name], trained[name]):
            raise WeightsError(f"{files}: the matrix {name!r} {wrong}")
    pair = Pair(initial, trained, looked_at)
    changed = [name for name in looked_at if pair.of(name)[1].any()]  # in double precision
    if not changed:
        raise WeightsError(f"{files} hold the same matrices: training changed none of them")
    if len(changed) > MOST:
        raise WeightsError(
            f"{files} share {len(changed)} matrices that differ: name up to {MOST} of them"
        )
    return pair._replace(matrices=changed)


def _unfit(name: str, w0: np.ndarray, w: np.ndarray) -> str:
    """Return why a matrix cannot be used; empty if it can."""
    if not NAME.fullmatch(name):
        return "has a name with other signs than letters, digits and _ . : / + -"
    for array, when in ((w0, "before"), (w, "after")):
        if array.dtype.kind not in "fiu":
            return f"holds {array.dtype.name} {when} training: it must hold real numbers"
    if w0.shape != w.shape:
        return f"has the shape {w0.shape} before training and {w.shape} after it"
    if not (np.isfinite(w0).all() and np.isfinite(w).all()):
        return "holds NaN or infinity"
    if max(float(np.abs(array).max()) for array in (w0, w)) > LARGEST:
        return f"holds numbers beyond {LARGEST:g}: it must be scaled down"
    return ""
