"""Checkouts that the tests share: made once, copied where a test changes one."""

import fcntl
import os
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from checkouts import EVERYTHING, Checkout
from dag import Jobs

HOSTILE = "`touch hacked`; touch hacked & {snakemake} <b> '\""


def made_once(tmp_path_factory, name, make):
    """Return a folder that one of the processes that run tests makes, and all of them use."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder, done = base / name, base / f"{name}.done"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)  # of a process that failed
            make(folder)
            done.touch()
    return folder


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

    def make(folder):
        Checkout.fresh(folder).run(*EVERYTHING)

    return Checkout(made_once(tmp_path_factory, "finished", make))


@pytest.fixture
def copy(finished, tmp_path):
    """Return a copy of the finished run that may be changed."""
    return finished.copy(tmp_path / "copy")


@pytest.fixture(scope="session")
def diverged(finished, tmp_path_factory):
    """Return a run in which some networks diverged; tests must not change it.

    They are those of one task and those of the linear network's larger target.
    """

    def make(folder):
        checkout = finished.copy(folder)
        checkout.configure(
            networks__tasks__romo__optimizer="sgd",
            networks__tasks__romo__learning_rate=1000,
            networks__tasks__romo__epochs=30,
            figures__fig2__tasks__romo={"title": HOSTILE},
            linear__targets__large={"learning_rate": 5},
        )
        checkout.run("fig1", "fig2", "fig3", "fig4")

    return Checkout(made_once(tmp_path_factory, "diverged", make))
