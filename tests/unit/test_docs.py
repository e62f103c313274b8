"""The pages say what is there: links, commands, keys, variables, numbers."""

import re
import shlex
from collections import Counter
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import xarray as xr
import yaml
from snakemake.cli import get_argument_parser

from deltaw.claims import CLAIMS
from deltaw.claims.table import published_verdict
from deltaw.config.schema import schema
from deltaw.run.results import Run
from deltaw.sentiment import corpus, embeddings
from deltaw.tables.config import config_tables, resolved
from deltaw.tables.data import EXPERIMENTS, FILES, data_tables, kinds_of
from describe import pages

ROOT = Path(__file__).parents[2]
WRITTEN = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
README, VERDICTS = ROOT / "README.md", ROOT / "docs/verdicts.md"
RUNS = ("paper", "published")  # those of README's table, once they are published
PAGES = sorted([*WRITTEN, *(ROOT / "docs").glob("*/*.md")])
each = pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
CODE = re.compile(r"^```.*?^```|^ {4}.*?$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^]]*\]\([^)]*\)")
COMMAND = re.compile(r"^ {4}(\S.*)$", re.MULTILINE)


@cache
def text(page):
    return page.read_text(encoding="utf-8")


def anchors(page):
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", text(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_and_pictures_lead_to_files(page):
    links = re.findall(r"\]\(([^)]+)\)", CODE.sub("", text(page)))
    for link in (link for link in links if "://" not in link):
        place, _, anchor = link.partition("#")
        target = (page.parent / place).resolve() if place else page
        assert target.exists(), link
        assert target.is_relative_to(ROOT), link
        assert not anchor or anchor in anchors(target), link


def test_the_readme_is_short_and_shows_two_figures():
    assert len(text(ROOT / "README.md").splitlines()) <= 150
    pictures = re.findall(r"!\[.*?\]\((.+?)\)", text(ROOT / "README.md"))
    assert pictures == ["docs/paper/fig1.png", "docs/paper/fig2.png"]


def test_every_page_can_be_reached_from_the_readme():
    found, waiting = set(), {ROOT / "README.md"}
    while waiting:
        page = waiting.pop()
        found.add(page)
        places = re.findall(r"\]\(([^)#:]+\.md)[^)]*\)", text(page))
        waiting |= {(page.parent / place).resolve() for place in places} - found
    assert set(PAGES) <= found


@each
def test_no_path_of_one_machine(page):
    assert not re.findall(r"(?<![\w.~>])/(?:home|root|tmp|work|Users|mnt|opt)\b", text(page))


@each
def test_targets_of_make_exist(page):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    code = "\n".join(CODE.findall(text(page)))
    assert set(re.findall(r"\bmake ([a-z][a-z-]+)", code)) <= targets


def commands(page):
    """Return Snakemake's reading of the commands of a page that start it."""
    for command in COMMAND.findall(text(page)):
        if started := re.search(r"^\S*python workflow/start\.py (.+)|^\S*snakemake (.+)", command):
            words = shlex.split(started[1] or started[2], comments=True)
            yield get_argument_parser().parse_args(words)


@each
def test_commands_have_targets_and_config_files_that_exist(page, rules, trainings):
    own = set(re.findall(r"`(\w+\.yaml)`", text(page)))  # the reader's, named on the page
    for given in commands(page):
        sweeps = {f"sweep_{task}" for task in trainings}
        assert set(given.targets) <= rules | sweeps, given.targets
        for file in given.configfile or ():
            assert (ROOT / file).is_file() or str(file) in own, file


def test_commands_are_found():
    assert sum(len(list(commands(page))) for page in WRITTEN) > 8


@pytest.mark.parametrize("name", ["config.md", "data.md", "verdicts.md"])
def test_tables_are_those_that_the_generator_writes(name):
    page = ROOT / "docs" / name
    assert text(page) == pages()[page], "make tables"


def test_every_key_of_the_config_is_described(paper, trainings):
    tables = config_tables(paper, trainings)
    rows = re.findall(r"^\| `(.+?)` \|.*\| (.*?) \|$", tables, re.MULTILINE)
    keys = dict(rows)
    assert all(keys.values()), [key for key, description in keys.items() if not description]
    for key in ("networks.tasks.<name>.g", "figures.fig2.tasks.<name>.marker", "means"):
        assert key in keys


def test_a_reference_in_the_schema_keeps_the_words_beside_it():
    both = resolved({"$ref": "#/$defs/marker", "description": "how"})
    assert both == {"enum": schema()["$defs"]["marker"]["enum"], "description": "how"}


def test_every_variable_and_dimension_is_described():
    page = text(ROOT / "docs/data.md")
    kinds = [kind for experiment in EXPERIMENTS for kind in kinds_of(experiment)]
    assert {kind.name for kind in kinds} == set(FILES)
    for kind in kinds:
        part = data_tables().partition(f"### `{kind.name}`")[2].partition("###")[0]
        for name, variable in kind.variables.items():
            assert f"`{name}`" in part, (kind.name, name)
            for dimension in variable.dims.split():
                assert f"`{dimension}`" in page, dimension


def test_attributes_are_described():
    page = text(ROOT / "docs/data.md")
    (kind, *_) = kinds_of("networks")
    values = {name: np.zeros([1] * len(v.dims.split())) for name, v in kind.variables.items()}
    dataset = kind.build(values, {}, {"parameters": {}, "code": "x"})
    assert len(dataset.attrs) > 5
    for name in dataset.attrs:
        assert f"`{name}`" in page, name


