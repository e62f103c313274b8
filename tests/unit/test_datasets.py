"""Datasets are written whole, identified, and checked when read."""

import errno
import fcntl
import os

import numpy as np
import pytest
import xarray as xr

from deltaw.datasets import DIVERGED, Coordinate, DatasetError, Kind, Variable
from deltaw.networks.kinds import SHUFFLE

AT = {"task": "romo", "N": 4, "g": 0.9, "seed": 1}
VALUES = {"shuffle_loss": np.array([1.0, 2.0]), "diverged": 0}
PROVENANCE = {"code": "abc", "parameters": {"trials": 8, "dt": 0.5}}


def shuffle(**changes):
    return SHUFFLE.build(VALUES | changes, AT | {"shuffle": [0, 1]}, PROVENANCE)


def write(path, **changes):
    SHUFFLE.write(path, VALUES | changes, AT | {"shuffle": [0, 1]}, PROVENANCE)


def test_round_trip_with_units_and_names(tmp_path):
    write(tmp_path / "deep" / "s.nc")
    back = SHUFFLE.read(tmp_path / "deep" / "s.nc", **AT)
    xr.testing.assert_identical(back, shuffle())
    assert back["shuffle_loss"].attrs["units"] == "1"
    assert back.attrs["code"] == '"abc"'
    assert back.attrs["parameters"] == '{"dt": 0.5, "trials": 8}'


def test_attributes_follow_the_cf_conventions():
    attributes = shuffle().attrs
    assert attributes["Conventions"].startswith("CF-1.")
    assert "Schuessler et al., NeurIPS 2020" in attributes["references"]
    assert {"kind", "versions", "machine"} <= set(attributes)


ANSWER = Kind(
    "answer",
    {
        "rank": Variable("network", "lowest rank", "1", "float64", may_be_nan=True, reason="found"),
        "found": Variable("network", "whether one is", dtype="int8", flags=("yes", "no", "lost")),
        "time": Variable("network", "time of the answer", "time constants"),
    },
    {
        "panel": Coordinate("label of the panel"),
        "network": Coordinate("number of the network", "1"),
        "g": Coordinate("strength of W0", "1"),
    },
    made_by="answer",
)
ANSWERS = {"rank": [2, np.nan], "found": [0, 1], "time": [0.5, 1]}


def test_flags_and_what_tells_why_a_value_is_missing(tmp_path):
    ANSWER.write(tmp_path / "a.nc", ANSWERS, {"network": [3, 7], "g": 0.9}, {})
    back = ANSWER.read(tmp_path / "a.nc", g=0.9)
    found = back["found"].attrs
    assert found["flag_values"].dtype == back["found"].dtype == "int8"
    assert found["flag_values"].tolist() == [0, 1, 2]
    assert found["flag_meanings"] == "yes no lost"
    assert back["rank"].attrs == {
        "long_name": "lowest rank",
        "units": "1",
        "ancillary_variables": "found",
    }
    assert back["time"].attrs == {"long_name": "time of the answer", "units": "time constants"}
    assert back["time"].dtype == "float32"


def test_coordinates_say_what_they_are_and_labels_have_no_unit():
    coords = {"network": [3, 7], "g": 0.9, "panel": ("network", ["a", "b"])}
    made = ANSWER.build(ANSWERS, coords, {})
    assert made["network"].attrs == {"long_name": "number of the network", "units": "1"}
    assert made["g"].attrs == {"long_name": "strength of W0", "units": "1"}
    assert made["panel"].attrs == {"long_name": "label of the panel"}


def test_a_coordinate_may_label_a_dimension_of_another_name(tmp_path):
    ANSWER.write(tmp_path / "a.nc", ANSWERS, {"panel": ("network", ["a", "b"])}, {})
    back = ANSWER.read(tmp_path / "a.nc")
    assert back["panel"].dims == ("network",)
    assert back["panel"].values.tolist() == ["a", "b"]


def test_a_labelled_value_finds_its_dimensions_itself():
    kind = Kind("table", {"t": Variable("row column", "numbers")}, {}, made_by="x")
    turned = xr.DataArray(np.arange(6).reshape(3, 2), dims=("column", "row"))
    np.testing.assert_array_equal(kind.build({"t": turned}, {}, {})["t"], turned.values.T)


def test_same_content_same_bytes(tmp_path):
    for name in ("a.nc", "b.nc"):
        write(tmp_path / name)
    assert (tmp_path / "a.nc").read_bytes() == (tmp_path / "b.nc").read_bytes()


