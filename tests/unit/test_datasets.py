"""Datasets are written whole, identified, and checked when read."""

import numpy as np
import pytest
import xarray as xr

from deltaw import datasets, linear_datasets, sentiment  # noqa: F401 (they declare kinds)
from deltaw.datasets import DatasetError

AT = {"task": "romo", "N": 4, "g": 0.9, "seed": 1}


def shuffle(**changes):
    values = {"shuffle_loss": np.array([1.0, 2.0]), "diverged": 0} | changes
    return datasets.build("shuffle", values, AT | {"shuffle": [0, 1]}, {"code": "abc"})


def test_round_trip_with_units_and_names(tmp_path):
    datasets.write(shuffle(), tmp_path / "deep" / "s.nc")
    back = datasets.read(tmp_path / "deep" / "s.nc", "shuffle", **AT)
    xr.testing.assert_identical(back, shuffle())
    assert back["shuffle_loss"].attrs["units"] == "1"
    assert "code" in back.attrs


def test_same_content_same_bytes(tmp_path):
    for name in ("a.nc", "b.nc"):
        datasets.write(shuffle(), tmp_path / name)
    assert (tmp_path / "a.nc").read_bytes() == (tmp_path / "b.nc").read_bytes()


def test_every_kind_names_the_rule_that_makes_it(root):
    rules = "".join(p.read_text(encoding="utf-8") for p in (root / "workflow/rules").glob("*.smk"))
    assert set(datasets.MADE_BY) == set(datasets.SCHEMAS)
    for rule in datasets.MADE_BY.values():
        assert f"rule {rule}:" in rules


def test_a_kind_is_declared_once():
    with pytest.raises(ValueError, match="'shuffle' is declared twice"):
        datasets.register("shuffle", datasets.SHUFFLE, made_by="evaluate_shuffle")


def test_every_variable_has_name_and_unit():
    for kind, schema in datasets.SCHEMAS.items():
        for name, variable in schema.items():
            assert variable.long_name, (kind, name)
            assert variable.units, (kind, name)


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda p: p.write_bytes(p.read_bytes()[:600]), "cannot be read"),
        (lambda p: p.write_text("not a dataset"), "cannot be read"),
        (lambda p: p.unlink(), "cannot be read"),
        (lambda p: shuffle().assign_attrs(kind="network").to_netcdf(p), "is of kind 'network'"),
        (lambda p: shuffle().drop_vars("shuffle_loss").to_netcdf(p), "lacks the variable"),
        (lambda p: shuffle().transpose().rename(shuffle="x").to_netcdf(p), "over"),
        (lambda p: shuffle().astype("float32").to_netcdf(p), "as float32, not float64"),
        (lambda p: shuffle(shuffle_loss=[np.inf, 1]).to_netcdf(p), "not finite"),
        (lambda p: shuffle().assign_coords(seed=2).to_netcdf(p), "has seed = 2, not 1"),
        (lambda p: shuffle().drop_vars("g").to_netcdf(p), "has g = nothing"),
    ],
)
def test_unfit_files_are_named_with_what_is_wrong(tmp_path, harm, words):
    path = tmp_path / "s.nc"
    datasets.write(shuffle(), path)
    harm(path)
    with pytest.raises(DatasetError, match=words) as caught:
        datasets.read(path, "shuffle", **AT)
    assert str(path) in str(caught.value)
    assert "remove it" in str(caught.value)
    assert "rule evaluate_shuffle makes it anew" in str(caught.value)


def test_a_diverged_network_may_hold_nan(tmp_path):
    datasets.write(shuffle(shuffle_loss=[np.nan, np.nan], diverged=1), tmp_path / "s.nc")
    assert datasets.read(tmp_path / "s.nc", "shuffle")["diverged"]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "s.nc"
    datasets.write(shuffle(), path)
    before = path.read_bytes()

    def full(self, target, **_):
        target.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(xr.Dataset, "to_netcdf", full)
    with pytest.raises(DatasetError, match="No space left"):
        datasets.write(shuffle(), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_missing_or_unknown_variables_are_refused():
    with pytest.raises(ValueError, match="extra"):
        datasets.build("shuffle", {"shuffle_loss": [1.0], "diverged": 0, "extra": 1}, AT, {})
