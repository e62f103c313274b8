"""What the tests of the sentiment analysis share."""

import pytest

from deltaw.checkpoints import Checkpoint
from deltaw.sentiment.training import Training
from small_lstm import made_up, run


@pytest.fixture(scope="session")
def sentences():
    """Return sentences for training and for validation."""
    return made_up(200, 1), made_up(101, 2)


@pytest.fixture(scope="session")
def trained(sentences, tmp_path_factory):
    """Return weights before and after a training without dropout, and its history."""
    training = Training(epochs=30, batch=16, learning_rate=0.01, dropout=0.0)
    folder = tmp_path_factory.mktemp("trained")
    return run(sentences, Checkpoint(folder / "network.nc", ["x"]), training)
