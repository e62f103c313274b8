"""One page that shows every network of the nonlinear tasks: a file that needs no other.

It is drawn by Vega-Lite, whose code comes with the pinned Snakemake (its report uses it, too):
checked with Snakemake 9.27.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from string import Template

import numpy as np
import pandas as pd
import xarray as xr
from snakemake.assets import Assets

from ..config.common import published_numbers
from ..files import replacing
from ..networks.goal import goal_loss
from ..published.points import PUBLISHED, chosen, spreads
from .made import is_made
from .results import RunError
from .tree import open_run

PAGE = Path("workflow/report/explorer.html")
SCRIPT = PAGE.with_suffix(".js")
SHOWN = 25  # singular values of a network
WINDOWS = 120  # of the loss curve, as many for each factor of the epochs
DIGITS = 3
PUBLISHED_N = 256  # neurons of the published networks
LIBRARIES = ("vega/vega.js", "vega-lite/vega-lite.js")
STATES = ("converged", "not converged", "diverged")


class _Page(Template):
    """A text with places such as @data; JavaScript has a use for $ itself."""

    delimiter = "@"


def write_explorer(folder: Path, target: Path, name: str) -> None:
    """Write the page of a run, or of a published run.

    Parameters
    ----------
    folder : pathlib.Path
        With the run's aggregated datasets, such as results/paper or docs/paper.
    target : pathlib.Path
        The page.
    name : str
        Of the run.

    Raises
    ------
    RunError
        If the run has no aggregated networks of a task.
    """
    try:
        tree = open_run(folder)
    except FileNotFoundError as error:
        raise RunError(str(error)) from None
    made = [node.to_dataset() for node in tree.leaves if is_made(f"{node.name}.nc", node.attrs)]
    of_tasks = [data for data in made if data.attrs["kind"] == "task_summary"]
    if not of_tasks:
        raise RunError(f"{folder} has no aggregated networks of a task: make figures, make paper")
    points = PUBLISHED.read(published_numbers())
    data = {"tasks": [task_of(one, points) for one in in_order(of_tasks)]}
    tree.close()
    page = _Page(PAGE.read_text(encoding="utf-8")).substitute(
        run=name,
        libraries="\n".join(f"<script>{Assets.get_content(file)}</script>" for file in LIBRARIES),
        licences=_json(licences()),
        data=_json(data),
        script=SCRIPT.read_text(encoding="utf-8"),
    )
    with replacing(target) as part:
        part.write_text(page, encoding="utf-8")


def in_order(summaries: list[xr.Dataset]) -> list[xr.Dataset]:
    """Return the summaries by task, those of the size that most have before all others."""
    sizes = Counter(one["N"].item() for one in summaries)
    ((usual, _),) = sizes.most_common(1)

    def place(one: xr.Dataset) -> tuple[bool, str, int]:
        return one["N"].item() != usual, one["task"].item(), one["N"].item()

    return sorted(summaries, key=place)


def _json(value) -> str:
    """Return a value as a script of the page may hold it."""
    text = json.dumps(value, allow_nan=False, separators=(",", ":"), ensure_ascii=False)
    return text.replace("</", "<\\/")


def licences() -> dict[str, str]:
    """Return the licences of Vega-Lite and its parts, as Snakemake lists them, by package."""
    names = [file for file in Assets.spec if file.split("/")[-1].startswith(("LICENSE", "NOTICE"))]
    return {file: Assets.get_content(file) for file in names}


def task_of(summary: xr.Dataset, points: pd.DataFrame) -> dict:
    """Return what the page shows of a task at one N.

    Parameters
    ----------
    summary : xarray.Dataset
        Of kind "task_summary".
    points : pandas.DataFrame
        The published numbers.

    Returns
    -------
    dict
        Title, values of ``g`` and ``seeds``, the middles of the ``epochs``' windows,
        the ``networks``, g by g and seed by seed, and for each g the ``published`` points.
    """
    summary = summary.transpose("g", "seed", ...).load()
    counted = json.loads(summary.attrs["parameters"])["summary"]
    task, n = summary["task"].item(), summary["N"].item()
    edges = windows(summary["epoch"].values[-1])
    g_values = summary["g"].values.tolist()
    return {
        "title": task if n == PUBLISHED_N else f"{task}, N = {n:,}",
        "g": g_values,
        "seeds": summary["seed"].values.tolist(),
        "epochs": [rounded(math.sqrt(low * (high - 1))) for low, high in edges],
        "networks": [
            [
                network_of(summary.isel(g=i, seed=j), edges, **counted)
                for j in range(summary.sizes["seed"])
            ]
            for i in range(len(g_values))
        ],
        "published": [published_of(points, task, n, g) for g in g_values],
    }


def windows(last: int) -> list[tuple[int, int]]:
    """Return windows of epochs 1 to last, first and last plus one, that grow by one factor."""
    edges = np.unique(np.geomspace(1, last + 1, WINDOWS + 1).round().astype(int))
    return list(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))


def rounded(value: float) -> float | None:
    """Return a number with as many digits as a picture shows; None if there is none."""
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None


def series(values: Iterable[float]) -> list[float | None]:
    """Return numbers as `rounded` does."""
    return [rounded(float(value)) for value in values]


def network_of(
    cell: xr.Dataset, edges: Iterable[tuple[int, int]], threshold: float, floor: str
) -> dict:
    """Return what the page shows of one network; losses are over L0, the loss before training.

    Its ``goal`` is the loss at which it has converged.
    """
    initial = cell["initial_loss"].item()
    trained = cell["trained_loss"].item() / initial
    losses = cell["loss"].values / initial
    parts = [losses[low:high] for low, high in edges]
    return {
        "median": series(np.median(part) for part in parts),
        "low": series(part.min() for part in parts),
        "high": series(part.max() for part in parts),
        "dw": series(cell["sv_dw"].values[:SHOWN]),
        "w0": series(cell["sv_w0"].values[:SHOWN]),
        "truncated": series(cell["truncation_loss"].values / initial),
        "shuffled": series(cell["shuffle_loss"].values / initial),
        "trained": rounded(trained),
        "goal": rounded(goal_loss(1, trained, threshold, floor)),
        "epoch": rounded(cell["convergence_epoch"].item()),
        "rank": rounded(cell["functional_rank"].item()),
        "norm": rounded(cell["dw_norm"].item()),
        "state": STATES[int(cell["convergence"].item())],
    }


def published_of(points: pd.DataFrame, task: str, n: int, g: float) -> dict:
    """Return the published numbers of a task at one g: curves of Fig. 1, cells of Fig. 2.

    A curve is a list of [place, value], a cell [mean, standard deviation].
    """
    points = chosen(points, of=task)
    points = points[np.isclose(points["g"], g) & points["value"].notna() & (n == PUBLISHED_N)]
    spread = spreads(points)
    shown = {}
    for quantity in ("singular_value", "truncated_loss"):
        curve = chosen(points, figure="fig1", quantity=quantity)
        if len(curve):
            shown[quantity] = [series(pair) for pair in curve[["x", "value"]].to_numpy()]
    for quantity in ("convergence_epoch", "dw_norm", "relative_shuffle_loss", "functional_rank"):
        cell = chosen(points, figure="fig2", quantity=quantity)
        if len(cell):
            shown[quantity] = series([cell["value"].iloc[0], spread[cell.index[0]]])
    return shown
