"""The pip and the conda environment agree."""

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
