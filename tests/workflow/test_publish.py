"""A tiny run, published: docs/tiny and its index."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import xarray as xr
from PIL import Image

from deltaw.claims.registry import OPEN
from deltaw.run.publish import WIDTH, picture_gallery, publish
from deltaw.run.results import Run


@pytest.fixture
def copy(finished, tmp_path, monkeypatch):
    """Return the folder of a copy of the finished run, which is the current one."""
    folder = finished.copy(tmp_path / "copy").folder
    monkeypatch.chdir(folder)
    return folder


def linked(index):
    """Return the files that an index links to; each must be there, and no other."""
    links = re.findall(r"\]\(([^)]+)\)", index.read_text(encoding="utf-8"))
    files = {str(p.relative_to(index.parent)) for p in index.parent.rglob("*") if p.is_file()}
    assert set(links) == files - {"README.md"}
    return files


def test_the_index_lists_what_is_there_and_what_was_not_run(copy):
    base = copy / "results/tiny"
    figures = {path.stem for path in (base / "figures").glob("*.png")}
    assert {f"fig{k}" for k in range(1, 6)} < figures
    publish(Run("tiny"), Path("docs/tiny"))
    docs = copy / "docs/tiny"
    files = linked(docs / "README.md")
    assert {f"{name}.{suffix}" for name in figures for suffix in ("png", "pdf")} < files
    for png in docs.glob("*.png"):
        with Image.open(png) as image:
            assert image.width <= WIDTH
    for path in (base / "summary").glob("*.nc"):
        with xr.open_dataset(docs / "data" / path.name) as copied, xr.open_dataset(path) as made:
            xr.testing.assert_allclose(copied, made, rtol=1e-6, atol=0)
            assert copied.attrs == made.attrs
    assert (docs / "config.yaml").read_bytes() == (base / "config.yaml").read_bytes()
    index = (docs / "README.md").read_text(encoding="utf-8")
    assert "Not run" not in index
    assert re.search(r"^\| Fig\. 2 +\|", index, re.MULTILINE)
    for name in ("claims", "claims_with_supplement"):
        verdicts = pd.read_csv(base / f"{name}.csv", keep_default_na=False)["here"]
        said = f"[{name}]({name}.md) ([CSV]({name}.csv)): not evaluated {sum(verdicts == OPEN)}, "
        assert said in index
    assert "- [agreement](agreement.md) ([CSV](agreement.csv)): None of the 513 published" in index
    assert "| train_network " in index
    assert "| torch " in index

    for gone in ("figures/fig2.png", "summary/networks_romo_N24.nc", *base.glob("claims*")):
        (base / gone).unlink()
    publish(Run("tiny"), Path("docs/tiny"))
    assert not {"fig2.png", "fig2.pdf", "data/networks_romo_N24.nc"} & linked(docs / "README.md")
    index = (docs / "README.md").read_text(encoding="utf-8")
    assert not re.search(r"^\| Fig\. 2 +\|", index, re.MULTILINE)
    assert "\nNot run: Fig. 2.\n" in index
    assert "The claims have not been checked in this run." in index


def test_the_gallery_has_the_workflows_figures_and_the_claims(copy):
    wanted = {"agreement.md", "claims.md", "claims_with_supplement.md", "beyond.md"}
    drawn = {path.name for path in Path("results/tiny/figures").glob("*.png")}
    wanted |= {name for name in drawn if not name.startswith("supp_")}
    # An old figure, which no rule draws any more
    shutil.copy("results/tiny/figures/fig1.png", "results/tiny/figures/fig0.png")
    gallery = Path("docs/tiny")
    assert not picture_gallery(Run("tiny"), gallery)
    assert {path.name for path in gallery.iterdir()} == wanted

    (copy / "results/tiny/figures/fig3.png").unlink()
    command = [sys.executable, "workflow/publish.py", "tiny", "--pictures"]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert done.stderr == "not there yet: results/tiny/figures/fig3.png (make gallery)\n"
    assert {path.name for path in gallery.iterdir()} == wanted
