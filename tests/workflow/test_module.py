"""The workflow as a module of another one, in a folder of that one's own."""

import re
import subprocess
import sys

import pytest
import yaml
from checkouts import assert_same_bytes

OUTER = """
configfile: "outer.yaml"


module deltaw:
    snakefile:
        {snakefile!r}
    config:
        config["networks_that_learn"]


use rule * from deltaw as deltaw_*


rule all:
    default_target: True
    input:
        "figure.txt",


rule note_figure:
    input:
        rules.deltaw_plot_fig4.output.png,
    output:
        "figure.txt",
    shell:
        "wc -c {{input}} > {{output}}"


onstart:
    deltaw.keep_config()
"""


@pytest.fixture
def outer(untouched, tmp_path):
    """Return the folder of a workflow that has the tiny run as its module."""
    tiny = [sys.executable, "workflow/resolve.py", "tiny.yaml"]
    resolved = subprocess.run(tiny, cwd=untouched.folder, capture_output=True, check=True).stdout
    # A text in YAML 1.1, which the workflow's own config may not have: this file is not its own.
    outer = {"tolerance": "5e-2", "networks_that_learn": yaml.safe_load(resolved)}
    text = yaml.safe_dump(outer, sort_keys=False).replace("'5e-2'", "5e-2")
    (tmp_path / "outer.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "treebank").symlink_to(untouched.folder / "treebank")
    snakefile = str(untouched.folder / "workflow/Snakefile")
    (tmp_path / "Snakefile").write_text(OUTER.format(snakefile=snakefile), encoding="utf-8")
    return tmp_path


def snakemake(folder, *arguments):
    """Run Snakemake with Snakemake's own settings and return what it says."""
    command = [sys.executable, "-m", "snakemake", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_another_workflow_uses_the_rules_under_its_own_names(outer, finished):
    assert "deltaw_train_linear" in snakemake(outer, "--cores", "2")
    size = finished.results()["figures/fig4.png"].stat().st_size
    assert (outer / "figure.txt").read_text(encoding="utf-8").startswith(f"{size} ")
    base = outer / "results/tiny"
    ours = {str(p.relative_to(base)): p for p in base.rglob("*") if p.is_file()}
    assert_same_bytes(ours, finished.results(), "figures/fig4.pdf", "summary/linear_N24.nc")
    assert yaml.safe_load(ours["config.yaml"].read_text(encoding="utf-8"))["run"] == "tiny"
    assert not (outer / "results/.running").exists()
    assert "Nothing to be done" in snakemake(outer, "--cores", "2")


def test_all_of_it_is_planned_as_from_its_own_folder(outer, untouched):
    targets = ("all_figures", "all_supplementary", "claims_with_supplement")
    said = snakemake(outer, *(f"deltaw_{name}" for name in targets), "--dry-run")
    plan = dict(re.findall(r"^deltaw_(\w+) +(\d+)$", said, re.MULTILINE))
    plan = {rule: int(count) for rule, count in plan.items() if rule not in targets}
    assert plan == untouched.planned(*targets)
