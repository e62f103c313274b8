"""What lies where a run's own files must be: it is named before anything runs."""

import pytest


@pytest.mark.parametrize(
    ("path", "make", "words"),
    [
        ("results/tiny", "touch", "results/tiny is a file, and must be a folder: move it away"),
        ("results/tiny/config.yaml", "mkdir", "config.yaml is a folder, and must be a file: move"),
    ],
)
def test_it_is_named(checkout, path, make, words):
    place = checkout.folder / path
    place.parent.mkdir(parents=True)
    getattr(place, make)()
    done = checkout.snakemake("fig4", "--cores", "1")
    assert done.returncode != 0
    assert words in done.stderr
    assert "Traceback" not in done.stderr
