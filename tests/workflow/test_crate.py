"""A published run's crate fulfils its profile, says the profile's own validator."""

import subprocess
import sys

import pytest

from deltaw.run.publish import publish
from deltaw.run.results import Run

VALIDATOR = "roc-validator==0.13.0"  # its packages do not fit the workflow's
PROFILE = ["--profile-identifier", "workflow-run-crate", "--requirement-severity", "required"]


@pytest.mark.slow
def test_the_crate_fulfils_its_profile(finished, tmp_path, monkeypatch):
    monkeypatch.chdir(finished.folder)
    publish(Run("tiny"), tmp_path / "docs")
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    python = environment / "bin/python"
    subprocess.run([python, "-m", "pip", "install", "-q", VALIDATOR], check=True)
    command = [environment / "bin/rocrate-validator", "validate", "--no-paging", *PROFILE]
    done = subprocess.run(
        [*command, tmp_path / "docs"], capture_output=True, text=True, check=False
    )
    if "URLError" in done.stdout:
        pytest.skip("the validator reads RO-Crate's vocabulary from w3id.org, which is not reached")
    assert done.returncode == 0, done.stdout
