"""Checkpoints: of the same job, undamaged, or none."""

import logging
from pathlib import Path

import numpy as np
import pytest

from deltaw.checkpoints import Checkpoint


def test_a_state_comes_back(tmp_path):
    weights = {"w": np.arange(3, dtype=np.float32), "bias": np.float32(2)}
    state = {"weights": weights, "optimizer": {"steps": 2}, "epoch": 3}
    Checkpoint(tmp_path / "n.nc", ["one"]).save(state)
    kept = Checkpoint(tmp_path / "n.nc", ["one"]).load()
    assert kept["weights"]["w"].dtype == np.float32
    np.testing.assert_array_equal(kept["weights"].pop("w"), weights["w"])
    assert kept == {"weights": {"bias": 2}, "optimizer": {"steps": 2}, "epoch": 3}


def test_a_pickle_is_not_run(tmp_path):
    checkpoint = Checkpoint(tmp_path / "n.nc", ["one"])
    checkpoint.save({"run": np.array(Path("x"), dtype=object)})
    with pytest.raises(ValueError, match="allow_pickle"):
        checkpoint.load()


def test_the_environment_sets_how_often_a_state_is_kept(tmp_path, monkeypatch):
    monkeypatch.delenv("DELTAW_CHECKPOINT_SECONDS", raising=False)
    assert Checkpoint(tmp_path / "n.nc", ["one"]).seconds == 60
    monkeypatch.setenv("DELTAW_CHECKPOINT_SECONDS", "0.5")
    assert Checkpoint(tmp_path / "n.nc", ["one"]).seconds == 0.5


def test_a_state_is_due_when_its_time_has_passed(tmp_path):
    assert Checkpoint(tmp_path / "n.nc", ["one"], seconds=0).due()
    assert not Checkpoint(tmp_path / "n.nc", ["one"], seconds=1e9).due()


@pytest.mark.parametrize("junk", [b"", b"junk", b"PK\x03\x04 cut off"])
def test_an_unreadable_checkpoint_starts_from_the_beginning(tmp_path, junk):
    checkpoint = Checkpoint(tmp_path / "n.nc", ["one"])
    checkpoint.path.write_bytes(junk)
    assert checkpoint.load() is None
    checkpoint.save({"epoch": 3})
    assert checkpoint.load() == {"epoch": 3}
    checkpoint.remove()
    assert not checkpoint.path.exists()
    assert checkpoint.load() is None


@pytest.mark.parametrize("place", [0, 40, -1])
def test_a_damaged_byte_is_noticed(tmp_path, caplog, place):
    checkpoint = Checkpoint(tmp_path / "n.nc", ["one"])
    checkpoint.save({"weights": np.zeros(100)})
    content = bytearray(checkpoint.path.read_bytes())
    content[place] ^= 1
    checkpoint.path.write_bytes(content)
    assert checkpoint.load() is None
    assert f"{checkpoint.path} is damaged" in caplog.text


def test_a_checkpoint_that_cannot_be_read_is_left_alone(tmp_path, caplog):
    checkpoint = Checkpoint(tmp_path / "n.nc", ["one"])
    checkpoint.path.mkdir()
    assert checkpoint.load() is None
    assert "cannot be read (Is a directory)" in caplog.text


@pytest.mark.parametrize(
    "other", [["two"], ["one", 1], [{"dt": 0.5, "code": "b"}], [{"dt": 0.25, "code": "a"}]]
)
def test_a_checkpoint_of_another_job_is_ignored(tmp_path, caplog, other):
    caplog.set_level(logging.INFO, "deltaw")
    Checkpoint(tmp_path / "n.nc", ["one"]).save({"epoch": 1})
    assert Checkpoint(tmp_path / "n.nc", other).load() is None
    assert "is of other parameters or code" in caplog.text


def test_the_order_of_parameters_does_not_count(tmp_path):
    Checkpoint(tmp_path / "n.nc", [{"dt": 0.5, "code": "a"}]).save({"epoch": 1})
    assert Checkpoint(tmp_path / "n.nc", [{"code": "a", "dt": 0.5}]).load() == {"epoch": 1}
