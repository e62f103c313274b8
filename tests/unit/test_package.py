"""The library can be installed by itself: pip install ."""

import subprocess
import sys

import pytest


@pytest.fixture(scope="module")
def installed(root, tmp_path_factory):
    """Return a folder with the library, installed as pip does it, without what it depends on."""
    folder = tmp_path_factory.mktemp("installed")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--target", folder]
    command = [sys.executable, "-m", "pip", "install", *options, root]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def run(folder, code):
    """Return what code prints that finds the library in a folder, and nowhere else."""
    command = [
        sys.executable,
        "-I",
        "-c",
        f"import sys; sys.path.insert(0, {str(folder)!r})\n{code}",
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_installed_library_has_its_modules_and_its_schema(installed, root):
    modules = {p.relative_to(installed) for p in (installed / "deltaw").rglob("*.py")}
    assert modules == {
        p.relative_to(root / "workflow") for p in (root / "workflow/deltaw").rglob("*.py")
    }
    top = {path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")}
    assert top == {"deltaw"}
    ours = (root / "workflow/schemas/config.schema.yaml").read_bytes()
    assert (installed / "deltaw/schemas/config.schema.yaml").read_bytes() == ours


def test_a_config_is_checked_by_the_installed_library(installed, root):
    code = f"""
import yaml
from deltaw.config import schema
assert schema.SCHEMA.is_relative_to({str(installed)!r})
config = schema.validate(yaml.safe_load(open({str(root / "config.yaml")!r})))
print(config["networks"]["N"])
"""
    assert run(installed, code) == "256"


def test_importing_the_library_loads_nothing_heavy(installed):
    code = "import deltaw; print({'torch', 'xarray', 'snakemake'} & set(sys.modules), end=' ')"
    code += "; print(deltaw.open_run.__module__)"
    assert run(installed, code) == "set() deltaw.run.tree"
