"""The lock on a folder: shared by Snakemakes, or held by one alone."""

import os

import pytest

from deltaw.run.lock import FILE, hold_alone, hold_shared


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_snakemakes_share_the_lock_and_keep_others_from_holding_it_alone():
    held = [hold_shared(), hold_shared()]
    assert None not in held
    with pytest.raises(BlockingIOError):
        hold_alone()
    for descriptor in held:  # as at the end of their processes
        os.close(descriptor)
    os.close(hold_alone())


def test_who_holds_it_alone_is_alone():
    descriptor = hold_alone()
    assert hold_shared() is None
    with pytest.raises(BlockingIOError):
        hold_alone()
    os.close(descriptor)
    os.close(hold_shared())


def test_a_folder_that_cannot_be_written_has_no_lock(folder):
    FILE.parent.write_text("no folder")
    assert hold_shared() is None
    with pytest.raises(OSError, match="exists"):
        hold_alone()
