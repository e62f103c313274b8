"""What is published is enough for these figures, and is what the config says."""

import shutil
from pathlib import Path

import pytest
import xarray as xr
import yaml

from deltaw.config.schema import ConfigError, validate
from deltaw.datasets import DatasetError
from deltaw.run.redraw import checkable, missing, place
from deltaw.run.results import RunError
from deltaw.run.stale import made_otherwise

OF_LINEAR = {"fig4", "supp_log_singular_values"}


@pytest.fixture
def published(root, tmp_path, monkeypatch):
    """Return the folder of a published run without datasets; the current folder is above it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs/paper/data").mkdir(parents=True)
    shutil.copy(root / "config.yaml", tmp_path / "docs/paper")
    return Path("docs/paper")


def write_linear(published):
    """Publish the linear networks' aggregate, without a value; return its path."""
    path = published / "data/linear_N1024.nc"
    xr.Dataset(attrs={"kind": "linear_summary"}).to_netcdf(path)
    return path


def enough(figures):
    """Return the figures that lack nothing."""
    return {name for name in figures.reads if not missing(figures, name)}


def test_a_figure_is_drawn_if_all_that_it_reads_is_published(published):
    data = write_linear(published)
    xr.Dataset().to_netcdf(published / "data/my_analysis.nc")
    figures = place(published, "again")
    (copied,) = Path("results/again/summary").iterdir()
    assert (copied.name, copied.read_bytes()) == (data.name, data.read_bytes())
    assert enough(figures) == OF_LINEAR
    flows = missing(figures, "fig3")
    assert flows[0] == "results/again/linear/zhat0.5/N1024/g0/seed0/flow.nc"
    assert len(flows) == 2 * 2 * 5
    assert checkable(figures) == []


def test_the_paper_run_published_what_most_figures_need(published, root):
    for path in (root / "docs/paper/data").glob("*.nc"):
        (published / "data" / path.name).symlink_to(path)
    of_networks = {"fig1", "fig3", "supp_spectra"}
    beyond = {"beyond_rank", "beyond_regimes"}  # in docs/beyond
    figures = place(published, "again")
    assert set(figures.reads) - enough(figures) == of_networks | beyond
    assert checkable(figures) == ["claims", "claims_with_supplement"]


def test_a_run_that_published_no_data_is_named(published):
    with pytest.raises(RunError, match="docs/paper/data holds no datasets"):
        place(published, "again")


def test_what_is_damaged_or_lost_is_named_and_nothing_is_copied(published):
    data, config = write_linear(published), published / "config.yaml"
    whole = data.read_bytes()
    data.write_bytes(whole[:-100])
    with pytest.raises(DatasetError, match=f"^{data} cannot be read as netCDF .*restore it"):
        place(published, "again")
    data.write_bytes(whole)
    config.write_text("run: [")
    with pytest.raises(ConfigError, match=f"^config: {config}, line 1 is not YAML"):
        place(published, "again")
    config.unlink()
    with pytest.raises(RunError, match=f"^{config} does not exist: restore it"):
        place(published, "again")
    assert not Path("results").exists()


def test_the_run_beyond_published_what_its_figures_need(root, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert enough(place(root / "docs/beyond", "again")) == {"beyond_rank", "beyond_regimes"}


@pytest.mark.parametrize("name", ["paper", "published", "beyond", "short_lstm"])
def test_published_data_are_those_of_the_published_config(root, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    figures = place(root / "docs" / name, "again")
    assert enough(figures)
    assert made_otherwise(figures.networks, figures.linear, figures.sentiment) == {}


def without_null(value):
    """Return a config without its null, which takes entries out of config.yaml."""
    if not isinstance(value, dict):
        return value
    return {key: without_null(part) for key, part in value.items() if part is not None}


def test_published_configs_are_of_todays_schema(root):
    for path in (root / "docs").glob("*/config.yaml"):
        config = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert without_null(validate(config)) == without_null(config), path
