"""The commands that take a run's name: what they do with a wrong one, and with damaged files."""

import shutil
import subprocess
import sys

import pytest

COMMANDS = ("publish", "report", "explore", "from_published")


@pytest.fixture
def call(root, tmp_path):
    """Return a function: call a command in a folder of its own; it returns its last words.

    The command must fail with one sentence, and leave the folder as it was.
    """
    folder = tmp_path / "copy"
    (folder / "docs").mkdir(parents=True)
    shutil.copytree(root / "workflow", folder / "workflow")
    shutil.copytree(root / "envs", folder / "envs")
    for name in ("Snakefile", "config.yaml", "CITATION.cff"):
        shutil.copy(root / name, folder)

    def call(command, *arguments):
        before = sorted(path for path in folder.rglob("*") if path.suffix != ".pyc")
        done = subprocess.run(
            [sys.executable, "-B", f"workflow/{command}.py", *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode not in (0, None)
        assert "Traceback" not in done.stderr
        assert sorted(path for path in folder.rglob("*") if path.suffix != ".pyc") == before
        return done.stderr.strip()

    call.folder = folder
    return call


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", ["..", ""])
def test_what_is_no_name_of_a_run_is_refused(call, command, name):
    said = call(command, name)
    assert said.startswith(f"{name!r} is no name of a run: take that of a folder in results or")
    assert len(said.splitlines()) == 1


def test_a_runs_config_that_is_not_yaml_is_named(call):
    results = call.folder / "results/ra"
    (results / "figures").mkdir(parents=True)
    (results / "figures/fig1.png").touch()
    (results / "benchmarks").mkdir()
    (results / "benchmarks/a.tsv").write_text("s\tmax_rss\tcpu_time\n1\t1\t1\n")
    (results / "config.yaml").write_text("run: [")
    for name in ("cost.csv", "cost.md"):  # which are written first
        (results / name).touch()
    assert call("report", "ra").startswith("config: results/ra/config.yaml, line 1 is not YAML")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_run_that_is_not_there_is_named(call, command):
    said = call(command, "nosuch")
    assert "/nosuch" in said
    assert len(said.splitlines()) == 1