def test_the_map_of_the_code_names_every_module():
    page = text(ROOT / "docs/code.md")
    library = ROOT / "workflow/deltaw"
    flat = {path.stem for path in library.glob("*.py")}
    packages = {path.parent.name for path in library.glob("*/__init__.py")}
    of_experiments = {p.stem for name in EXPERIMENTS for p in (library / name).glob("*.py")}
    for name in (flat | of_experiments) - {"__init__"}:
        assert f"`{name}`" in page, name
    for name in packages:
        assert f"`{name}/`" in page, name


def test_hashes_are_those_that_are_checked(paper):
    checked = {corpus.TREEBANK_SHA256, corpus.VADER_SHA256, *embeddings.SHA256.values()}
    checked |= set(paper["sentiment"]["corpus"]["sha256"].values())
    assert set(re.findall(r"[0-9a-f]{64}", text(ROOT / "docs/data-sources.md"))) == checked


@cache
def verdicts(run):
    table = pd.read_csv(ROOT / f"docs/{run}/claims.csv", index_col="id", dtype=str)
    return table.fillna("–")


def counted(run):
    """Return how many claims a published run has, and how many have each verdict."""
    count = Counter(verdicts(run)["here"])
    return [count.total(), *(count[v] for v in ("holds", "partly", "fails", "not evaluated"))]


def test_the_table_of_runs_is_that_of_the_published_runs():
    rows = re.findall(r"^\| \[`(\w+)`\]\(docs/.*?\) \|.*?\| (\d.*) \|$", text(README), re.MULTILINE)
    assert [run for run, _ in rows] == [run for run in RUNS if (ROOT / f"docs/{run}").is_dir()]
    for run, cells in rows:
        page = text(ROOT / f"docs/{run}/agreement.md")
        judged, within = re.search(r"(\d+) can be judged; (\d+) of these \(", page).groups()
        share = f"{int(within) / int(judged):.0%}".replace("%", " %")
        assert cells.split(" | ") == [*map(str, counted(run)), f"{within} of {judged} ({share})"]


def test_counts_of_verdicts_are_those_of_the_published_run():
    found = re.search(
        r"[Oo]f (\d+) claims (\d+) hold, (\d+) hold partly, (\d+) fails?, and (\d+)",
        " ".join(text(VERDICTS).split()),
    )
    assert list(map(int, found.groups())) == counted("paper")


NUMBER = re.compile(r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?")


def numbers(words):
    return [number.replace(",", "") for number in NUMBER.findall(words)]


def untraceable(said, row):
    """Return the numbers of a sentence that no number of a claim's row is, rounded as they are."""
    known = [float(n) for n in numbers(" ".join(row))]
    parts = [100 * n for n in known if n <= 1]
    per_cent = set(numbers(" ".join(re.findall(r"[\d.,]+(?= ?%)", said))))
    lost = []
    for n in dict.fromkeys(numbers(said)):
        candidates = known + parts if n in per_cent else known
        if float(n) not in {round(k, len(n.partition(".")[2])) for k in candidates}:
            lost.append(n)
    return lost


def test_verdicts_and_numbers_of_the_readme_are_those_of_the_published_run():
    row_of = r"^\|.*\| (\w+) \| (\w+\??|–) \| (.*?) \| `(\w+)` \|$"
    rows = re.findall(row_of, text(README), re.MULTILINE)
    assert len(rows) > 5
    for here, published, said, name in rows:
        row = verdicts("paper").loc[name]
        sure = pd.to_numeric(row["published_sure"], errors="coerce")
        read = SimpleNamespace(published=row["published"], published_sure=sure)
        assert (here, published) == (row["here"], published_verdict(read)), name
        own = LINK.sub("", said)  # a number of another run leads to its page
        assert untraceable(own, row) == [], name


def test_a_number_that_is_not_in_the_row_is_found():
    row = ["epoch 75.8 ± 2.7; 0.922 of it, 2,490 [3 of 5]"]
    assert untraceable("epoch 76, 0.92 or 92 %, 2,490, 3 of 5", row) == []
    assert untraceable("epoch 77, 0.93, 4 of 5, 93 %", row) == ["77", "0.93", "4", "93"]
    assert untraceable("92 networks", row) == ["92"]  # a part of one is so many per cent


@pytest.mark.parametrize("name", ["README.md", "docs/verdicts.md"])
def test_the_number_of_claims_is_right(name):
    assert re.search(r"checks (\d+) statements", text(ROOT / name))[1] == str(len(CLAIMS))


@each
def test_overlays_on_the_pages_are_yaml_with_a_run_of_their_own(page):
    for overlay in re.findall(r"```yaml\n(.*?)```", text(page), re.DOTALL):
        assert yaml.safe_load(overlay)["run"] not in ("paper", "preview", "short_lstm")


def test_the_readmes_example_reads_what_the_preview_has(tmp_path):
    (example,) = re.findall(r"```python\n(.*?)```", text(ROOT / "README.md"), re.DOTALL)
    assert len(example.strip().splitlines()) <= 5
    preview = yaml.safe_load((ROOT / "workflow/config/preview.yaml").read_text(encoding="utf-8"))
    networks = preview["networks"]
    published = xr.load_dataset(*(ROOT / "docs/paper/data").glob("*flipflop_N256.nc"))
    kept = {"seed": range(networks["seeds"]), "g": networks["tasks"]["flipflop"]["g"]}
    data = tmp_path / "summary.nc"
    published.sel(kept).to_netcdf(data)
    (place,) = re.findall(r'"(results/.+?)"', example)
    exec(example.replace(place, str(data)), {})
    assert place == f"results/preview/{FILES['task_summary']}".replace(
        "<task>", "flipflop"
    ).replace("<N>", "256")


def test_figures_of_the_supplement_have_their_names_as_headings():
    headings = re.findall(r"^## `(\w+)`", text(ROOT / "docs/supplement.md"), re.MULTILINE)
    assert set(headings) == {name for name in Run("any").figures() if name.startswith("supp_")}
