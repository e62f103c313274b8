"""What the paper left open: how many ranks a task needs, and what changes them.

The minimal rank is the least R with which ΔW = A B^T, trained in place of W, solves the task within
the epochs of its training; the functional rank is the paper's, by truncation (Fig. 2d).
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
import xarray as xr
from scipy.stats import spearmanr

from ..datasets import Coordinate, Kind, Variable
from ..spectra import first_below
from ..summaries import cell, check_made
from .following import cosine
from .kinds import COORDS, NETWORK
from .summary import DERIVED, goal_loss
from .tasks import Task

MAY_LACK = {"dtype": "float64", "may_be_nan": True}
KEPT = ("functional_rank", "rank_found", "convergence_epoch", "convergence")
MEASURES = ("functional_rank", "minimal_rank")
NAMES = {"functional": "functional, by truncation", "minimal": "minimal, by training"}
RANKS = Kind(
    "rank_summary",
    {name: DERIVED[name] for name in KEPT}
    | {
        "rank_epoch": Variable(
            "g seed trained_rank",
            "first epoch with a loss below the threshold, of a network of this rank; NaN: none",
            **MAY_LACK,
        ),
        "minimal_rank": Variable(
            "g seed", "least trained rank that solves the task", reason="minimal_found", **MAY_LACK
        ),
        "minimal_found": Variable(
            "g seed", "whether a rank solves it", dtype="int8", flags=("found", "never")
        ),
        "n_inputs": Variable("", "inputs of the task", dtype="int32"),
        "n_outputs": Variable("", "outputs of the task", dtype="int32"),
    },
    COORDS | {"trained_rank": Coordinate("R of the trained ΔW = A B^T", "1")},
    made_by="aggregate_ranks",
)
_OF_REGIMES = {name: DERIVED[name] for name in (*KEPT, "dw_norm")}
REGIMES = Kind(
    "regime_summary",
    {
        name: Variable(
            "variant seed", v.long_name, v.units, v.dtype, v.may_be_nan, True, v.flags, v.reason
        )
        for name, v in _OF_REGIMES.items()
    }
    | {
        "cosine": Variable("variant seed", "cosine of ΔW and W0, as vectors", **MAY_LACK),
        "readout_scale": Variable("variant", "V at the start, over the paper's", dtype="float64"),
        "w0_rank": Variable("variant", "rank of W0", dtype="int32"),
    },
    COORDS | {"variant": Coordinate("number of the regime; 0: as in the paper", "1")},
    made_by="aggregate_regimes",
)


def solving_epochs(
    base: xr.Dataset, ranked: Iterable[str], ranks: Sequence[int], expected, threshold, floor
) -> np.ndarray:
    """Return when each network of given rank first had a loss below the threshold; NaN: never.

    Parameters
    ----------
    base : xarray.Dataset
        The summary of the same networks with ΔW of any rank.
    ranked : iterable of path
        Networks of each rank at each g and seed.
    ranks : sequence of int
    expected : sequence of mapping
        The parameters of each entry's networks, as in `summaries.join`.
    threshold, floor
        Those of `summary.goal_loss`.

    Returns
    -------
    numpy.ndarray, shape (g, seed, rank)

    Raises
    ------
    deltaw.datasets.DatasetError
        If a network was made with other parameters.
    """
    epochs = np.full((base.sizes["g"], base.sizes["seed"], len(ranks)), np.nan)
    for path in ranked:
        network = cell([path], [NETWORK])
        check_made(network, ["task"], expected)
        rank = network.attrs["parameters"]["network"]["switches"]["dw_rank"]
        at = {name: network[name].item() for name in ("g", "seed")}
        place = [int(np.flatnonzero(base[name].values == at[name])[0]) for name in at]
        found = _first_solved(network, base.sel(at), threshold, floor)
        epochs[*place, list(ranks).index(rank)] = found
    return epochs


def _first_solved(network: xr.Dataset, unbound: xr.Dataset, threshold, floor) -> np.ndarray:
    """Return the epoch; `unbound` is the network with ΔW of any rank, which has both losses."""
    losses = (unbound[f"{name}_loss"].values for name in ("initial", "trained"))
    goal = goal_loss(*losses, threshold, floor)
    return first_below(network["epoch"].values, network["loss"].values, goal)


def rank_summary(
    base: xr.Dataset, task: Task, ranks: Sequence[int], epochs: np.ndarray
) -> dict[str, object]:
    """Return the values of `RANKS`.

    Parameters
    ----------
    base : xarray.Dataset
        The summary of the networks with ΔW of any rank.
    task : Task
    ranks : sequence of int
        Rising.
    epochs : numpy.ndarray, shape (g, seed, rank)
        From `solving_epochs`.
    """
    unsolved = np.isnan(epochs).astype(float)
    minimal = first_below(np.array(ranks, dtype=float), unsolved, np.full(epochs.shape[:2], 0.5))
    return {name: base[name] for name in KEPT} | {
        "rank_epoch": epochs,
        "minimal_rank": minimal,
        "minimal_found": np.isnan(minimal),
        "n_inputs": task.n_inputs,
        "n_outputs": task.n_outputs,
    }


def cosines(networks: Iterable[str]) -> list[float]:
    """Return the cosine of ΔW and W0 of each network; NaN where one of them is 0."""
    found = []
    for path in networks:
        network = NETWORK.read(path)
        found.append(cosine(network["w0"].values, network["dw"].values))
    return found


def one_row_each(summaries: Sequence[xr.Dataset]) -> pd.DataFrame:
    """Return one row for each network of any rank: task, g, seed, both ranks, inputs, outputs."""
    tables = []
    for one in summaries:
        table = one[list(MEASURES)].to_dataframe().reset_index()
        for name in ("task", "n_inputs", "n_outputs"):
            table[name] = one[name].item()
        tables.append(table.assign(highest=one["trained_rank"].max().item()))
    return pd.concat(tables, ignore_index=True)


def correlations(summaries: Sequence[xr.Dataset], least: float) -> pd.DataFrame:
    """Return how both ranks go with the number of outputs, over all networks at each g.

    A network that no trained rank solves counts as one of a rank above the highest. A network
    without a functional rank, which did not solve its task, is left out.

    Parameters
    ----------
    summaries : sequence of xarray.Dataset
        Of kind `RANKS`.
    least : float
        The criterion: Spearman's rank correlation is at least this.

    Returns
    -------
    pandas.DataFrame
        Columns ``measure``, ``g``, ``networks``, ``never`` (those without the rank),
        ``correlation`` (NaN if outputs or ranks are all the same), ``verdict``.
    """
    table, rows = one_row_each(summaries), []
    table["minimal"] = table["minimal_rank"].fillna(table["highest"] + 1)
    table["functional"] = table["functional_rank"]
    for measure in ("functional", "minimal"):
        for g, networks in table.groupby("g"):
            known = networks.dropna(subset=[measure])
            varied = min(known[measure].nunique(), known["n_outputs"].nunique()) > 1
            rho = spearmanr(known["n_outputs"], known[measure]).statistic if varied else np.nan
            verdict = "not evaluated" if np.isnan(rho) else "holds" if rho >= least else "fails"
            never = networks[f"{measure}_rank"].isna().sum()
            rows.append((measure, g, len(networks), never, rho, verdict))
    columns = ["measure", "g", "networks", "never", "correlation", "verdict"]
    return pd.DataFrame(rows, columns=columns)


def page(found: pd.DataFrame, least: float) -> str:
    """Return the verdicts of `correlations` as a page."""
    lines = [
        "# Rank and the number of outputs",
        "",
        f"Spearman's rank correlation over all networks. It holds from {least:g} on.",
        "",
        "| rank | g | networks | without a rank | correlation | verdict |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in found.itertuples():
        rho = "–" if np.isnan(row.correlation) else f"{row.correlation:.2f}"
        cells = (NAMES[row.measure], f"{row.g:g}", row.networks, row.never, rho, row.verdict)
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines) + "\n"
