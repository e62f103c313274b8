"""The report of a tiny run, as a browser without a network shows it."""

import json
import os
import re
import shutil
import subprocess
import sys

import pandas as pd
import pytest

import browser
from deltaw.run.labels import AGREEMENT, MAIN, SUPPLEMENT, figure_label

# The tables of each category, and what each holds
TABLES = {
    "Claims": {
        "Claims": 'class="not-evaluated"',
        "Claims (CSV)": "low_rank_romo",
        "Claims_with_supplement (CSV)": "low_rank_romo",
    },
    AGREEMENT: {
        "Agreement": "<td>Fig. 2a</td>",
        "All numbers (CSV)": "fig2,a,convergence_epoch,flipflop",
    },
    "This run": {
        "Config": "run: tiny",
        "Versions": "<td>torch</td>",
        "What the run took": "<td>train_network</td>",
    },
}
# No answer comes from there: a report that needed the network would fail.
OFFLINE = os.environ | {f"{kind}_proxy": "http://127.0.0.1:9" for kind in ("http", "https")}


def tool(folder, *command):
    """Run one of the workflow's tools without a network."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        capture_output=True,
        text=True,
        env=OFFLINE,
        check=False,
    )


@pytest.fixture(scope="module")
def reported(finished, tmp_path_factory):
    """Return the folder of a finished run whose report was written."""
    folder = finished.copy(tmp_path_factory.mktemp("reported") / "copy").folder
    done = tool(folder, "workflow/report.py", "tiny")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("results/tiny/report.html (")
    assert "not drawn" not in done.stdout
    return folder


@pytest.fixture
def page(reported):
    """Return the report, opened in a browser."""
    if browser.find() is None:
        pytest.skip("no Chromium is installed (Debian: apt-get install chromium)")
    with browser.browser() as opened:
        opened.open(reported / "results/tiny/report.html")
        yield opened


def click(page, selector, text):
    """Click the first link within the element of that text and wait until the page is drawn."""
    page.evaluate(f"""new Promise(drawn => {{
        const found = [...document.querySelectorAll({json.dumps(selector)})];
        const element = found.find(e => e.innerText.trim() == {json.dumps(text)});
        (element.querySelector("a") || element).click();
        requestAnimationFrame(() => setTimeout(drawn, 50));
    }})""")


def choose(page, category):
    """Go to a category of results and return the names that it lists."""
    if page.evaluate("!!document.querySelector('nav ol a')"):
        page.evaluate("document.querySelector('nav ol a').click()")
    click(page, "nav li a", category)
    return page.evaluate(
        "[...document.querySelectorAll('nav tbody tr')].map(row => row.cells[0].innerText)"
    )


def box(page, selector):
    """Return left, top, right and bottom of an element once the page is drawn."""
    return page.evaluate(f"""new Promise(drawn => setTimeout(() => {{
        const box = document.querySelector({json.dumps(selector)}).getBoundingClientRect();
        drawn([box.left, box.top, box.right, box.bottom]);
    }}, 500))""")


def test_the_first_page_shows_verdicts_and_figure_and_fits_the_rules(page, reported):
    width, height = page.evaluate("[innerWidth, innerHeight]")
    left, top, right, bottom = box(page, "#rulegraph canvas")
    assert 0 <= top < bottom <= height
    assert bottom - top > height / 2
    image = box(page, ".prose img.first")
    assert 0 <= image[0] < image[2] <= left < right <= width
    assert image[1] < height  # it begins in the window
    claims = pd.read_csv(
        reported / "results/tiny/claims_with_supplement.csv", keep_default_na=False
    )
    counts = claims["here"].value_counts()
    shown = page.evaluate("[...document.querySelectorAll('.verdicts td')].map(e => e.innerText)")
    verdicts = ("holds", "partly", "fails", "not evaluated")
    assert shown == [f"{counts.get(verdict, 0)} {verdict}" for verdict in verdicts]
    assert not page.errors


@pytest.mark.parametrize("category", [MAIN, SUPPLEMENT, AGREEMENT])
def test_every_figure_is_shown_whole(page, reported, category):
    drawn = [path.stem for path in (reported / "results/tiny/figures").glob("*.png")]
    labels = [name for name, kind in map(figure_label, drawn) if kind == category]
    assert sorted(set(choose(page, category)) - set(TABLES.get(category, ()))) == sorted(labels)
    for name in labels:
        click(page, "nav tbody tr", name)
        image = "document.querySelector('.overflow-auto > div > img')"
        width = f"{image}.decode().then(() => {image}.naturalWidth)"
        assert page.evaluate(width) > 500, name
        top, bottom = page.evaluate(f"(b => [b.top, b.bottom])({image}.getBoundingClientRect())")
        assert 0 <= top < bottom <= page.evaluate("innerHeight"), name
    assert not page.errors


@pytest.mark.parametrize("category", TABLES)
def test_every_table_is_reached(page, category):
    assert set(TABLES[category]) <= set(choose(page, category))
    for name, expected in TABLES[category].items():
        if name.endswith("(CSV)"):  # which is saved, not shown
            row = "[...document.querySelectorAll('nav tbody tr')].find(row => "
            row += f"row.cells[0].innerText == {json.dumps(name)})"
            address = f"{row}.querySelector('a[download]').href"
        else:
            click(page, "nav tbody tr", name)
            address = "document.querySelector('iframe').src"
        text = page.evaluate(f"fetch({address}).then(answer => answer.text())")
        assert expected in text, name
    assert not page.errors


def test_nothing_is_fetched_and_no_view_fails(page):
    for view in ("Workflow", "Statistics", "About"):
        click(page, "nav li a", view)
    assert not page.errors
    assert {address.split(":")[0] for address in page.requested} <= {"file", "data", "blob"}


def test_captions_are_computed_from_the_config(reported):
    report = (reported / "results/tiny/report.html").read_text(encoding="utf-8")
    assert "System Message" not in report  # docutils', of text that it cannot read
    results = json.loads(re.search(r"^ *var results = (\{.*\});$", report, re.MULTILINE)[1])
    captions = {name.split("/")[-1]: found["caption"] for name, found in results.items()}
    assert "N = 24; seed 0 is drawn full" in captions["fig1.png"].replace("\n", " ")
    assert "the mean of 2 permutations" in captions["fig2.png"].replace("\n", " ")
    assert "N = 24, 5 epochs." in captions["fig3.png"].replace("\n", " ")
    assert all(captions.values())


def test_what_the_run_took(reported):
    base = reported / "results/tiny"
    costs = pd.read_csv(base / "cost.csv", index_col="stage")
    files = list((base / "benchmarks/train_network").glob("*.tsv"))
    assert costs.loc["train_network", "jobs"] == len(files) > 1
    seconds = [pd.read_csv(path, sep="\t")["s"].item() for path in files]
    assert costs.loc["train_network", "wall_hours"] * 3600 == pytest.approx(sum(seconds), abs=0.2)
    assert costs.loc["train_network", "longest_seconds"] == max(seconds)
    rules = {path.name.removesuffix(".tsv") for path in (base / "benchmarks").iterdir()}
    assert set(costs.index) == rules
    table = (base / "cost.md").read_text(encoding="utf-8")
    assert "| all " in table
    assert "e+0" not in table


def test_what_was_not_drawn_is_named_and_nothing_is_run(reported, tmp_path):
    folder = tmp_path / "partly"
    shutil.copytree(reported, folder, symlinks=True)
    base = folder / "results/tiny"
    gone = ("figures/fig5.png", "figures/fig4.png", "figures/fig5.pdf", "summary/sentiment_N6.nc")
    for path in (*map(base.joinpath, gone), *base.glob("claims*.csv")):
        path.unlink()
    (base / "agreement.csv").unlink()
    done = tool(folder, "workflow/report.py", "tiny")
    assert done.returncode == 0, done.stderr
    order = re.findall(r"^not drawn, so not in the report: (\w+) \(", done.stdout, re.MULTILINE)
    assert order == ["fig4", "fig5"]
    assert not (base / "summary/sentiment_N6.nc").exists()
    report = (base / "report.html").read_text(encoding="utf-8")
    assert "fig3.png" in report
    assert "Not drawn in this run: Fig. 4, Fig. 5." in report
    assert "results/tiny/figures/fig5.png" not in report
    pages = {p.stem: p.read_text(encoding="utf-8") for p in (base / "tables").glob("*.html")}
    assert "have not been checked" in pages["claims"]
    assert "has not been compared" in pages["agreement"]


def test_a_run_that_never_started_is_named(reported):
    done = tool(reported, "workflow/report.py", "paper")
    assert done.returncode != 0
    assert done.stderr.startswith("results/paper holds no figures: draw them first")
    assert len(done.stderr.splitlines()) == 1
