"""The networks of a task over g and seed, and the quantities that Fig. 2 shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np
import xarray as xr

from ..datasets import Kind, Variable
from ..spectra import first_below
from ..summaries import cell, check_spectrum, join, summarised
from .goal import goal_loss
from .kinds import COORDS, DYNAMICS, NETWORK, SHUFFLE, SPECTRUM, TRUNCATION
from .tasks import task_class

CHAIN = (NETWORK, SPECTRUM, TRUNCATION, SHUFFLE)
DIMS = ("g", "seed")
DERIVED = {
    "dw_norm": Variable("g seed", "Frobenius norm of ΔW", "1", "float64", True),
    "w0_norm": Variable("g seed", "Frobenius norm of W0", "1", "float64", True),
    "w_norm": Variable("g seed", "Frobenius norm of W", "1", "float64", True),
    "dw_largest": Variable("g seed", "largest modulus of an entry of ΔW", "1", "float64", True),
    "w0_radius": Variable("g seed", "spectral radius of W0", "1", "float64", True),
    "w_radius": Variable("g seed", "spectral radius of W", "1", "float64", True),
    "convergence_epoch": Variable(
        "g seed",
        "first epoch with a loss below the threshold",
        dtype="float64",
        may_be_nan=True,
        reason="convergence",
    ),
    "convergence": Variable(
        "g seed",
        "whether the loss fell below the threshold",
        dtype="int8",
        flags=("converged", "not_converged", "diverged"),
    ),
    "functional_rank": Variable(
        "g seed",
        "lowest rank with a loss below the threshold",
        dtype="float64",
        may_be_nan=True,
        reason="rank_found",
    ),
    "rank_found": Variable(
        "g seed",
        "whether a rank is enough: the task solved after training, and by a rank up to max_rank",
        dtype="int8",
        flags=("found", "not_solved", "no_rank_up_to_max_rank", "diverged"),
    ),
}
SUMMARY = Kind(
    "task_summary", summarised("g seed", CHAIN) | DERIVED, COORDS, made_by="aggregate_task"
)
DYNAMICS_SUMMARY = Kind(
    "dynamics_summary", summarised("g seed", [DYNAMICS]), COORDS, made_by="aggregate_dynamics"
)
# Kinds of one network and of all, and the latter's dimensions
SINGLE = {"dynamics": (DYNAMICS, DYNAMICS_SUMMARY, DIMS)}


def network_cell(chain: Sequence[str | Path]) -> xr.Dataset:
    """Join the files of one network, with what its large matrices tell that claims ask for."""
    network, spectrum = NETWORK.read(chain[0]), SPECTRUM.read(chain[1])
    check_spectrum(network["dw"].values, spectrum["sv_dw"].values, chain)
    # Eigenvalues stand by falling modulus.
    radii = {k: np.hypot(*spectrum[f"eig_{k}"].values[0]) for k in ("w0", "w")}
    return cell(chain, CHAIN).assign(
        dw_largest=abs(network["dw"]).max().astype("float64"),
        w0_radius=radii["w0"],
        w_radius=radii["w"],
    )


def summarise(
    chains: Iterable[Sequence[str | Path]],
    expected: Sequence[Mapping],
    threshold: float,
    floor: str,
) -> xr.Dataset:
    """Join the networks of a task over g and seed and add the quantities of Fig. 2.

    Parameters
    ----------
    chains : iterable of sequence of path
        The files of each network, of the kinds in `CHAIN`; every seed for every g.
    expected : sequence of mapping
        The parameters that the config says (`deltaw.summaries.join`).
    threshold, floor
        Those of `goal.goal_loss`.
    """
    summary = join([network_cell(chain) for chain in chains], DIMS, expected)
    initial, trained = summary["initial_loss"].values, summary["trained_loss"].values
    goal = goal_loss(initial, trained, threshold, floor)
    epoch = first_below(summary["epoch"].values, summary["loss"].values, goal)
    rank = first_below(summary["rank"].values, summary["truncation_loss"].values, goal)
    diverged = summary["diverged"].values > 0
    derived = {
        "convergence_epoch": epoch,
        "convergence": np.select([diverged, np.isnan(epoch)], [2, 1], 0),
        "functional_rank": rank,
        "rank_found": np.select(
            [diverged, np.isfinite(rank), trained < goal], [3, 0, 2], default=1
        ),
    }
    for matrix in ("w0", "dw", "w"):
        # The Frobenius norm is the length of the vector of singular values.
        derived[f"{matrix}_norm"] = np.linalg.norm(summary[f"sv_{matrix}"].values, axis=-1)
    return summary.assign({name: (DIMS, v) for name, v in derived.items()})


def parameter_units(parameters: Mapping) -> dict[str, str]:
    """Return the units of all parameters; those that are not named are pure numbers."""
    (task, *_) = (numbers["task"] for numbers in parameters.values() if "task" in numbers)
    task = task_class(task["kind"])
    of_task = {f"task.{f.name}": f.metadata["units"] for f in fields(task)}
    return {"dt": "time constants"} | {k: unit for k, unit in of_task.items() if unit != "1"}
