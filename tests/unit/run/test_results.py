"""A run's name is one that a config could have, so that it leads to the run's own folders."""

import shutil

import pytest
import xarray as xr

from deltaw.run.results import Run, RunError


@pytest.mark.parametrize("name", ["", ".", "..", "/tmp", "a/b", "../docs", "paper\n", "1st", "a b"])
def test_what_leads_elsewhere_is_no_name(name):
    with pytest.raises(RunError, match="is no name of a run"):
        Run(name)


@pytest.mark.parametrize("name", ["paper", "short_lstm", "N64-b"])
def test_a_runs_folders_have_its_name(name):
    assert Run(name).folder.parts == ("results", name)
    assert Run(name).published.parts == ("docs", name)


def test_versions_are_those_of_the_workflows_own_datasets(root, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(root / "envs", "envs")
    summary = Run("made").folder / "summary"
    summary.mkdir(parents=True)
    made = {"kind": "linear_summary", "versions": '{"numpy": "1.0"}'}
    xr.Dataset(attrs=made).to_netcdf(summary / "linear_N8.nc")
    xr.Dataset({"mean": 1.0}).to_netcdf(summary / "my_analysis.nc")
    assert Run("made").versions().loc["numpy", "of the results"] == "1.0"


def test_a_table_of_the_users_own_is_no_table_of_claims(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = Run("made").folder
    folder.mkdir(parents=True)
    for name in ("claims.csv", "claims_i_doubt.csv"):
        (folder / name).touch()
    assert Run("made").claims() == [folder / "claims.csv"]
