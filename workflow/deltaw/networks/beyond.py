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
from ..summaries import summarised
from .following import cosine
from .kinds import COORDS, NETWORK
from .minimal_rank import SEARCH, TRAINED_RANK
from .summary import DERIVED
from .tasks import Task

MAY_LACK = {"dtype": "float64", "may_be_nan": True}
KEPT = ("functional_rank", "rank_found", "convergence_epoch", "convergence")
MEASURES = ("functional_rank", "minimal_rank")
NAMES = {"functional": "functional, by truncation", "minimal": "minimal, by training"}
RANKS = Kind(
    "rank_summary",
    {name: DERIVED[name] for name in KEPT}
    | summarised("g seed", [SEARCH])
    | {
        "minimal_rank": Variable(
            "g seed", "least trained rank that solves the task", reason="minimal_found", **MAY_LACK
        ),
        "minimal_found": Variable(
            "g seed",
            "whether a rank solves it; unknown: no goal",
            dtype="int8",
            flags=("found", "never", "unknown"),
        ),
        "n_inputs": Variable("", "inputs of the task", dtype="int32"),
        "n_outputs": Variable("", "outputs of the task", dtype="int32"),
    },
    COORDS | TRAINED_RANK,
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


def rank_summary(base: xr.Dataset, searches: xr.Dataset, task: Task) -> dict[str, object]:
    """Return the values of `RANKS`.

    Parameters
    ----------
    base : xarray.Dataset
        The summary of the freely trained networks.
    searches : xarray.Dataset
        The searches for their minimal ranks, over g and seed.
    task : Task
    """
    unsolved = np.isnan(searches["rank_epoch"].values).astype(float)
    ranks = searches["trained_rank"].values.astype(float)
    minimal = first_below(ranks, unsolved, np.full(unsolved.shape[:2], 0.5))
    return {name: base[name] for name in KEPT} | {
        "rank_epoch": searches["rank_epoch"],
        "goal": searches["goal"],
        "minimal_rank": minimal,
        "minimal_found": np.select([np.isnan(searches["goal"]), np.isnan(minimal)], [2, 1], 0),
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
    """Return one row for each freely trained network: task, g, seed, both ranks, inputs, outputs.

    The column ``needed`` is the minimal rank, one above the highest trained rank if none solves the
    task, and missing if the search had no goal.
    """
    tables = []
    for one in summaries:
        table = one[[*MEASURES, "minimal_found"]].to_dataframe().reset_index()
        for name in ("task", "n_inputs", "n_outputs"):
            table[name] = one[name].item()
        above = one["trained_rank"].max().item() + 1
        never = table["minimal_found"] == RANKS.variables["minimal_found"].flags.index("never")
        tables.append(table.assign(needed=table["minimal_rank"].mask(never, above)))
    return pd.concat(tables, ignore_index=True)


def correlations(summaries: Sequence[xr.Dataset], least: float) -> pd.DataFrame:
    """Return how both ranks go with the number of outputs, over all networks at each g.

    A network that no trained rank solves counts as one of a rank above the highest. A network
    without a functional rank, which did not solve its task, is left out, and so is one whose search
    had no goal.

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
    for measure, column in (("functional", "functional_rank"), ("minimal", "needed")):
        for g, networks in table.groupby("g"):
            known = networks.dropna(subset=[column])
            varied = min(known[column].nunique(), known["n_outputs"].nunique()) > 1
            rho = spearmanr(known["n_outputs"], known[column]).statistic if varied else np.nan
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
