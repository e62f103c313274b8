"""What a file says of packages and machine."""

import json
import platform
from pathlib import Path

import numpy as np
import xarray as xr

from deltaw import provenance


def test_versions_are_those_that_are_imported():
    versions = json.loads(provenance.versions())
    assert versions["numpy"] == np.__version__
    assert versions["xarray"] == xr.__version__
    assert set(versions) == {"numpy", "scipy", "torch", "xarray", "netCDF4"}


def test_the_machine_is_its_processor_and_the_kernels_of_its_libraries():
    np.ones((2, 2)) @ np.ones((2, 2))
    machine = json.loads(provenance.machine())
    assert machine["processor"] == provenance.processor() != ""
    assert machine["kernels"]
    assert all(machine["kernels"].values())
    assert provenance.machine() == provenance.machine()


def test_a_system_that_names_no_processor(monkeypatch):
    def missing(self, **_):
        raise FileNotFoundError

    monkeypatch.setattr(Path, "read_text", missing)
    monkeypatch.setattr(platform, "processor", lambda: "")
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    provenance.processor.cache_clear()
    try:
        assert provenance.processor() == "arm64"
    finally:
        provenance.processor.cache_clear()
