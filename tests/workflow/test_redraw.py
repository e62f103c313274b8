"""A published run's figures come again from its datasets, and nothing is trained."""

import subprocess
import sys

import pytest

from deltaw.run.publish import publish
from deltaw.run.results import Run

ENOUGH = {"fig4", "supp_log_singular_values"}  # of the linear networks' aggregate


@pytest.fixture
def clone(finished, untouched, tmp_path, monkeypatch):
    """Return a fresh checkout with one dataset of the finished run, published."""
    checkout = untouched.copy(tmp_path / "clone")
    monkeypatch.chdir(finished.folder)
    publish(Run("tiny"), checkout.folder / "docs/tiny")
    for path in (checkout.folder / "docs/tiny/data").iterdir():
        if path.name != "linear_N24.nc":
            path.unlink()
    return checkout


def test_figures_are_drawn_from_published_data_alone(clone, finished):
    command = [sys.executable, "workflow/from_published.py", "tiny"]
    done = subprocess.run(command, cwd=clone.folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    redrawn, drawn = clone.results("tiny_redrawn"), finished.results()
    pdfs = {name for name in redrawn if name.endswith(".pdf")}
    assert pdfs == {f"figures/{name}.pdf" for name in ENOUGH}
    for name in pdfs:
        assert redrawn[name].read_bytes() == drawn[name].read_bytes(), name
    assert {name for name in redrawn if name.endswith(".nc")} == {"summary/linear_N24.nc"}
    needed = "not drawn: fig5 needs results/tiny_redrawn/summary/sentiment_N6.nc, which are not"
    assert needed in done.stdout
    assert "fig3 needs results/tiny_redrawn/linear/zhat0.5/N24/g0/seed0/flow.nc and" in done.stdout
