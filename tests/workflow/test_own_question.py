"""What docs/own_question.md tells the reader to write works as it stands there."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from snakemake.utils import update_config

from deltaw.config.common import seeds

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/own_question.md").read_text(encoding="utf-8")
OVERLAYS = {
    yaml.safe_load(text)["run"]: text for text in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
}
CODE, READING, STATES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
(PLACE,) = re.findall(r"Save it as `(workflow/deltaw/networks/tasks/\w+\.py)`", PAGE)
# Laid over the page's overlay
SMALL = {
    "networks": {"N": 24, "seeds": 1, "tasks": {"memory": {"epochs": 3, "g": [0, 0.9]}}},
    "evaluation": {"max_rank": 12},
    "figures": {"fig1": {"tasks": {"memory": {"epochs": 3}}}},
}


def networks(overlay: str, figure: str) -> int:
    """Return how many networks of an overlay a figure shows."""
    config = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    update_config(config, yaml.safe_load(overlay))
    shown = config["figures"][figure]["tasks"]
    tasks = [config["networks"]["tasks"][name] for name, look in shown.items() if look]
    common = config["networks"]["seeds"]
    return sum(len(seeds(task.get("seeds", common))) * len(task["g"]) for task in tasks)


@pytest.mark.parametrize("run", [name for name in OVERLAYS if name != "memory"])
def test_each_recipe_plans_the_networks_that_it_names(checkout, run):
    (checkout.folder / "my.yaml").write_text(OVERLAYS[run], encoding="utf-8")
    figures = ["supp_robustness"] if run == "three_channels" else ["fig2"]
    plan = checkout.planned(*figures, overlay="my.yaml")
    assert plan["train_network"] == networks(OVERLAYS[run], *figures) > 0


def test_the_pages_task_is_trained_and_drawn_and_its_numbers_are_read(checkout):
    (checkout.folder / PLACE).write_text(CODE, encoding="utf-8")
    (checkout.folder / "memory.yaml").write_text(OVERLAYS["memory"], encoding="utf-8")
    (checkout.folder / "small.yaml").write_text(yaml.safe_dump(SMALL), encoding="utf-8")
    overlays = ("--configfile", "tiny.yaml", "memory.yaml", "small.yaml")
    done = checkout.snakemake("fig1", "fig2", "--cores", "2", *overlays, overlay=None)
    assert done.returncode == 0, done.stdout + done.stderr
    for figure in ("fig1", "fig2"):
        assert (checkout.folder / f"results/memory/figures/{figure}.png").stat().st_size > 5000
    also_read = 'print(summary.attrs["parameters"]); print(summary.attrs["parameter_units"])'
    script = READING.replace("_N256", "_N24") + also_read
    command = [sys.executable, "-c", script]
    read = subprocess.run(
        command, cwd=checkout.folder, capture_output=True, text=True, check=True
    ).stdout
    *tables, parameters, units = read.splitlines()
    assert tables[0].split() == tables[4].split() == ["seed", "0"]
    assert json.loads(parameters)["network"]["task"]["kind"] == "memory"
    assert json.loads(units)["task.delay"] == "time constants"
    own = "results/memory/networks/memory/N24/g0.9/seed0"
    command[-1] = STATES.replace("results/preview/networks/mante/N256/g0.9/seed0", own)
    assert command[-1] != STATES
    done = subprocess.run(
        command, cwd=checkout.folder, capture_output=True, text=True, check=True
    ).stdout
    assert float(done) < 1e-6
