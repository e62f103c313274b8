"""The pinned versions agree everywhere; make makes an environment that runs, and mends it."""

import hashlib
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

CONDA_NAMES = {"torch": "pytorch"}
PIN = re.compile(r"^([\w.-]+)==([^\s;]+)", re.MULTILINE)
LOCKS = ("requirements", "requirements-dev", "torch-cpu", "torch-cuda")


def pins(*files: Path) -> dict[str, str]:
    """Return the versions that requirements files pin, by the packages' normal names."""
    found = PIN.findall("".join(file.read_text(encoding="utf-8") for file in files))
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}


def test_pip_and_conda_pin_the_same_versions(root):
    pip = pins(root / "envs/requirements.txt")
    pip = {CONDA_NAMES.get(name, name): version for name, version in pip.items()}
    conda = yaml.safe_load((root / "envs/deltaw.yaml").read_text(encoding="utf-8"))
    conda = dict(entry.split("=") for entry in conda["dependencies"])
    assert conda.pop("python") == "3.11"
    assert pip == conda


def test_the_lock_has_the_pinned_versions(root):
    envs = root / "envs"
    pinned = pins(*(envs / f"{n}.txt" for n in ("requirements", "requirements-dev", "constraints")))
    run, dev = (pins(envs / f"{name}.lock") for name in LOCKS[:2])
    assert not run.keys() & dev.keys()
    assert "snakemake" in run
    assert "pytest" in dev
    locked = run | dev
    windows = {"colorama", "pyreadline3"}  # which nobody has installed
    assert locked.keys() - windows == pinned.keys() - {"torch"}
    assert {name: locked[name] for name in locked.keys() & pinned.keys()} == {
        name: version for name, version in pinned.items() if name != "torch"
    }
    assert pins(envs / "torch-cuda.lock")["torch"] == pinned["torch"]
    cpu = PIN.findall((envs / "torch-cpu.lock").read_text(encoding="utf-8"))
    assert cpu == [("torch", f"{pinned['torch']}+cpu"), ("torch", pinned["torch"])]


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_hashes(root, name):
    text = (root / f"envs/{name}.lock").read_text(encoding="utf-8")
    entries = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert entries
    for entry in entries:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), entry


