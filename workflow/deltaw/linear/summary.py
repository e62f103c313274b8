"""Linear networks over zhat, g and seed, and the quantities that Fig. 4 shows."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from ..datasets import Coordinate, Kind, Variable
from ..spectra import first_below
from ..summaries import cell, check_spectrum, join, summarised
from .kinds import COORDS, COSINE, FAILING, FLOW, NETWORK, SHUFFLE, SPECTRUM, TRUNCATION
from .theory import (
    amplification,
    first_coefficient,
    gathered_vectors,
    low_rank_change,
    readout,
    unit_vectors,
)

CHAIN = (NETWORK, SPECTRUM, TRUNCATION, SHUFFLE)
DIMS = ("zhat", "g", "seed")
_TIMES = ("silence", "stimulus", "penalised", "duration", "period")


def _derived(long_name: str, **more) -> Variable:
    return Variable("zhat g seed", long_name, "1", "float64", may_be_nan=True, **more)


# What Eq. 5 and 9 to 12 say of one network, from its W0, ΔW, m and w
GEOMETRY = {
    "a": Variable(
        "zhat g seed row column",
        "A of Eq. 9: ΔW projected on [w m] on both sides",
        "1",
        "float64",
        may_be_nan=True,
    ),
    "outside_span": _derived("part of the norm of ΔW outside [w m]"),
    "outside_powers": _derived(
        "part of the norm of ΔW outside [B^T w, B^T B m, B^T B B^T w] and, in its rows, outside "
        "[B m, B B^T w, B B^T B m]",
        optional=True,  # results of former versions are without
    ),
    "overlap": _derived("w^T m"),
    "beta_w": _derived("w^T B B^T w of Eq. 12"),
    "beta_m": _derived("m^T B^T B m of Eq. 12"),
    "fixed_point": _derived("readout at the fixed point after training, Eq. 5"),
    "along_w0": _derived("part of the norm of ΔW along B^T w (rows: B m), where W1 is (Eq. 11)"),
    "along_mw": _derived("part of the norm of ΔW along w (rows: m)"),
}
DERIVED = {
    "convergence_time": _derived(
        "learning time at which the loss first is below the threshold", reason="convergence"
    ),
    "convergence": Variable(
        "zhat g seed",
        "whether the loss fell below the threshold",
        dtype="int8",
        flags=("converged", "not_converged", "diverged"),
    ),
    "mean_gradient_norm": _derived(
        "gradient norm, mean over epochs up to the convergence time", reason="convergence"
    ),
    "dw_norm": _derived("Frobenius norm of ΔW"),
    "relative_shuffle_loss": _derived("loss with W0 shuffled, mean over shuffles, over zhat^2 / 2"),
    "functional_rank": _derived("lowest rank with a loss below the threshold", reason="rank_found"),
    "rank_found": Variable(
        "zhat g seed",
        "whether a rank up to max_rank is enough",
        dtype="int8",
        flags=("found", "not_found", "diverged"),
    ),
}
SUMMARY = Kind(
    "linear_summary",
    summarised("zhat g seed", CHAIN) | GEOMETRY | DERIVED,
    COORDS | {"row": Coordinate("row of A"), "column": Coordinate("column of A")},
    made_by="aggregate_linear",
)
FAILING_SUMMARY = Kind(
    "failing_summary", summarised("zhat g seed", [FAILING]), COORDS, made_by="aggregate_failing"
)
COSINE_SUMMARY = Kind(
    "cosine_summary", summarised("g seed", [COSINE]), COORDS, made_by="aggregate_cosine"
)
FLOW_SUMMARY = Kind(
    "flow_summary", summarised("zhat g seed", [FLOW]), COORDS, made_by="aggregate_flow"
)
# Kinds of one network and of all, and the latter's dimensions
SINGLE = {
    "failing": (FAILING, FAILING_SUMMARY, DIMS),
    "cosine": (COSINE, COSINE_SUMMARY, DIMS[1:]),
    "flow": (FLOW, FLOW_SUMMARY, DIMS),
}


def geometry(w0: np.ndarray, dw: np.ndarray, m: np.ndarray, w: np.ndarray) -> dict:
    """Return the variables of `GEOMETRY`; those of ΔW are NaN if it is.

    Parameters
    ----------
    w0, dw : numpy.ndarray, shape (N, N)
    m, w : numpy.ndarray, shape (N,)
        The paper's vectors of unit length.
    """
    inverse = np.linalg.pinv(np.stack([w, m], axis=1))
    a = inverse @ dw @ inverse.T
    norm = np.linalg.norm(dw)
    outside = np.linalg.norm(dw - low_rank_change(a, m, w))
    beta_w, beta_m = amplification(w0, m, w)
    first = first_coefficient(w0, m, w, 1)
    left, right = (np.linalg.qr(vectors)[0] for vectors in gathered_vectors(w0, m, w))
    inside = left @ (left.T @ dw @ right) @ right.T
    return {
        "a": a,
        "outside_span": outside / norm if norm else 0.0,
        "outside_powers": np.linalg.norm(dw - inside) / norm if norm else 0.0,
        "overlap": w @ m,
        "beta_w": beta_w,
        "beta_m": beta_m,
        "fixed_point": readout(w0 + dw, m, w) if np.isfinite(norm) else np.nan,
        "along_w0": np.vdot(first, dw) / np.linalg.norm(first) / norm if norm else 0.0,
        "along_mw": w @ dw @ m / norm if norm else 0.0,
    }


def linear_cell(chain: Sequence[str | Path]) -> xr.Dataset:
    """Join the files of one network, of the kinds in `CHAIN`, with its geometry."""
    network = NETWORK.read(chain[0])
    w0, dw = (network[name].values.astype(np.float64) for name in ("w0", "dw"))
    check_spectrum(dw, SPECTRUM.read(chain[1])["sv_dw"].values, chain)
    values = geometry(w0, dw, *unit_vectors(network["m"].values, network["v"].values))
    added = {name: (["row", "column"][: np.ndim(v)], v) for name, v in values.items()}
    return cell(chain, CHAIN).assign(added).assign_coords(row=["w", "m"], column=["w", "m"])


def summarise(
    chains: Iterable[Sequence[str | Path]], expected: Sequence[Mapping], threshold: float
) -> xr.Dataset:
    """Join the linear networks over zhat, g and seed and add the quantities of Fig. 4.

    Parameters
    ----------
    chains : iterable of sequence of path
        The files of each network, of the kinds in `CHAIN`; every seed for every g and zhat.
    expected : sequence of mapping
        The parameters that the config says (`deltaw.summaries.join`).
    threshold : float
        Converged below this part of zhat^2 / 2, the loss without output.
    """
    summary = join([linear_cell(chain) for chain in chains], DIMS, expected)
    diverged = summary["diverged"].values > 0
    # The loss without output, for all cells
    unit = np.broadcast_to(summary["zhat"].values[:, None, None] ** 2 / 2, diverged.shape)
    goal = threshold * unit
    epoch = first_below(summary["epoch"].values, summary["loss"].values, goal)
    rank = first_below(summary["rank"].values, summary["truncation_loss"].values, goal)
    shuffled = summary["shuffle_loss"].mean("shuffle", skipna=False).values
    derived = {
        "convergence_time": epoch * summary["learning_rate"].values,
        "convergence": np.select([diverged, np.isnan(epoch)], [2, 1], 0),
        "mean_gradient_norm": _mean_until(epoch, summary["gradient_norm"].values),
        "dw_norm": np.linalg.norm(summary["sv_dw"].values, axis=-1),
        "relative_shuffle_loss": shuffled / unit,
        "functional_rank": rank,
        "rank_found": np.select([diverged, np.isnan(rank)], [2, 1], 0),
    }
    return summary.assign({name: (DIMS, v) for name, v in derived.items()})


def _mean_until(epoch: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the mean of values, shape (..., K), up to an epoch, shape (...); NaN without one."""
    counted = np.arange(values.shape[-1]) <= epoch[..., None]
    total = np.where(counted, values, 0).sum(axis=-1)
    return total / np.where(np.isnan(epoch), np.nan, epoch + 1)


def parameter_units(parameters: Mapping) -> dict[str, str]:
    """Return the units of all parameters; those that are not named are pure numbers."""
    return dict.fromkeys(["dt", *(f"trial.{time}" for time in _TIMES)], "time constants")
