"""The first page of a run's report: verdicts in counts, Fig. 1, the networks of this run.

Snakemake writes the report. Its page of the workflow is changed afterwards, in the two lines of
the file that hold the description and the graph of rules: checked with Snakemake 9.27.
"""

import base64
import io
import json
import re
from collections.abc import Callable
from html import escape
from pathlib import Path

import pandas as pd
import xarray as xr

from ..claims.registry import FAILS, HOLDS, OPEN, PARTLY
from ..claims.table import CLAIMED
from ..numerals import number
from .pictures import reduced
from .results import Run, RunError

VERDICTS = (HOLDS, PARTLY, FAILS, OPEN)
PICTURE = 1300  # pixels of the picture's width
MARGIN = 80  # pixels of the window that the graph of rules leaves free
TITLES = {
    "linear_summary": "linear network",
    "failing_summary": "linear network, long trials",
    "cosine_summary": "linear network, oscillation",
    "linear_channels": "linear network, several channels",
    "sentiment_summary": "LSTM",
}


def css_class(verdict: str) -> str:
    """Return the class that colours a verdict."""
    return verdict.replace(" ", "-")


def verdict_counts(csv: Path) -> str:
    """Return how many claims of a table have which verdict, as a table of HTML."""
    counts = CLAIMED.read(csv)["here"].value_counts()
    cells = [
        f'<td class="{css_class(v)}"><b>{counts.get(v, 0)}</b> {escape(v)}</td>' for v in VERDICTS
    ]
    title = f"The paper's {counts.sum()} claims in this run ({csv.stem.replace('_', ' ')})"
    return f'<h3>{escape(title)}</h3><table class="verdicts"><tr>{"".join(cells)}</tr></table>'


def networks(run: Run) -> pd.DataFrame:
    """Return a row for each sort of networks whose trainings the run has aggregated."""
    rows = map(_row, run.summaries())
    return pd.DataFrame(
        [row for row in rows if row is not None],
        columns=["networks", "N", "g", "seeds", "epochs", "did not learn"],
    )


def _row(path: Path) -> tuple[str, ...] | None:
    """Return the row of one summary; none if it holds no training, but what was measured then."""
    with xr.open_dataset(path, engine="netcdf4") as data:
        if "epoch" not in data:
            return None
        kind = data.attrs["kind"]
        name = data["task"].item() if "task" in data else TITLES.get(kind, kind)
        size = data["N"].item() if "N" in data else data.sizes["index"]
        g_values = ", ".join(f"{g:g}" for g in data["g"].values) if "g" in data else ""
        seeds = ", ".join(map(str, data["seed"].values))
        outcome = data.get("convergence", data.get("diverged"))
        lost = "" if outcome is None else f"{(outcome > 0).sum().item()} of {outcome.size}"
        epochs = number(data["epoch"].values[-1], 4)
    return name, number(size, 4), g_values, seeds, epochs, lost


def _picture(png: Path, name: str) -> str:
    """Return a figure as an image within the page, reduced to what the page shows."""
    written = io.BytesIO()
    reduced(png, PICTURE).save(written, "png", optimize=True)
    data = base64.b64encode(written.getvalue()).decode()
    return f'<img class="first" alt="{name}" src="data:image/png;base64,{data}">'


def body(run: Run, missing: list[str]) -> str:
    """Return what the first page shows below its introduction.

    Parameters
    ----------
    run : Run
    missing : list of str
        How the figures are called that were not drawn.
    """
    table = networks(run).to_html(index=False, border=0)
    parts = [verdict_counts(csv) for csv in run.claims()[-1:]]
    if run.png("fig1").is_file():
        parts += ["<h3>Fig. 1</h3>", _picture(run.png("fig1"), "Fig. 1")]
    parts += ["<h3>Networks of this run</h3>", table]
    if missing:
        parts += [f"<p>Not drawn in this run: {escape(', '.join(missing))}.</p>"]
    return "".join(parts)


def fitted(graph: dict) -> dict:
    """Return the graph of rules as high as the window, whatever the number of rules.

    Parameters
    ----------
    graph : dict
        As Snakemake writes it: a specification of Vega, nodes one below the other at heights fy.
    """
    nodes = next(data["values"] for data in graph["data"] if data["name"] == "node-data")
    lowest = max(node["fy"] for node in nodes)
    height = {"name": "height", "update": f"windowSize()[1] - {MARGIN}"}
    fit = {"domain": [0, max(lowest, 1)], "range": [0, {"signal": "height"}]}
    scales = [scale | (fit if scale["name"] == "y" else {}) for scale in graph["scales"]]
    marks = [
        mark | (_beside(mark) if mark.get("name") == "labels" else {}) for mark in graph["marks"]
    ]
    return graph | {"signals": [height, *graph["signals"]], "scales": scales, "marks": marks}


def _beside(labels: dict) -> dict:
    """Return the encoding of the nodes' names at the height of the nodes, not above them."""
    place = {"dx": {"value": -8}, "dy": {"value": 0}, "baseline": {"value": "middle"}}
    return {"encode": {"enter": labels["encode"]["enter"] | place}}


def change(report: Path, name: str, changed: Callable) -> None:
    """Change the value of a variable in the report's script.

    Raises
    ------
    RunError
        If the report has no such variable, as another version of Snakemake may write it.
    """
    text = report.read_text(encoding="utf-8")
    found = re.search(rf"^ *var {name} = (.*);$", text, re.MULTILINE)
    if not found:
        raise RunError(f"{report} has no {name}: Snakemake writes its report in another way")
    value = json.dumps(changed(json.loads(found[1]))).replace("</", "<\\/")
    report.write_text(text[: found.start(1)] + value + text[found.end(1) :], encoding="utf-8")


def complete(report: Path, run: Run, missing: list[str]) -> None:
    """Put the first page's own part into a report, and fit the graph of rules to the window."""
    change(report, "workflow_desc", lambda description: description + body(run, missing))
    change(report, "rulegraph_spec", fitted)
