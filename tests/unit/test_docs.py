"""The pages say what is there: links, commands, keys, variables, numbers."""

import re
import shlex
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
import yaml
from snakemake.cli import get_argument_parser

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


@each
def test_overlays_on_the_pages_are_yaml_with_a_run_of_their_own(page):
    for overlay in re.findall(r"```yaml\n(.*?)```", text(page), re.DOTALL):
        assert yaml.safe_load(overlay)["run"] not in ("paper", "preview", "short_lstm")


def test_the_readmes_example_reads_what_the_preview_has(tmp_path):
    (example,) = re.findall(r"```python\n(.*?)```", text(ROOT / "README.md"), re.DOTALL)
    assert len(example.strip().splitlines()) <= 5
    preview = yaml.safe_load((ROOT / "workflow/config/preview.yaml").read_text(encoding="utf-8"))
    networks = preview["networks"]
    published = xr.load_dataset(*(ROOT / "docs/paper/data").glob("networks_flipflop_N256.nc"))
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
