"""What docs/external.md tells the reader to write works as it stands there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import xarray as xr
from checkouts import Checkout

from deltaw.tables.data import FILES

PAGE = (Path(__file__).parents[2] / "docs/external.md").read_text(encoding="utf-8")
CODE, READING = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
(OVERLAY,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
RECURRENT = "recurrent.weight_hh_l0"


def python(checkout, *arguments):
    """Run Python in a checkout's folder and return what it prints."""
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=checkout.folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """Return a copy in which the page's example was made; tests must not change it."""
    checkout = Checkout.fresh(tmp_path_factory.mktemp("example"))
    (checkout.folder / "sign.py").write_text(CODE, encoding="utf-8")
    (checkout.folder / "mine.yaml").write_text(OVERLAY, encoding="utf-8")
    python(checkout, "sign.py")
    done = checkout.snakemake("external", "--cores", "2", overlay="mine.yaml")
    assert done.returncode == 0, done.stdout + done.stderr
    return checkout


@pytest.fixture
def changed(example, tmp_path):
    """Return a copy of the example that may be changed."""
    return example.copy(tmp_path / "copy")


def test_the_page_s_network_is_decomposed_evaluated_and_drawn(example):
    made = {name for name in example.results("mine") if name.startswith(("ext", "fig"))}
    places = {FILES[kind].replace("<model>", "sign") for kind in FILES if "external" in kind}
    assert made == places | {
        "figures/external_sign.pdf",
        "figures/external_sign.png",
    }
    said = re.findall(rf"^{RECURRENT} +[\d.]+", python(example, "-c", READING), re.MULTILINE)
    assert len(said) == 2  # a row of each table


def test_the_network_learnt_and_a_part_of_its_change_is_enough(example):
    """With ΔW at rank 0 most of what was learnt is lost, at the highest rank nothing is."""
    folder = example.folder / "results/mine/external"
    with xr.open_dataset(folder / "sign_evaluation.nc") as found:
        assert found["matrix"].values.tolist() == [RECURRENT]
        before, after = found["initial_value"].item(), found["trained_value"].item()
        assert after < 0.01 < 0.8 < before
        losses = found["truncation_value"].sel(matrix=RECURRENT)
        assert losses.sel(rank=0) > 0.5
        assert losses.sel(rank=slice(10, None)).max() < 0.1
        assert found["shuffle_value"].min() > after


def planned(checkout):
    return checkout.planned("external", overlay="mine.yaml")


def test_a_change_of_a_file_makes_anew_what_depends_on_its_content(changed):
    for name in ("before.pt", "after.pt", "sign.py"):
        (changed.folder / name).touch()
    assert planned(changed) == {}
    changed.edit("sign.py", "manual_seed(1)", "manual_seed(2)")
    assert planned(changed) == {"evaluate_external": 1, "plot_external": 1}
    changed.edit("sign.py", "manual_seed(0)", "manual_seed(3)")
    python(changed, "sign.py")
    assert planned(changed) == {
        "decompose_external": 1,
        "evaluate_external": 1,
        "plot_external": 1,
    }


def test_without_a_measure_the_spectra_alone_are_drawn(changed):
    changed.edit("mine.yaml", "    evaluate: sign.py\n", "")
    changed.edit("mine.yaml", "sign:", "other:")
    done = changed.snakemake("external", "--cores", "2", overlay="mine.yaml")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "figures/external_other.png" in changed.results("mine")
    assert "external/other_evaluation.nc" not in changed.results("mine")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("after.pt", "later.pt", "external.sign.after names later.pt, which is no file"),
        ("before.pt", "after.pt", "hold the same matrices"),
        ("evaluate: sign.py", "evaluate: mine.yaml", "external.sign.evaluate names"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence_before_a_job(changed, old, new, words):
    changed.edit("mine.yaml", old, new)
    done = changed.snakemake("external", "--cores", "2", overlay="mine.yaml")
    said = (done.stdout + done.stderr).strip()
    assert done.returncode != 0
    assert words in said.splitlines()[-1]
    assert "Traceback" not in said
