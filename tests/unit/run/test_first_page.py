"""The report's first page: what it counts and lists, and what it changes in Snakemake's file."""

import json

import pandas as pd
import pytest
import xarray as xr

from deltaw.claims.table import CLAIMED
from deltaw.run import first_page
from deltaw.run.results import Run, RunError

GRAPH = {
    "signals": [{"name": "cx", "update": "width / 2"}],
    "data": [{"name": "node-data", "values": [{"rule": "a", "fy": 0}, {"rule": "b", "fy": 950}]}],
    "scales": [{"name": "x", "type": "linear"}, {"name": "y", "type": "linear"}],
    "marks": [{"name": "labels", "encode": {"enter": {"text": {"field": "rule"}}}}],
}


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return a run of two summaries: six networks of a task, and linear ones that diverged."""
    monkeypatch.chdir(tmp_path)
    made = Run("made")
    (made.folder / "summary").mkdir(parents=True)
    lost = (("g", "seed"), [[0, 1], [0, 0], [2, 0]])
    task = xr.Dataset(
        {"convergence": lost, "task": "mante", "N": 1024},
        {"g": [0, 0.9, 1.8], "seed": [0, 1], "epoch": range(1001)},
        {"kind": "task_summary"},
    )
    task.to_netcdf(made.folder / "summary/networks_mante_N1024.nc")
    linear = xr.Dataset(
        {"diverged": ("seed", [1, 1]), "N": 8},
        {"seed": [3, 5], "epoch": range(3)},
        {"kind": "linear_summary"},
    )
    linear.to_netcdf(made.folder / "summary/linear_N8.nc")
    return made


def test_networks_of_this_run_alone_are_listed(run):
    table = first_page.networks(run).set_index("networks")
    assert table.loc["mante"].to_list() == ["1,024", "0, 0.9, 1.8", "0, 1", "1,000", "2 of 6"]
    assert table.loc["linear network"].to_list() == ["8", "", "3, 5", "2", "2 of 2"]
    assert len(table) == 2


def test_verdicts_are_counted_in_a_fixed_order_with_their_words(tmp_path):
    file = tmp_path / "claims.csv"
    given = pd.DataFrame({"here": ["fails", "holds", "fails", "not evaluated"]})
    given.reindex(columns=[*CLAIMED.columns]).to_csv(file, index=False)
    shown = first_page.verdict_counts(file)
    places = [
        shown.index(f'<td class="{name}"><b>{count}</b> {word}</td>')
        for name, count, word in (
            ("holds", 1, "holds"),
            ("partly", 0, "partly"),
            ("fails", 2, "fails"),
            ("not-evaluated", 1, "not evaluated"),
        )
    ]
    assert places == sorted(places)


def test_the_graph_of_rules_is_as_high_as_the_window():
    fitted = first_page.fitted(GRAPH)
    (y,) = (scale for scale in fitted["scales"] if scale["name"] == "y")
    assert y["domain"] == [0, 950]
    assert y["range"] == [0, {"signal": "height"}]
    assert fitted["signals"][0]["update"] == f"windowSize()[1] - {first_page.MARGIN}"
    assert fitted["marks"][0]["encode"]["enter"]["text"] == {"field": "rule"}


def test_a_variable_of_the_report_is_changed_and_nothing_else(tmp_path):
    report = tmp_path / "report.html"
    before = 'a\n    var first = "x;";\n    var other = {"a": [1]};\nb'
    report.write_text(before, encoding="utf-8")
    first_page.change(report, "first", lambda text: text + "</script>\n")
    text = report.read_text(encoding="utf-8")
    start, value, end = text.partition(r'"x;<\/script>\n"')
    assert json.loads(value) == "x;</script>\n"
    assert start + '"x;"' + end == before
    with pytest.raises(RunError, match="has no third"):
        first_page.change(report, "third", str)
