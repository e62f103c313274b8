"""Results made by hand for the tests of the claims."""

import copy

import pytest

import synthetic


@pytest.fixture(scope="session")
def papers():
    """Return results in which every claim holds; tests must not change them."""
    return synthetic.evidence()


@pytest.fixture
def evidence(papers):
    """Return results in which every claim holds, for a test to change."""
    return copy.deepcopy(papers)