@pytest.mark.parametrize(
    ("values", "coords", "named"),
    [
        (VALUES | {"extra": 1}, AT, "extra"),
        ({"diverged": 0}, AT, "shuffle_loss"),
        (VALUES, AT | {"shufle": [0, 1]}, "shufle"),
        ({"diverged": 0, "los": 1}, AT | {"G": 1}, "'G', 'los', 'shuffle_loss'"),
    ],
)
def test_missing_or_unknown_variables_and_coordinates_are_refused(values, coords, named):
    with pytest.raises(ValueError, match=rf"^shuffle: \['?{named}'?\] missing or unknown"):
        SHUFFLE.build(values, coords, {})


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda p: p.write_bytes(p.read_bytes()[:600]), "cannot be read"),
        (lambda p: p.write_text("not a dataset"), "cannot be read"),
        (lambda p: p.unlink(), "cannot be read"),
        (lambda p: shuffle().assign_attrs(kind="network").to_netcdf(p), "is of kind 'network'"),
        (lambda p: shuffle().drop_attrs().to_netcdf(p), "is of kind None, not 'shuffle'"),
        (lambda p: shuffle().drop_vars("shuffle_loss").to_netcdf(p), "lacks the variable"),
        (lambda p: shuffle().drop_vars("diverged").to_netcdf(p), "lacks the variable diverged"),
        (lambda p: shuffle().transpose().rename(shuffle="x").to_netcdf(p), "over"),
        (lambda p: shuffle().astype("float32").to_netcdf(p), "as float32, not float64"),
        (lambda p: shuffle(shuffle_loss=[np.inf, 1]).to_netcdf(p), "not finite"),
        (lambda p: shuffle().assign_coords(seed=2).to_netcdf(p), "has seed = 2, not 1"),
        (lambda p: shuffle().assign_coords(task="mante").to_netcdf(p), "has task = mante, not"),
        (lambda p: shuffle().drop_vars("g").to_netcdf(p), "has g = nothing"),
    ],
)
def test_unfit_files_are_named_with_what_is_wrong(tmp_path, harm, words):
    path = tmp_path / "s.nc"
    write(path)
    harm(path)
    with pytest.raises(DatasetError, match=words) as caught:
        SHUFFLE.read(path, **AT)
    assert str(path) in str(caught.value)
    assert "remove it" in str(caught.value)
    assert "rule evaluate_shuffle makes it anew" in str(caught.value)


def test_a_file_that_another_program_writes_is_not_to_be_removed(tmp_path):
    path = tmp_path / "s.nc"
    write(path)
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(DatasetError, match=r"s\.nc is in use by another program") as caught:
            SHUFFLE.read(path)
    assert "remove" not in str(caught.value)
    SHUFFLE.read(path)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "may not be read by this user: give yourself the right"),
        (errno.ENOLCK, "lies on a file system without locks: set HDF5_USE_FILE_LOCKING=FALSE"),
        (errno.EIO, r"cannot be read now \(Input/output error\): look at its disk"),
    ],
)
def test_a_file_that_may_be_sound_is_not_to_be_removed(tmp_path, monkeypatch, number, words):
    def fail(*_):
        raise OSError(number, os.strerror(number))

    (tmp_path / "s.nc").write_text("what cannot be told from a damaged file")
    monkeypatch.setattr(fcntl, "flock", fail)
    with pytest.raises(DatasetError, match=words) as caught:
        SHUFFLE.read(tmp_path / "s.nc")
    assert "remove" not in str(caught.value)


def test_a_diverged_network_may_hold_nan(tmp_path):
    write(tmp_path / "s.nc", shuffle_loss=[np.nan, np.nan], diverged=1)
    assert SHUFFLE.read(tmp_path / "s.nc")["diverged"]


def test_a_value_may_be_missing_where_its_kind_says_so(tmp_path):
    loss = Variable("", "a loss", dtype="float64", may_be_nan=True)
    kind = Kind("loss", {"loss": loss, "diverged": DIVERGED}, {}, made_by="x")
    kind.write(tmp_path / "l.nc", {"loss": np.nan, "diverged": 0}, {}, {})
    assert np.isnan(kind.read(tmp_path / "l.nc")["loss"])


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "s.nc"
    write(path)
    before = path.read_bytes()

    def full(self, target, **_):
        target.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(xr.Dataset, "to_netcdf", full)
    with pytest.raises(DatasetError, match="No space left"):
        write(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DatasetError, match=r"file/s\.nc cannot be written .*make room or rights"):
        write(tmp_path / "file" / "s.nc")
