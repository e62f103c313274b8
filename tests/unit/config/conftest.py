"""What the tests of the config share."""

import pytest

from deltaw.config.schema import validate
from planning import experiments


@pytest.fixture
def config(paper):
    """Return the paper's config, validated; a test may change it."""
    return validate(paper)


@pytest.fixture
def networks(config):
    return experiments(config)[0]


@pytest.fixture
def linear(config):
    return experiments(config)[1]


@pytest.fixture
def sentiment(config):
    return experiments(config)[2]
