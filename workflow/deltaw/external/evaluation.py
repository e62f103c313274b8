"""The user's own measure of a network, as a function of one of its matrices."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, contextmanager
from functools import partial
from importlib.util import module_from_spec, spec_from_file_location
from numbers import Real
from pathlib import Path

import numpy as np

from ..own_code import FAILURES, failure, shown
from ..spectra import decompose, shuffle_losses, truncation_losses
from .reading import Pair, Weights

Evaluate = Callable[[Weights], float]


class EvaluateError(Exception):
    """A measure that cannot be used; the message is one sentence."""


@contextmanager
def lent_evaluate(path: Path, key: str) -> Iterator[Evaluate]:
    """Run a Python file of the user's and lend its function ``evaluate``.

    Modules beside the file can be imported from it. The user's code may change the working
    directory; it is brought back in the end, as paths of the workflow start there.

    Parameters
    ----------
    path : path
    key : str
        Of the config, where the file is named.

    Raises
    ------
    EvaluateError
        If the file or its function fails, or what it returns cannot be used; with key and file.
    """
    try:
        with chdir("."):
            evaluate = _run(path, _load, path)
            yield lambda weights: _number(_run(path, evaluate, weights))
    except EvaluateError as error:
        raise EvaluateError(f"{key}: {shown(path)}: {error}") from error


def _run(path: Path, code: Callable, given):
    """Return what code of the user's file returns; whatever it raises becomes a sentence."""
    try:
        return code(given)
    except FAILURES as error:
        raise EvaluateError(failure(path, error)) from error


def _load(path: Path) -> Callable:
    sys.path.insert(0, str(path.parent))
    spec = spec_from_file_location("evaluated_file", path)
    module = sys.modules[spec.name] = module_from_spec(spec)  # where dataclasses look for it
    spec.loader.exec_module(module)
    return module.evaluate


def _number(value) -> float:
    """Return a number, or an array or a tensor of no dimension, as a number."""
    scalar = value.item() if getattr(value, "ndim", None) == 0 else value
    if not isinstance(scalar, Real):
        raise EvaluateError(f"evaluate returns {_told(value)}: it must return one number")
    return float(scalar)


def _told(value) -> str:
    shape = f" of shape {tuple(value.shape)}" if getattr(value, "shape", ()) else ""
    return f"a value of type {type(value).__name__}{shape}"


def values(
    pair: Pair,
    evaluate: Evaluate,
    ranks: Sequence[int],
    shuffles: Sequence[int],
    rng: Callable[..., np.random.Generator],
) -> dict[str, np.ndarray | float]:
    """Return the variables of `kinds.EVALUATION`.

    One matrix is changed at a time, all others are the trained ones; ranks that it lacks are NaN.

    Parameters
    ----------
    pair : Pair
    evaluate : callable
        The user's function of all weights.
    ranks : sequence of int
        From 0 on, without gaps.
    shuffles : sequence of int
        Numbers of the permutations.
    rng : callable
        Returns the generator of a ``matrix`` and a ``shuffle``.

    Raises
    ------
    EvaluateError
        If the unchanged weights have no finite value.
    """
    before, after = (_reference(evaluate, pair, when) for when in ("before", "after"))
    truncated = np.full((len(pair.matrices), len(ranks)), np.nan)
    shuffled = np.empty((len(pair.matrices), len(shuffles)))
    for matrix, at_rank, at_shuffle in zip(pair.matrices, truncated, shuffled, strict=True):
        (w0, dw), of_w = pair.of(matrix), partial(_with_matrix, evaluate, pair.after, matrix)
        own = [rank for rank in ranks if rank <= min(w0.shape)]
        at_rank[: len(own)] = truncation_losses(w0, decompose(dw), own, of_w)
        at_shuffle[:] = shuffle_losses(
            w0, dw, [rng(matrix=matrix, shuffle=k) for k in shuffles], of_w
        )
    references = {"initial_value": before, "trained_value": after}
    return references | {"truncation_value": truncated, "shuffle_value": shuffled}


def _reference(evaluate: Evaluate, pair: Pair, when: str) -> float:
    """Return the value of the unchanged weights, which must have one."""
    value = evaluate(dict(getattr(pair, when)))
    if not np.isfinite(value):
        raise EvaluateError(f"evaluate returns {value} for the weights {when} training")
    return value


def _with_matrix(evaluate: Evaluate, weights: Weights, matrix: str, w: np.ndarray) -> float:
    """Return the value with one matrix in place of the trained one, in its precision."""
    return evaluate(weights | {matrix: w.astype(weights[matrix].dtype)})
