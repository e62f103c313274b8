"""The pip and the conda environment agree."""

import re

import yaml

CONDA_NAMES = {"torch": "pytorch"}


def test_pip_and_conda_pin_the_same_versions(root):
    lines = (root / "envs/requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if "==" in line)
    pip = {CONDA_NAMES.get(name.lower(), name.lower()): version for name, version in pins.items()}
    conda = yaml.safe_load((root / "envs/deltaw.yaml").read_text(encoding="utf-8"))
    conda = dict(entry.split("=") for entry in conda["dependencies"])
    assert conda.pop("python") == "3.11"
    assert pip == conda
    assert pip["pytorch"] == "2.13.0"


def shown(page, folder):
    """Return the pictures of docs/<folder> that a page shows."""
    return set(re.findall(rf"{folder}/(fig\w+)\.png", page.read_text(encoding="utf-8")))


def test_the_pages_show_the_figures_that_all_figures_draws(root):
    """README shows the paper run (make publish), docs/preview.md the preview (make gallery)."""
    snakefile = (root / "Snakefile").read_text(encoding="utf-8")
    drawn = set(re.findall(r"rules\.(fig\w+)\.input", snakefile))
    for page, folder in (("README.md", "paper"), ("docs/preview.md", "preview")):
        kept = {path.stem for path in (root / "docs" / folder).glob("fig*.png")}
        assert drawn == kept == shown(root / page, folder)
        assert (root / "docs" / folder / "claims.md").exists()


def test_the_supplements_page_shows_what_all_supplementary_draws(root):
    rules = (root / "workflow/rules/common_supplement.smk").read_text(encoding="utf-8")
    drawn = set(re.findall(r'^    "(supp_\w+)",$', rules, re.MULTILINE))
    kept = {path.stem for path in (root / "docs/preview").glob("supp_*.png")}
    page = (root / "docs/supplement.md").read_text(encoding="utf-8")
    assert len(drawn) >= 5
    assert drawn == set(re.findall(r"preview/(\w+)\.png", page))
    assert kept == drawn
