"""The explorer of the published paper run: what it holds, and how a browser shows it."""

import json
import re

import numpy as np
import pytest
import xarray as xr

import browser
from deltaw.published.points import PUBLISHED
from deltaw.run import explorer
from deltaw.run.results import RunError

LIMIT = 5_000_000  # bytes


@pytest.fixture(scope="module")
def written(root, tmp_path_factory):
    """Return the page of the published paper run."""
    target = tmp_path_factory.mktemp("explorer") / "explore.html"
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(root)
        explorer.write_explorer(root / "docs/paper", target, "paper")
    return target


@pytest.fixture(scope="module")
def shown(written):
    """Return the data in the page."""
    text = written.read_text(encoding="utf-8")
    return json.loads(re.search(r'id="data">(.*?)</script>', text, re.DOTALL)[1])


@pytest.fixture(scope="module")
def page(written):
    """Return the page, opened in a browser."""
    if browser.find() is None:
        pytest.skip("no Chromium is installed (Debian: apt-get install chromium)")
    with browser.browser() as opened:
        opened.open(written)
        yield opened


def choose(page, **values):
    """Choose in the page as a hand does; return the picture and the table."""
    for name, value in values.items():
        event = "input" if name == "rank" else "change"
        page.evaluate(f"""(element => {{
            const options = [...(element.options || [])];
            const found = options.findIndex(option => option.text == {json.dumps(str(value))});
            element.value = options.length ? found : {json.dumps(value)};
            element.dispatchEvent(new Event("{event}", {{bubbles: true}}));
        }})(document.getElementById("{name}"))""")
    return page.evaluate("""new Promise(drawn => setTimeout(() => drawn([
        document.querySelector("#picture svg").outerHTML,
        document.querySelector("#numbers").innerText,
    ]), 200))""")


def test_the_published_page_is_of_the_published_data(root, written):
    assert written.read_bytes() == (root / "docs/paper/explore.html").read_bytes()
    assert written.stat().st_size < LIMIT


def test_numbers_are_those_of_the_run(root, shown):
    with xr.open_dataset(root / "docs/paper/data/networks_mante_N256.nc") as run:
        cell = run.isel(g=3, seed=2).load()
    (task,) = (task for task in shown["tasks"] if task["title"] == "mante")
    network, initial = task["networks"][3][2], cell["initial_loss"].item()
    assert (task["g"][3], task["seeds"][2]) == (cell["g"], cell["seed"])
    for name, expected in (
        ("dw", cell["sv_dw"][: explorer.SHOWN]),
        ("truncated", cell["truncation_loss"] / initial),
        ("shuffled", cell["shuffle_loss"] / initial),
        ("epoch", cell["convergence_epoch"]),
        ("trained", cell["trained_loss"] / initial),
    ):
        np.testing.assert_allclose(network[name], expected, rtol=0.006, err_msg=name)
    losses = cell["loss"].values[1:] / initial
    assert min(network["low"]) == pytest.approx(losses.min(), rel=0.006)
    assert max(network["high"]) == pytest.approx(losses.max(), rel=0.006)
    assert all(np.diff(task["epochs"]) > 0)
    assert 1 <= task["epochs"][0] < task["epochs"][-1] <= cell["epoch"][-1]
    assert len(network["median"]) == len(task["epochs"])


@pytest.mark.parametrize("last", [1, 4, 200, 6000])
def test_windows_have_every_epoch_after_the_first_once(last):
    epochs = [k for low, high in explorer.windows(last) for k in range(low, high)]
    assert epochs == list(range(1, last + 1))


def test_published_points_are_of_their_task_g_and_size(root):
    points = PUBLISHED.read(root / "workflow/published/published.csv")
    shown = explorer.published_of(points, "romo", 256, 0.9)
    assert len(shown["singular_value"]) == 11
    row = points.query("figure == 'fig2' and of == 'romo' and g == 0.9 and panel == 'b'").iloc[0]
    spread = (row["upper"] - row["lower"]) / 2
    assert shown["dw_norm"] == pytest.approx([row["value"], spread], rel=0.006)
    assert "singular_value" not in explorer.published_of(points, "romo", 256, 1.2)
    assert explorer.published_of(points, "romo", 512, 0.9) == {}


