"""The quantities of the published figures in a run's results, by the definitions used there.

They differ in places from the definitions of this workflow's own figures: convergence and the
loss after shuffling count from the loss of the first batch, truncated losses and the functional
rank from the loss at rank 0; W0 is shuffled once; a cell of Fig. 2 and 4 needs all networks to
have converged.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from ..linear import theory
from ..spectra import first_below

CONVERGED = 0.05  # of the initial loss
UNITS = 256  # of each layer of the published LSTM
SMOOTHED = 3  # epochs on either side that a loss or accuracy of the LSTM is averaged over


class LacksError(Exception):
    """The run has nothing to compare; the message says what is missing."""


@dataclass(frozen=True)
class Results:
    """The aggregated results of a run.

    Attributes
    ----------
    tasks : mapping
        By task: dataset of kind "task_summary", of the networks of Fig. 1 and 2.
    linear, sentiment : xarray.Dataset
        Of kind "linear_summary" and "sentiment_summary".
    """

    tasks: Mapping[str, xr.Dataset]
    linear: xr.Dataset
    sentiment: xr.Dataset


def measured(
    results: Results, figure: str, quantity: str, of: str, g: float, x: np.ndarray
) -> np.ndarray:
    """Return a quantity of each network at the points of an axis.

    Parameters
    ----------
    results : Results
    figure, quantity, of, g
        As in the table of published numbers.
    x : numpy.ndarray, shape (K,)

    Returns
    -------
    numpy.ndarray, shape (K, networks)
        NaN where the run does not reach so far on the axis.

    Raises
    ------
    LacksError
        If the run lacks the networks, or they did not converge.
    """
    if figure in ("fig1", "fig2"):
        return _of_task(_task_cell(results.tasks, of, g), figure, quantity, x)
    if figure == "fig3":
        return _over_learning(results.linear, quantity, float(of), g, x)
    if figure == "fig4":
        return _over_g(results.linear, quantity, float(of), g)
    return _of_lstm(results.sentiment, quantity, of, x)


def _at(data: xr.Dataset, **coords: float) -> xr.Dataset:
    for name, value in coords.items():
        near = np.isclose(data[name], value)
        if not near.any():
            raise LacksError(f"the run has no {name} = {value:g}")
        data = data.isel({name: int(near.argmax())})
    return data


def _task_cell(tasks: Mapping[str, xr.Dataset], of: str, g: float) -> xr.Dataset:
    if of not in tasks:
        raise LacksError(f"the run has no task {of}")
    return _at(tasks[of], g=g).transpose("seed", ...)


def _check_all(converged: np.ndarray) -> None:
    if not converged.all():
        raise LacksError(f"{(~converged).sum()} of {converged.size} networks did not converge")


def _of_task(cell: xr.Dataset, figure: str, quantity: str, x: np.ndarray) -> np.ndarray:
    """Return a quantity of Fig. 1, of the networks that converged, or of Fig. 2."""
    first_batch = cell["loss"].values[:, 0]
    epoch = first_below(cell["epoch"].values, cell["loss"].values, CONVERGED * first_batch)
    converged = np.isfinite(epoch) & (cell["diverged"].values == 0)
    if figure == "fig2":
        _check_all(converged)
        return _of_fig2(cell, quantity, epoch, first_batch)[None]
    if not converged.any():
        _check_all(converged)
    return _of_fig1(cell.isel(seed=np.flatnonzero(converged)), quantity, x)


def _of_fig1(cell: xr.Dataset, quantity: str, x: np.ndarray) -> np.ndarray:
    if quantity == "singular_value":
        return cell["sv_dw"].reindex(index=x).values.T
    losses = cell["truncation_loss"] / cell["truncation_loss"].sel(rank=0)
    return losses.reindex(rank=x).values.T


def _of_fig2(
    cell: xr.Dataset, quantity: str, epoch: np.ndarray, first_batch: np.ndarray
) -> np.ndarray:
    if quantity == "convergence_epoch":
        return epoch
    if quantity == "relative_shuffle_loss":
        return cell["shuffle_loss"].values[:, 0] / first_batch
    if quantity == "dw_norm":
        return cell["dw_norm"].values
    losses = cell["truncation_loss"].values
    ranks = first_below(cell["rank"].values, losses, CONVERGED * losses[:, 0])
    if np.isnan(ranks).any():
        lost = np.isnan(ranks).sum()
        raise LacksError(f"{lost} of {ranks.size} networks have no rank that is enough")
    return ranks


def _over_learning(
    summary: xr.Dataset, quantity: str, zhat: float, g: float, x: np.ndarray
) -> np.ndarray:
    """Return loss, s1 or s2 of Fig. 3 at effective learning times, or their prediction."""
    name, _, predicted = quantity.partition("_")
    if predicted:
        return theory.held_prediction(x / theory.beta(g) ** 2, zhat, g)[name][:, None]
    cell = _at(summary, zhat=zhat, g=g).transpose("seed", ...)
    cell = cell.isel(seed=np.flatnonzero(cell["diverged"] == 0))
    if not cell.sizes["seed"]:
        raise LacksError("all networks diverged")
    values = cell["loss"] if name == "loss" else cell["leading"].sel(value=int(name[1]))
    rate = cell["learning_rate"].values.flat[0]
    times = theory.beta(g) ** 2 * rate * cell["epoch"].values
    rows = [np.interp(x, times, row, right=np.nan) for row in values.values]
    return np.transpose(rows)


def _over_g(summary: xr.Dataset, quantity: str, zhat: float, g: float) -> np.ndarray:
    """Return a quantity of Fig. 4; all but the loss after shuffling over its mean at g = 0."""
    cells = [_at(summary, zhat=zhat, g=at) for at in (0, g)]
    for cell in cells:
        _check_all(np.isfinite(cell["convergence_time"].values))
    if quantity == "relative_shuffle_loss":
        return cells[1]["shuffle_loss"].isel(shuffle=0).values[None] / (zhat**2 / 2)
    without, values = (cell[quantity].values for cell in cells)
    return values[None] / without.mean()


def _of_lstm(summary: xr.Dataset, quantity: str, of: str, x: np.ndarray) -> np.ndarray:
    """Return a quantity of Fig. 5 or of the supplement's figure of the LSTM."""
    sources = summary["corpus"].item(), summary["embeddings"].item()
    if sources != ("sst", "glove") or summary.sizes["index"] != UNITS:
        raise LacksError("the LSTM has other sentences, word vectors or units")
    summary = summary.transpose("seed", ...)
    if of == "final":
        return summary["final_accuracy"].values[None]
    if quantity == "singular_value":
        return summary[f"sv_{of}_rec2"].reindex(index=x).values.T
    if f"{of}_{quantity}" in summary:
        history = summary[f"{of}_{quantity}"].values
        return np.stack([_around(history, summary["epoch"].values, epoch) for epoch in x])
    return summary[f"accuracy_{of}"].reindex(rank=x).values.T


def _around(history: np.ndarray, epochs: np.ndarray, epoch: float) -> np.ndarray:
    """Return the mean over the epochs around one, of each network; NaN beyond the last."""
    near = abs(epochs - epoch) <= SMOOTHED
    known = near.any() and epoch <= epochs[-1]
    return history[:, near].mean(axis=1) if known else np.full(len(history), np.nan)
