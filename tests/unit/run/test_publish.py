"""A run is published whole or not at all; what is too large for a repository is left out."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from matplotlib.colors import to_rgb
from PIL import Image

from deltaw.datasets import DatasetError
from deltaw.figures import style
from deltaw.run import publish
from deltaw.run.results import Run, RunError


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return a run of three aggregated datasets and one figure, and nothing published yet."""
    monkeypatch.chdir(tmp_path)
    made = Run("made")
    (made.folder / "summary").mkdir(parents=True)
    (made.folder / "figures").mkdir()
    for name, size in (("b", 10), ("a", 3000), ("c", 2000)):
        noise = np.random.default_rng(size).random(size)
        xr.Dataset({"x": ("i", noise)}).to_netcdf(made.folder / f"summary/{name}.nc")
    Image.new("RGB", (3000, 1500), "white").save(made.png("fig1"))
    made.png("fig1").with_suffix(".pdf").write_bytes(bytes(100))
    (tmp_path / "docs").mkdir()
    return made


@pytest.mark.parametrize(
    ("within", "less", "kept"), [("bca", 0, "abc"), ("bca", 1, "bc"), ("bc", 1, "b"), ("b", 1, "")]
)
def test_the_largest_datasets_are_left_out(run, tmp_path, monkeypatch, within, less, kept):
    size = sum((run.folder / f"summary/{name}.nc").stat().st_size for name in within)
    monkeypatch.setattr(publish, "DATA_LIMIT", size - less)
    datasets = [*(run.folder / "summary").iterdir()]
    table = publish.copy_data(datasets, tmp_path / "docs", Path("docs/config.yaml"))
    table = table.set_index("dataset")
    assert sorted(path.stem for path in (tmp_path / "docs/data").iterdir()) == list(kept)
    assert list(table.index) == ["a", "b", "c"]
    for name, file in table["file"].items():
        assert ("left out: `snakemake results/made/summary/" in file) == (name not in kept)


def test_curves_of_the_tasks_are_rounded_to_six_digits(run, tmp_path):
    folder, rng = tmp_path / "docs", np.random.default_rng(0)
    noise = {"loss": (("g", "seed", "epoch"), rng.random((1, 10, 1000)))}
    noise["dw_norm"] = ("g", "seed"), rng.random((1, 10))
    attributes = {"kind": "task_summary", "versions": "{}"}
    for kind in ("task_summary", "linear_summary"):
        made = xr.Dataset(noise, {"N": 8}, attributes | {"kind": kind})
        packed = {name: {"zlib": True, "shuffle": True} for name in noise}
        made.to_netcdf(run.folder / f"summary/{kind}.nc", encoding=packed)
    of_linear = publish.copy_dataset(run.folder / "summary/linear_summary.nc", folder)
    assert of_linear.read_bytes() == (run.folder / "summary/linear_summary.nc").read_bytes()
    copy = publish.copy_dataset(run.folder / "summary/task_summary.nc", folder)
    assert copy.stat().st_size < 0.7 * of_linear.stat().st_size
    with xr.open_dataset(copy) as dataset:
        assert dataset["dw_norm"].identical(made["dw_norm"])
        assert dataset.attrs == attributes
        off = abs(dataset["loss"] / made["loss"] - 1).max().item()
    assert 0 < off < 1e-6


@pytest.mark.parametrize("limit", [100, 99])
def test_a_large_pdf_is_left_out(run, tmp_path, monkeypatch, limit):
    monkeypatch.setattr(publish, "PDF_LIMIT", limit)
    said = publish.copy_figure(run, "fig1", tmp_path / "docs")
    assert (tmp_path / "docs/fig1.pdf").exists() == (limit == 100)
    assert said.endswith("[PDF](fig1.pdf)" if limit == 100 else "MB left out")
    with Image.open(tmp_path / "docs/fig1.png") as image:
        assert image.size == (1600, 800)


def test_a_figure_that_is_not_drawn_is_not_run(run, tmp_path):
    assert publish.copy_figure(run, "fig2", tmp_path / "docs") == "not run"
    assert not list((tmp_path / "docs").iterdir())