def test_a_loss_that_counts_from_the_trained_one_has_its_own_goal():
    cell = xr.Dataset(
        {
            "loss": ("epoch", [2.0, 1.0, np.nan]),
            **{name: ("index", [1.0, 0.5]) for name in ("sv_dw", "sv_w0")},
            "truncation_loss": ("rank", [2.0, 1.0]),
            "shuffle_loss": ("shuffle", [4.0]),
            **{"initial_loss": 2.0, "trained_loss": 1.0, "dw_norm": 1.0, "convergence": 2},
            **{"convergence_epoch": np.nan, "functional_rank": np.nan},
        }
    )
    network = explorer.network_of(cell, [(1, 2), (2, 3)], 0.1, "trained")
    assert network["goal"] == 0.55
    assert explorer.network_of(cell, [(1, 3)], 0.1, "zero")["goal"] == 0.1
    assert network["median"] == [0.5, None]
    assert (network["epoch"], network["state"]) == (None, "diverged")


def test_every_choice_changes_the_picture_and_nothing_is_fetched(page, written):
    before = choose(page)
    assert before[0].count("<path") > 100
    for choice in ({"rank": 5}, {"seed": 3}, {"g": 1.5}, {"task": "romo"}):
        after = choose(page, **choice)
        assert after[0] != before[0], choice
        assert after[1] != before[1], choice
        before = after
    assert choose(page) == before
    assert not page.errors
    assert page.requested == [written.as_uri()]


def test_published_points_are_shown_where_there_are_some(page):
    _, numbers = choose(page, task="flipflop", g=0, seed=0, rank=2)
    assert re.search(r"convergence epoch\s+\d+\s+105 ± 10", numbers)
    assert re.search(r"loss at rank 2, over L₀\s+[\d.]+\s+[\d.]+", numbers)
    _, numbers = choose(page, g=2.1)
    assert re.search(r"convergence epoch\s+\d+\s+–", numbers)


def test_the_libraries_bring_their_licences(written):
    text = written.read_text(encoding="utf-8")
    assert "Copyright (c) 2015-2021, University of Washington Interactive Data Lab" in text
    for part in ("vega/LICENSE", "vega-lite/LICENSE", "d3-scale/LICENSE"):
        assert f'"{part}":' in text


def test_a_run_without_networks_of_a_task_is_named(root, tmp_path):
    with pytest.raises(RunError, match="short_lstm has no aggregated networks of a task"):
        explorer.write_explorer(root / "docs/short_lstm", tmp_path / "page.html", "short_lstm")
    with pytest.raises(RunError, match="has no datasets"):
        explorer.write_explorer(tmp_path, tmp_path / "page.html", "none")


def test_a_dataset_of_the_users_own_is_left_out(tmp_path):
    own = {"kind": "task_summary"}  # as it was computed from one
    xr.Dataset({"mean": 1.0}, attrs=own).to_netcdf(tmp_path / "my_analysis.nc")
    xr.Dataset({"mean": 1.0}).to_netcdf(tmp_path / "other.nc")
    with pytest.raises(RunError, match="has no aggregated networks of a task"):
        explorer.write_explorer(tmp_path, tmp_path / "page.html", "own")


def test_the_size_that_most_tasks_have_comes_first():
    places = [("b", 64), ("a", 1024), ("b", 256), ("a", 256), ("a", 64), ("c", 256)]
    made = [xr.Dataset(coords={"task": task, "N": n}) for task, n in places]
    found = [(one["task"].item(), one["N"].item()) for one in explorer.in_order(made)]
    usual = [("a", 256), ("b", 256), ("c", 256)]
    assert found == [*usual, ("a", 64), ("a", 1024), ("b", 64)]
