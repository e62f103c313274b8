"""The library can be installed by itself into a new environment: pip install ."""

import ast
import re
import subprocess
import sys
import tomllib
import venv
from importlib.metadata import packages_distributions
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

OF_WORKFLOW = ("config", "run")  # modules that need more: pip install .[workflow]


def pip(*arguments):
    command = [sys.executable, "-m", "pip", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def installed(root, tmp_path_factory):
    """Return a new environment with the library alone: its Python, and its folder of packages."""
    folder = tmp_path_factory.mktemp("installed")
    options = ["--quiet", "--no-deps", "--no-index"]
    pip("wheel", *options, "--no-build-isolation", "--wheel-dir", folder, root)
    venv.create(folder / "new")
    python = folder / "new/bin/python"
    pip("--python", python, "install", *options, *folder.glob("*.whl"))
    (packages,) = (folder / "new/lib").glob("python*/site-packages")
    return SimpleNamespace(python=python, packages=packages)


@pytest.fixture
def lent(installed):
    """Lend it what the library depends on, which would be gigabytes to fetch, from here."""
    file = installed.packages / "lent.pth"
    file.write_text(str(Path(np.__file__).parents[1]), encoding="utf-8")
    yield installed
    file.unlink()


def run(environment, code):
    """Return what code prints in an environment."""
    command = [environment.python, "-I", "-c", code]
    done = subprocess.run(
        command, cwd=environment.packages, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_installed_library_has_its_modules_and_its_schema(installed, root):
    packages = installed.packages
    modules = {p.relative_to(packages) for p in (packages / "deltaw").rglob("*.py")}
    assert modules == {
        p.relative_to(root / "workflow") for p in (root / "workflow/deltaw").rglob("*.py")
    }
    top = {path.name for path in packages.iterdir() if not path.name.endswith(".dist-info")}
    assert top == {"deltaw"}
    ours = (root / "workflow/schemas/config.schema.yaml").read_bytes()
    assert (packages / "deltaw/schemas/config.schema.yaml").read_bytes() == ours


def test_a_config_is_checked_by_the_installed_library(lent, root):
    code = f"""
import yaml
from deltaw.config import schema
assert schema.SCHEMA.is_relative_to({str(lent.packages)!r})
config = schema.validate(yaml.safe_load(open({str(root / "config.yaml")!r})))
print(config["networks"]["N"])
"""
    assert run(lent, code) == "256"


def test_a_run_is_opened_by_the_installed_library(lent, root):
    code = f"""
import deltaw
assert deltaw.__file__.startswith({str(lent.packages)!r})
run = deltaw.open_run({str(root / "docs/paper")!r})
print(run["data/networks_romo_N256"].sizes["seed"])
"""
    assert run(lent, code) == "5"


def test_importing_the_library_needs_and_loads_nothing_else(installed, lent):
    code = "import sys, deltaw; print({'torch', 'xarray', 'snakemake'} & set(sys.modules))"
    assert run(lent, code) == "set()"
    assert run(lent, "import deltaw; print(deltaw.open_run.__module__)") == "deltaw.run.tree"


def imported(path):
    """Return the packages outside the library and Python that a module imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module)
    return {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"deltaw"}


def test_what_the_library_imports_is_declared_and_what_is_declared_is_imported(root):
    """The library's own dependencies, and those that its modules for a workflow add."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    def normal(requirements):
        return {re.match(r"[\w-]+", name)[0].lower() for name in requirements}

    distributions = packages_distributions()
    used = {True: set(), False: set()}
    for path in (root / "workflow/deltaw").rglob("*.py"):
        part = path.relative_to(root / "workflow/deltaw").parts[0]
        names = {distributions[name][0] for name in imported(path)}
        used[part in OF_WORKFLOW] |= normal(names)
    library = normal(project["dependencies"])
    assert used[False] - library == set()
    # pandas imports it for a table in Markdown.
    assert library - used[False] - used[True] == {"tabulate"}
    workflow = normal(project["optional-dependencies"]["workflow"])
    assert used[True] - library == workflow