@style.styled
def lines_of(colors):
    """Return a figure of one line in each colour."""
    figure = style.new_figure([6.8, 5])
    panel = figure.add_subplot()
    for height, color in enumerate(colors):
        panel.axhline(height, color=color)
    return figure


def test_a_published_picture_has_the_configs_colours(run, tmp_path, paper):
    colors = sorted(set(re.findall(r"#[0-9A-Fa-f]{6}", json.dumps(paper["figures"]))))
    assert "#0072B2" in colors
    figure = lines_of(colors)
    figure.savefig(run.png("fig1"), dpi=style.DPI)
    publish.copy_picture(run.png("fig1"), tmp_path / "docs")
    with Image.open(tmp_path / "docs/fig1.png") as image:
        assert image.mode == "RGB"
        pixels = np.unique(np.asarray(image).reshape(-1, 3), axis=0).tolist()
    for color in colors:
        assert [round(255 * part) for part in to_rgb(color)] in pixels, color


def content(folder):
    """Return the bytes of all files in a folder, hidden ones too."""
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def spoil(run, what):
    """Take a run's config, or damage one of its files."""
    match what:
        case "config.yaml":
            run.config.unlink()
        case "figures/fig1.png" | "summary/a.nc":
            (run.folder / what).write_bytes(b"")
        case "figures/fig1.pdf":
            run.png("fig1").with_suffix(".pdf").unlink()
        case "claims.csv":
            (run.folder / what).write_text("no,claims\n")
            (run.folder / "claims.md").touch()
        case "agreement.md":
            (run.folder / "agreement.csv").touch()


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("config.yaml", "results/made/config.yaml does not exist: start this run first"),
        ("figures/fig1.png", "results/made/figures/fig1.png is damaged: remove it and draw fig1"),
        ("figures/fig1.pdf", "results/made/figures/fig1.pdf is gone, while its PNG is there"),
        ("summary/a.nc", r"results/made/summary/a.nc cannot be read as netCDF \(.*\): remove it"),
        ("agreement.md", "results/made/agreement.md is gone, while its CSV is there"),
        ("claims.csv", "results/made/claims.csv .*rule check_claims makes it anew"),
    ],
)
def test_a_publication_that_fails_leaves_the_earlier_one(run, what, words):
    (run.folder / "config.yaml").write_text("run: made\n")
    for path in (run.folder / "summary").iterdir():
        xr.Dataset().to_netcdf(path)
    docs = Path("docs/made")
    (docs / "data").mkdir(parents=True)
    for name in ("fig1.png", "claims.csv", "data/linear_N8.nc", "Snakefile", "notes.txt"):
        (docs / name).write_text("published earlier")
    spoil(run, what)
    before = content(Path("docs"))
    with pytest.raises((RunError, DatasetError), match=words):
        publish.publish(run, docs)
    assert content(Path("docs")) == before
    assert list(Path("docs").iterdir()) == [docs]


def test_new_files_replace_those_of_an_earlier_call_and_no_others(tmp_path):
    folder = tmp_path / "docs/made"
    (folder / "data").mkdir(parents=True)
    for name in ("fig1.png", "fig2.png", "data/a.nc", "notes.txt"):
        (folder / name).write_text("earlier")
    with publish.replacing_files(folder) as made:
        (made / "data").mkdir()
        for name in ("fig1.png", "data/b.nc"):
            (made / name).write_text("new")
        assert (folder / "fig1.png").read_text() == "earlier"
    texts = {str(p.relative_to(folder)): p.read_text() for p in folder.rglob("*") if p.is_file()}
    assert texts == {"fig1.png": "new", "data/b.nc": "new", "notes.txt": "earlier"}
    assert list(folder.parent.iterdir()) == [folder]


def test_a_dataset_of_the_users_own_is_left_out(run):
    for path in (run.folder / "summary").iterdir():
        path.unlink()
    # It has kept the attributes of what it was computed from
    for name in ("linear_N8", "my_analysis"):
        own = {"kind": "linear_summary", "versions": '{"numpy": "2"}'}
        xr.Dataset(attrs=own).to_netcdf(run.folder / f"summary/{name}.nc")
    xr.Dataset({"mean": 1.0}).to_netcdf(run.folder / "summary/linear_N9.nc")
    assert [path.name for path in run.summaries()] == ["linear_N8.nc"]
