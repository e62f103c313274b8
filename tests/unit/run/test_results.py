"""A run's name is one that a config could have, so that it leads to the run's own folders."""

import pytest

from deltaw.run.results import Run, RunError


@pytest.mark.parametrize("name", ["", ".", "..", "/tmp", "a/b", "../docs", "paper\n", "1st", "a b"])
def test_what_leads_elsewhere_is_no_name(name):
    with pytest.raises(RunError, match="is no name of a run"):
        Run(name)


@pytest.mark.parametrize("name", ["paper", "short_lstm", "N64-b"])
def test_a_runs_folders_have_its_name(name):
    assert Run(name).folder.parts == ("results", name)
    assert Run(name).published.parts == ("docs", name)
