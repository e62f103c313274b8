"""docs/data.md tells where each kind of file lies; a finished run has them there, and no others."""

import re

import xarray as xr

from deltaw.tables.data import FILES


def test_each_kind_of_file_lies_where_the_page_says(finished):
    found = set()
    for name, path in finished.results().items():
        if path.suffix == ".nc":
            with xr.open_dataset(path) as dataset:
                kind = dataset.attrs["kind"]
            assert re.fullmatch(re.sub(r"<\w+>", r"[^/]+", FILES[kind]), name), name
            found.add(kind)
    # The run has no network of the user's: see test_external.
    assert found == {kind for kind in FILES if not kind.startswith("external_")}
