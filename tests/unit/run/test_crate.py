"""A published run says how each of its files was made."""

import json
import shutil
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest
import xarray as xr
import yaml

from deltaw.run.crate import write_crate
from deltaw.run.records import sha256
from deltaw.run.results import Run

MACHINE = {"processor": "a processor", "kernels": {"openblas": "SkylakeX"}}
SUMMARY, NETWORK = "summary/networks_mante_N24.nc", "networks/mante/N24/g0/seed0/network.nc"


def record(file, rule, inputs, hours, params=(), checksums=None):
    """Write what Snakemake records of a file that was made in that hour of the day."""
    start = 3600 * hours
    told = {"rule": rule, "input": inputs, "starttime": start, "endtime": start + 0.7}
    told |= {"params": [*params, "'0123456789abcdef'"], "input_checksums": checksums}
    path = Path(".snakemake/metadata") / urlsafe_b64encode(str(file).encode()).decode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told), encoding="utf-8")


def entities(run):
    """Write the crate and return its entities by their names."""
    write_crate(run, Path("docs"))
    told = json.loads(Path("docs/ro-crate-metadata.json").read_text(encoding="utf-8"))
    return {entity["@id"]: entity for entity in told["@graph"]}


@pytest.fixture
def run(root, tmp_path, monkeypatch):
    """Return a run with one network, its summary and a figure, published in docs."""
    monkeypatch.chdir(tmp_path)
    for name in ("Snakefile", "CITATION.cff"):
        shutil.copy(root / name, tmp_path)
    made = Run("made")
    versions = {"numpy": "2.4.6"}
    for name, kind in ((SUMMARY, "task_summary"), (NETWORK, "network")):
        (made.folder / name).parent.mkdir(parents=True, exist_ok=True)
        attributes = {
            "kind": kind,
            "versions": json.dumps(versions),
            "machine": json.dumps(MACHINE),
        }
        xr.Dataset(attrs=attributes).to_netcdf(made.folder / name)
    (made.folder / "figures").mkdir()
    for suffix in (".png", ".pdf"):
        made.png("fig2").with_suffix(suffix).write_text("drawn", encoding="utf-8")
    (tmp_path / "docs/data").mkdir(parents=True)
    shutil.copy(made.folder / SUMMARY, tmp_path / "docs/data")
    for name in ("fig2.png", "fig2.pdf", "config.yaml", "README.md"):
        (tmp_path / "docs" / name).write_text("published", encoding="utf-8")
    record(made.folder / SUMMARY, "aggregate_task", [f"{made.folder}/{NETWORK}"], 1)
    for suffix in (".png", ".pdf"):
        png = made.png("fig2").with_suffix(suffix)
        record(png, "plot_fig2", [f"{made.folder}/{SUMMARY}"], 2, ["{'size': [1, 2]}"])
    return made


@pytest.fixture
def crate(run):
    """Return the entities of the published run's crate by their names."""
    return entities(run)


def linked(crate, entity, name):
    """Return the names of what an entity links to."""
    links = crate[entity][name]
    return {link["@id"] for link in (links if isinstance(links, list) else [links])}


def test_a_figure_is_linked_to_its_rule_config_and_inputs(crate):
    job = "#plot_fig2-fig2"
    assert linked(crate, job, "result") == {"fig2.png", "fig2.pdf"}
    assert linked(crate, job, "object") == {"config.yaml", "data/networks_mante_N24.nc"}
    assert linked(crate, job, "instrument") == {"#plot_fig2"}
    assert crate["#plot_fig2"]["softwareVersion"] == "0123456789abcdef"
    assert crate[job]["startTime"] == "1970-01-01T02:00:00+00:00"
    assert crate["fig2.pdf"]["sha256"] == sha256("docs/fig2.pdf")


def test_an_aggregate_is_linked_to_the_hash_of_what_is_not_published(crate, run):
    objects = linked(crate, "#aggregate_task-networks_mante_N24", "object")
    (other,) = objects - {"config.yaml"}
    assert NETWORK in crate[other]["name"]
    xr.Dataset(attrs={"versions": "{}", "machine": "{}"}).to_netcdf(run.folder / NETWORK)
    assert entities(run)[other]["value"] != crate[other]["value"]


def test_a_dataset_that_is_another_than_what_was_drawn_is_no_input(run):
    inputs = [f"{run.folder}/{SUMMARY}"]
    checksums = {inputs[0]: "sha256:" + 64 * "0"}
    for suffix in (".png", ".pdf"):
        record(run.png("fig2").with_suffix(suffix), "plot_fig2", inputs, 2, checksums=checksums)
    objects = linked(entities(run), "#plot_fig2-fig2", "object")
    assert objects == {"config.yaml", "#plot_fig2-fig2-inputs"}


def test_the_run_names_packages_processor_and_kernels(crate):
    told = {
        crate[name]["name"]: crate[name]["value"] for name in linked(crate, "#run", "environment")
    }
    assert told == {
        "numpy": "2.4.6",
        "processor": "a processor",
        "kernels of openblas": "SkylakeX",
    }
    assert linked(crate, "#run", "instrument") == linked(crate, "./", "mainEntity") == {"Snakefile"}
    assert crate["#run"]["startTime"] == "1970-01-01T01:00:00+00:00"
    assert crate["#run"]["endTime"] == "1970-01-01T02:00:00+00:00"


def test_every_published_file_is_part_of_it(crate):
    files = {str(p.relative_to("docs")) for p in Path("docs").rglob("*") if p.is_file()}
    assert linked(crate, "./", "hasPart") == files - {"ro-crate-metadata.json"}


def test_files_without_a_record_are_described_all_the_same(run):
    shutil.rmtree(".snakemake")
    crate = entities(run)
    assert [name for name, e in crate.items() if e["@type"] == "CreateAction"] == ["#run"]
    assert "sha256" in crate["fig2.pdf"]


def test_persons_come_from_the_citation(run):
    cited = yaml.safe_load(Path("CITATION.cff").read_text(encoding="utf-8"))
    person = {"given-names": "Ada", "family-names": "L", "orcid": "https://orcid.org/0"}
    Path("CITATION.cff").write_text(yaml.safe_dump(cited | {"authors": [person]}), encoding="utf-8")
    author = entities(run)["https://orcid.org/0"]
    assert (author["@type"], author["name"]) == ("Person", "Ada L")
