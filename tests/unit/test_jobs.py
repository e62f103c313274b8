"""What every script does around its work."""

import logging
import warnings
from types import SimpleNamespace

import pytest
import torch
from threadpoolctl import threadpool_info

from deltaw.jobs import job


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """Return a function: what Snakemake tells a script. Loggers are put back afterwards."""
    log, of_warnings = logging.getLogger("deltaw"), logging.getLogger("py.warnings")
    before = log.level, log.handlers[:], of_warnings.handlers[:]
    monkeypatch.setattr(logging, "raiseExceptions", logging.raiseExceptions)
    threads = torch.get_num_threads()

    def snakemake(**params):
        return SimpleNamespace(rule="train_any", log=[str(tmp_path / "log")], params=params)

    yield snakemake
    log.setLevel(before[0])
    log.handlers[:], of_warnings.handlers[:] = before[1:]
    logging.captureWarnings(False)
    torch.set_num_threads(threads)


def threads_of_libraries():
    return {library["num_threads"] for library in threadpool_info()}


@pytest.mark.parametrize(("params", "threads"), [({"threads": 2}, 2), ({}, 1)])
def test_threads_are_those_of_the_params(asked, params, threads):
    with job(asked(**params)):
        assert torch.get_num_threads() == threads
        assert threads_of_libraries() == {threads}


def test_messages_and_warnings_stand_in_the_log(asked, tmp_path):
    with job(asked()) as log:
        log.info("half of it is done")
        warnings.warn("that is odd", stacklevel=1)
    text = (tmp_path / "log").read_text(encoding="utf-8")
    assert "INFO half of it is done" in text
    assert "that is odd" in text


def test_a_failure_is_one_line_on_the_terminal_and_a_traceback_in_the_log(asked, tmp_path):
    with pytest.raises(SystemExit) as caught, job(asked()):
        raise ValueError("rank 7 is not between 0 and 5")
    assert str(caught.value) == "train_any: ValueError: rank 7 is not between 0 and 5"
    text = (tmp_path / "log").read_text(encoding="utf-8")
    assert "Traceback" in text
    assert "raise ValueError" in text
