"""What is too large for a repository is left out, and the index says so."""

import json
import re

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from deltaw.figures import style
from deltaw.run import publish
from deltaw.run.results import Run


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return a run of three aggregated datasets and one figure, and nothing published yet."""
    monkeypatch.chdir(tmp_path)
    made = Run("made")
    (made.folder / "summary").mkdir(parents=True)
    (made.folder / "figures").mkdir()
    for name, size in (("b", 10), ("a", 30), ("c", 20)):
        (made.folder / f"summary/{name}.nc").write_bytes(bytes(size))
    Image.new("RGB", (3000, 1500), "white").save(made.png("fig1"))
    made.png("fig1").with_suffix(".pdf").write_bytes(bytes(100))
    (tmp_path / "docs").mkdir()
    return made


@pytest.mark.parametrize(("limit", "kept"), [(60, "abc"), (59, "bc"), (29, "b"), (9, "")])
def test_the_largest_datasets_are_left_out(run, tmp_path, monkeypatch, limit, kept):
    monkeypatch.setattr(publish, "DATA_LIMIT", limit)
    table = publish.copy_data(run, tmp_path / "docs").set_index("dataset")
    assert sorted(path.stem for path in (tmp_path / "docs/data").iterdir()) == list(kept)
    assert list(table.index) == ["a", "b", "c"]
    for name, file in table["file"].items():
        assert ("left out: `snakemake results/made/summary/" in file) == (name not in kept)


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
