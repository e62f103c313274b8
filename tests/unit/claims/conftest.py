"""Results in which every claim holds, and the published numbers."""

import copy

import pytest

import synthetic
from deltaw.config.common import PUBLISHED as FILE
from deltaw.published.agreement import compare
from deltaw.published.points import PUBLISHED


@pytest.fixture(scope="session")
def papers():
    """Return results in which every claim holds; tests must not change them."""
    return synthetic.evidence()


@pytest.fixture
def evidence(papers):
    """Return results in which every claim holds, for a test to change."""
    return copy.deepcopy(papers)


@pytest.fixture(scope="session")
def points():
    """Return the published numbers; tests must not change them."""
    return PUBLISHED.read(FILE)


@pytest.fixture(scope="session")
def agreement(points, papers):
    """Return how the results agree with the published numbers; tests must not change it."""
    return compare(points, synthetic.results(papers))
