"""A run's datasets are opened as one tree, without reading them."""

import os
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
import yaml

import deltaw
from deltaw.datasets import DatasetError

SUMMARY = "summary/networks_mante_N256"
NETWORK = "networks/mante/N256/g0.9/seed3/network"


@pytest.fixture
def folder(tmp_path):
    """Return a run of one summary and one network."""
    for path, g in ((SUMMARY, [0, 0.9]), (NETWORK, 0.9)):
        file = tmp_path / f"{path}.nc"
        file.parent.mkdir(parents=True)
        xr.Dataset({"loss": ("epoch", [4.0, 1.0])}, {"g": g}, {"machine": "here"}).to_netcdf(file)
    (tmp_path / "config.yaml").write_text("networks: { N: 256 }\n", encoding="utf-8")
    return tmp_path


def test_a_node_for_each_summary_and_the_config(folder):
    tree = deltaw.open_run(folder)
    assert [node.path for node in tree.leaves] == [f"/{SUMMARY}"]
    np.testing.assert_array_equal(tree[SUMMARY]["loss"], [4, 1])
    assert tree[SUMMARY].attrs["machine"] == "here"
    assert yaml.safe_load(tree.attrs["config"])["networks"]["N"] == 256
    tree.close()


def test_networks_come_on_request_and_unread(folder):
    tree = deltaw.open_run(str(folder), networks=True)
    assert {node.path for node in tree.leaves} == {f"/{SUMMARY}", f"/{NETWORK}"}
    assert not tree[NETWORK].to_dataset()["loss"].variable._in_memory
    assert tree[NETWORK]["g"] == 0.9


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are asked of Linux")
def test_closing_the_tree_closes_its_files(folder):
    tree = deltaw.open_run(folder, networks=True)
    assert open_files(folder) == 2
    tree.close()
    assert open_files(folder) == 0


def open_files(folder):
    """Return how many files of a folder this process has open."""
    opened = Path("/proc/self/fd").iterdir()
    return sum(str(folder) in os.path.realpath(file) for file in opened)


def test_a_folder_without_datasets_is_named(folder):
    (folder / f"{SUMMARY}.nc").unlink()
    with pytest.raises(FileNotFoundError, match="networks=True opens them"):
        deltaw.open_run(folder)
    with pytest.raises(FileNotFoundError, match=r"nowhere has no datasets$"):
        deltaw.open_run(folder / "nowhere")


def test_what_cannot_be_read_is_named(folder):
    (folder / "config.yaml").write_bytes(b"run: \xe9t\xe9")
    with pytest.raises(DatasetError, match=r"config\.yaml is not text in UTF-8: save it"):
        deltaw.open_run(folder)
    (folder / "config.yaml").unlink()
    whole = (folder / f"{SUMMARY}.nc").read_bytes()
    (folder / f"{SUMMARY}.nc").write_bytes(whole[:-100])
    with pytest.raises(
        DatasetError, match=rf"{SUMMARY}\.nc cannot be read as netCDF .*: remove it"
    ):
        deltaw.open_run(folder)
