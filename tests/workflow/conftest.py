"""Checkouts that the tests share: made once, copied where a test changes one."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from checkouts import EVERYTHING, Checkout
from dag import Jobs

HOSTILE = "`touch hacked`; touch hacked & {snakemake} <b> '\""


@pytest.hookimpl(tryfirst=True)  # before xdist reads the marks
def pytest_collection_modifyitems(items):
    """Leave the tests that share whole runs to one of the processes that run tests."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("runs"))


@pytest.fixture
def checkout(tmp_path):
    """Return a fresh copy of the workflow."""
    return Checkout.fresh(tmp_path / "checkout")


@pytest.fixture(scope="session")
def untouched(tmp_path_factory):
    """Return a fresh copy of the workflow; tests must not change it."""
    return Checkout.fresh(tmp_path_factory.mktemp("untouched"))


@pytest.fixture(scope="session")
def jobs(untouched):
    """Return all jobs of the tiny config."""
    return Jobs.of(untouched.folder, *EVERYTHING)


@pytest.fixture(scope="session")
def paper_plans(untouched):
    """Return what the paper's config plans: the main figures, and all figures."""
    targets = [("all_figures",), ("all_figures", "all_supplementary")]
    with ThreadPoolExecutor() as pool:
        return list(pool.map(lambda names: untouched.planned(*names, overlay=None), targets))


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """Return a copy in which everything was made; tests must not change it."""
    checkout = Checkout.fresh(tmp_path_factory.mktemp("finished"))
    checkout.run(*EVERYTHING)
    return checkout


@pytest.fixture
def copy(finished, tmp_path):
    """Return a copy of the finished run that may be changed."""
    return finished.copy(tmp_path / "copy")


@pytest.fixture(scope="session")
def diverged(finished, tmp_path_factory):
    """Return a run in which some networks diverged; tests must not change it.

    They are those of one task and those of the linear network's larger target.
    """
    checkout = finished.copy(tmp_path_factory.mktemp("diverged") / "copy")
    checkout.configure(
        networks__tasks__romo__optimizer="sgd",
        networks__tasks__romo__learning_rate=1000,
        networks__tasks__romo__epochs=30,
        figures__fig2__tasks__romo={"title": HOSTILE},
        linear__targets__large={"learning_rate": 5},
    )
    checkout.run("fig1", "fig2", "fig3", "fig4")
    return checkout