def wheel(folder: Path, name: str, version: str) -> str:
    """Write a wheel of one empty module; return its requirement with its hash."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    about = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(f"{name}/__init__.py", "")
        file.writestr(
            f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}"
        )
        file.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any")
        file.writestr(f"{about}/RECORD", "")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"{name}=={version} --hash=sha256:{digest}\n"


class Place:
    """A folder with the Makefile and a lock of wheels made here.

    Parameters
    ----------
    folder, root : pathlib.Path
        Where it lies; the repository.
    """

    def __init__(self, folder: Path, root: Path):
        self.folder = folder
        (folder / "envs").mkdir(parents=True)
        shutil.copy(root / "Makefile", folder)
        snakemake = wheel(folder, "snakemake", "1")
        for name, line in (
            ("requirements", snakemake),
            ("requirements-dev", wheel(folder, "pytest", "1")),
            ("torch-cpu", wheel(folder, "torch", "1+cpu")),
            ("torch-cuda", wheel(folder, "torch", "1")),
        ):
            (folder / f"envs/{name}.lock").write_text(line, encoding="utf-8")

    def make(self, *arguments: str, **environ: str):
        """Run make with pip and without an index; return the finished process."""
        own = {"PATH": "/usr/bin:/bin", "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "."}
        given = ["make", f"PYTHON={sys.executable}", "UV=", *arguments]
        return subprocess.run(
            given, cwd=self.folder, env=own | environ, capture_output=True, text=True, check=False
        )

    def installed(self, package: str) -> str:
        """Return the version of a package in the environment."""
        code = f"from importlib.metadata import version; print(version('{package}'))"
        done = subprocess.run(
            [".venv/bin/python", "-I", "-c", code],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()


@pytest.fixture(scope="module")
def place(root, tmp_path_factory):
    """Return a place whose environment was made."""
    made = Place(tmp_path_factory.mktemp("place") / "first", root)
    done = made.make("environment")
    assert done.returncode == 0, done.stderr
    return made


def test_an_environment_is_made_once_and_moves_with_its_folder(place):
    assert place.installed("torch") == "1+cpu"
    assert "Nothing to be done" in place.make("environment").stdout
    moved = place.folder.with_name("second")
    place.folder = place.folder.rename(moved)
    assert "Nothing to be done" in place.make("environment", PYTHONPATH="/elsewhere").stdout


def test_a_running_environment_gets_what_the_lock_has_changed(place):
    lock = place.folder / "envs/requirements.lock"
    former = lock.read_text(encoding="utf-8")
    lock.write_text(former + wheel(place.folder, "another", "2"), encoding="utf-8")
    done = place.make("environment")
    assert done.returncode == 0, done.stderr
    assert "venv --clear" not in done.stdout
    assert place.installed("another") == "2"


@pytest.mark.parametrize("damage", ["python", "packages"])
def test_an_environment_that_does_not_run_is_made_anew(place, damage):
    if damage == "python":  # as an upgrade of the system's Python leaves it
        (place.folder / ".venv/bin/python").unlink()
        (place.folder / ".venv/bin/python").symlink_to("/nowhere/python3")
    else:
        (found,) = place.folder.glob(".venv/lib/python*/site-packages/snakemake")
        shutil.rmtree(found)
    done = place.make("environment")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("the environment in .venv does not run any more")
    assert place.installed("snakemake") == "1"
    assert "Nothing to be done" in place.make("environment").stdout


def test_without_a_wheel_for_the_cpu_torch_comes_with_cuda(place):
    (cpu,) = place.folder.glob("torch-1+cpu*")
    cpu.rename(place.folder / "elsewhere")
    shutil.rmtree(place.folder / ".venv")
    done = place.make("environment")
    (place.folder / "elsewhere").rename(cpu)
    assert done.returncode == 0, done.stderr
    assert "torch comes from PyPI, with CUDA" in done.stdout
    assert place.installed("torch") == "1"


def test_a_file_of_another_content_is_refused(place):
    (found,) = place.folder.glob("snakemake-1-*")
    kept = found.read_bytes()
    with zipfile.ZipFile(found, "a") as file:
        file.writestr("snakemake/evil.py", "")
    shutil.rmtree(place.folder / ".venv")
    done = place.make("environment")
    found.write_bytes(kept)
    assert done.returncode != 0
    assert "DO NOT MATCH THE HASHES" in done.stderr
    assert not (place.folder / ".venv/ready").exists()


def test_an_environment_behind_a_link_is_left_alone(root, tmp_path):
    place, elsewhere = Place(tmp_path / "place", root), tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").touch()
    (place.folder / ".venv").symlink_to(elsewhere)
    done = place.make("environment")
    assert done.returncode != 0
    assert ".venv is a link" in done.stdout
    assert [path.name for path in elsewhere.iterdir()] == ["kept"]


@pytest.mark.parametrize("name", ["two words", "it's", "a#b", "cost$"])
def test_a_folder_that_snakemake_cannot_name_is_refused_in_a_sentence(root, tmp_path, name):
    done = Place(tmp_path / name, root).make("environment")
    assert done.returncode != 0
    (line,) = done.stderr.splitlines()
    assert "move or rename it" in line
    assert not (tmp_path / name / ".venv").exists()


def test_an_old_python_is_refused_in_a_sentence(root, tmp_path):
    place = Place(tmp_path / "old", root)
    old = tmp_path / "python3"
    code = "import sys; sys.version_info = (3, 10); exec(sys.argv[-1])"
    old.write_text(f"#!/bin/sh\nexec {sys.executable} -c '{code}' \"$@\"\n", encoding="utf-8")
    old.chmod(0o755)
    done = place.make("environment", f"PYTHON={old}")
    assert done.returncode != 0
    assert done.stderr.splitlines()[0].startswith("Python 3.11 or newer is needed")
