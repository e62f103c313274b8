"""What workflow/start.py looks at and does before Snakemake runs."""

import fcntl
import importlib.util
import os
import sys

import pytest

import start


@pytest.fixture
def terminal(monkeypatch):
    """Let standard error be a terminal."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)


def test_a_terminal_gets_bars(terminal):
    assert start.watched(["fig1"]) == ["--logger", "deltaw"]


@pytest.mark.parametrize("named", [["--logger", "rich"], ["--logger=rich"]])
def test_a_named_logger_is_kept(terminal, named):
    assert start.watched(["fig1", *named]) == []


def test_a_pipe_gets_plain_text(monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False)
    assert start.watched(["fig1"]) == []


def test_an_environment_without_the_bars_gets_plain_text(terminal, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert start.watched(["fig1"]) == []


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Go to a folder with a Snakefile and a config."""
    (tmp_path / "Snakefile").write_text("")
    (tmp_path / "config.yaml").write_text("run: paper\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "environ", os.environ.copy())
    os.environ.pop("PYTHONPATH", None)
    return tmp_path


@pytest.fixture
def begin(folder, monkeypatch):
    """Return a function: start with these arguments; it returns what Snakemake is given."""
    given = []
    monkeypatch.setattr(start, "become_snakemake", given.append)
    monkeypatch.setattr(start, "supervise", lambda run: run() or 0)

    def begin(*arguments):
        with pytest.raises(SystemExit) as caught:
            start.main(list(arguments))
        assert caught.value.code == 0
        return given.pop()

    return begin


def test_snakemake_gets_its_arguments_the_profile_and_leave_to_make_again(begin):
    given = begin("fig1", "--cores", "2")
    assert given[-3:] == ["fig1", "--cores", "2"]
    assert "--rerun-incomplete" in given
    assert given[given.index("--workflow-profile") + 1] == str(start.PROFILE)
    assert start.PROFILE.is_dir()


def test_a_named_profile_is_kept(begin):
    given = begin("fig1", "--workflow-profile", "mine")
    assert given.count("--workflow-profile") == 1


def test_half_written_files_are_removed(begin, folder):
    (folder / "results/paper").mkdir(parents=True)
    for name in ("network.nc.77.part", "network.nc", "network.nc.checkpoint"):
        (folder / "results/paper" / name).write_text("x")
    begin("fig1", "--cores", "1")
    kept = {path.name for path in (folder / "results/paper").iterdir()}
    assert kept == {"network.nc", "network.nc.checkpoint"}


def test_what_others_call_a_part_is_kept(begin, folder):
    (folder / "results/half.7.part").mkdir(parents=True)
    (folder / "results/own_notes.part").write_text("x")
    begin("fig1", "--cores", "1")
    kept = {path.name for path in (folder / "results").iterdir()}
    assert kept >= {"half.7.part", "own_notes.part"}


@pytest.mark.parametrize("look", ["--dry-run", "-n", "--summary", "--lint", "--list-rules"])
def test_a_call_that_only_looks_changes_nothing_and_waits_for_nobody(begin, folder, look):
    (folder / "results").mkdir()
    (folder / "results/half.nc.7.part").write_text("x")
    before = sorted(folder.rglob("*"))
    assert "--rerun-incomplete" not in begin("fig1", look)
    assert sorted(folder.rglob("*")) == before


def test_a_run_that_is_alive_is_not_disturbed(begin, folder):
    (folder / "results").mkdir()
    (folder / "results/half.nc.7.part").write_text("x")
    with (folder / "results/.running").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        with pytest.raises(SystemExit, match="another run is alive in"):
            start.main(["fig1", "--cores", "1"])
        begin("fig1", "--report", "page.html")
    assert (folder / "results/half.nc.7.part").exists()


@pytest.mark.parametrize(
    ("config", "words"),
    [("a: 1\na: 2\n", "line 2: the key 'a' stands in line 1, too"), ("- a\n", "must hold keys")],
)
def test_config_files_are_read_strictly(folder, config, words):
    (folder / "mine.yaml").write_text(config)
    with pytest.raises(SystemExit, match=rf"^config: mine\.yaml.*{words}"):
        start.main(["fig1", "--cores", "1", "--configfile", "mine.yaml"])
    assert not (folder / "results").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--cores", "abc"], "--cores, -c"),
        (["--jobs", "abc"], "--jobs, -j"),
        (["--config", "run"], "^--config run: .* Write key=value, such as run=mine"),
        (["--config", "a.b=1"], "^--config a.b=1: .* Write key=value, such as run=mine"),
    ],
)
def test_a_value_that_snakemake_does_not_explain_is_told(folder, arguments, words):
    with pytest.raises(SystemExit, match=words):
        start.main(["fig1", *arguments])
    assert not (folder / "results").exists()


def test_results_lie_beside_the_snakefile(folder):
    with pytest.raises(SystemExit, match="--directory: results lie beside the Snakefile"):
        start.main(["fig1", "--directory", "elsewhere"])


def test_a_folder_without_a_workflow_is_told(folder):
    (folder / "Snakefile").unlink()
    with pytest.raises(SystemExit, match="has no Snakefile: start the workflow in the folder"):
        start.main(["fig1"])
