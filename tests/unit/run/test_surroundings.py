"""The user's surroundings: taken around, or refused in a sentence."""

import os
import time

import pytest

from deltaw.run import surroundings
from deltaw.run.surroundings import SurroundingsError


def test_foreign_packages_are_left_out_and_told():
    environ = {"PYTHONPATH": "/other", "HOME": "/home/me"}
    assert "PYTHONPATH is set" in surroundings.leave_out_foreign_packages(environ)
    assert environ == {"HOME": "/home/me"}
    assert surroundings.leave_out_foreign_packages(environ) is None
    assert surroundings.leave_out_foreign_packages({"PYTHONPATH": ""}) is None


@pytest.mark.parametrize("name", ["my run", "it's", "a{b}", "$HOME", "a*", "x;y"])
def test_a_path_that_snakemake_leaves_unquoted_is_refused(tmp_path, name):
    with pytest.raises(SurroundingsError, match=r"the path of this folder, .*: move or rename"):
        surroundings.check_paths(tmp_path / name, "/usr/bin/python")
    with pytest.raises(SurroundingsError, match="the path of Python, "):
        surroundings.check_paths(tmp_path, f"/opt/{name}/python")


def test_an_ordinary_path_is_let_pass(tmp_path):
    surroundings.check_paths(tmp_path / "run-1_b.c+d@e", "/usr/bin/python3.11")


def test_the_workflow_is_started_where_it_lies(tmp_path):
    with pytest.raises(SurroundingsError, match="has no Snakefile"):
        surroundings.check_place(tmp_path)
    (tmp_path / "Snakefile").write_text("")
    surroundings.check_place(tmp_path)


def test_a_cache_in_this_folder_where_home_cannot_be_written(tmp_path, monkeypatch):
    environ = {"HOME": str(tmp_path)}
    surroundings.give_a_cache(environ, tmp_path / "run")
    assert environ == {"HOME": str(tmp_path)}
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    surroundings.give_a_cache(environ, tmp_path / "run")
    assert environ["XDG_CACHE_HOME"] == str(tmp_path / "run/.snakemake/cache")


def test_files_dated_ahead_are_dated_now(tmp_path, capsys):
    now = time.time()
    for name, ahead in (("ahead.nc", 3600), ("old.nc", -3600)):
        (tmp_path / name).write_text("x")
        os.utime(tmp_path / name, (now + ahead, now + ahead))
    surroundings.prepare_results(tmp_path)
    assert abs((tmp_path / "ahead.nc").stat().st_mtime - now) < 60
    assert (tmp_path / "old.nc").stat().st_mtime < now - 3000
    assert "1 files in" in capsys.readouterr().err
    surroundings.prepare_results(tmp_path)
    assert capsys.readouterr().err == ""


def test_results_that_cannot_be_written_are_refused(tmp_path, monkeypatch):
    surroundings.check_rights(tmp_path / "results")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(SurroundingsError, match=f"{tmp_path} cannot be written by this user"):
        surroundings.check_rights(tmp_path / "results")


def test_a_run_that_another_user_made_is_refused_with_the_folder(tmp_path, monkeypatch):
    (tmp_path / "run/flipflop/seed0").mkdir(parents=True)
    (tmp_path / "others").mkdir()
    surroundings.check_rights_below(tmp_path / "run")
    closed = tmp_path / "run/flipflop/seed0"
    monkeypatch.setattr(os, "access", lambda path, mode: path not in (closed, tmp_path / "others"))
    with pytest.raises(SurroundingsError, match=f"{closed} cannot be written by this user"):
        surroundings.check_rights_below(tmp_path / "run")


def test_a_file_ahead_of_another_user_is_left_alone(tmp_path, monkeypatch):
    ahead = time.time() + 3600
    (tmp_path / "theirs.nc").write_text("x")
    os.utime(tmp_path / "theirs.nc", (ahead, ahead))

    def refused(*arguments, **options):
        raise PermissionError

    monkeypatch.setattr(os, "utime", refused)
    assert surroundings.mend_times(tmp_path) == 0


def test_what_is_no_folder_is_refused(tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "broken").symlink_to("nowhere")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("folder")
    for folder in (tmp_path / "file", tmp_path / "file/below"):
        with pytest.raises(SurroundingsError, match="file is a file, and must be a folder: move"):
            surroundings.check_rights_below(folder)
    with pytest.raises(SurroundingsError, match="broken is a broken link, and must be a folder"):
        surroundings.check_rights_below(tmp_path / "broken")
    surroundings.check_rights_below(tmp_path / "link")


def test_a_folder_where_a_file_must_be_is_refused(tmp_path):
    surroundings.check_no_folder(tmp_path / "config.yaml")
    (tmp_path / "config.yaml").mkdir()
    with pytest.raises(SurroundingsError, match=r"config\.yaml is a folder, and must be a file"):
        surroundings.check_no_folder(tmp_path / "config.yaml")
