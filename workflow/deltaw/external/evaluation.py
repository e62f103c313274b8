"""The user's own measure of a network, as a function of one of its matrices."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, contextmanager
from functools import partial
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np

from ..spectra import decompose, shuffle_losses, truncation_losses
from .reading import Pair, Weights

Evaluate = Callable[[Weights], float]


@contextmanager
def lent_evaluate(path: Path) -> Iterator[Evaluate]:
    """Run a Python file of the user's and lend its function ``evaluate``.

    Modules beside the file can be imported from it. The user's code may change the working
    directory; it is brought back in the end, as paths of the workflow start there.
    """
    with chdir("."):
        yield _load(path)


def _load(path: Path) -> Evaluate:
    sys.path.insert(0, str(path.parent))
    spec = spec_from_file_location("evaluated_file", path)
    module = sys.modules[spec.name] = module_from_spec(spec)  # where dataclasses look for it
    spec.loader.exec_module(module)
    return module.evaluate


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
    ValueError
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
    value = float(evaluate(dict(getattr(pair, when))))
    if not np.isfinite(value):
        raise ValueError(f"evaluate returns {value} for the weights {when} training")
    return value


def _with_matrix(evaluate: Evaluate, weights: Weights, matrix: str, w: np.ndarray) -> float:
    """Return the value with one matrix in place of the trained one, in its precision."""
    return float(evaluate(weights | {matrix: w.astype(weights[matrix].dtype)}))
