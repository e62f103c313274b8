"""A small made-up corpus, and an LSTM that learns it in a second."""

from functools import partial

import numpy as np

from deltaw.randomness import generator
from deltaw.sentiment.batches import Sentences
from deltaw.sentiment.lstm import initial_weights
from deltaw.sentiment.training import Splits, Training, train

UNITS, DIMENSION = 8, 5
TRAINING = Training(epochs=4, batch=16, learning_rate=0.01, dropout=0.5)
rng = partial(generator, 7, "sentiment", seed=0)


def made_up(n, seed):
    """Return sentences whose label is the sign of the sum of one dimension of their words."""
    draw = np.random.default_rng(seed)
    vectors = np.random.default_rng(0).standard_normal((40, DIMENSION)).astype(np.float32)
    vectors[0] = 0
    lengths = draw.integers(1, 12, size=n)
    ids = draw.integers(1, 40, size=(n, 12)) * (np.arange(12) < lengths[:, None])
    return Sentences(ids, lengths, vectors[ids, 0].sum(1) > 0, vectors)


def run(sentences, checkpoint, training=TRAINING):
    """Return weights before and after a training, and its history."""
    initial = initial_weights(rng("weights"), UNITS, DIMENSION)
    weights, history = train(
        initial, Splits(*sentences), training, rng, checkpoint, progress=lambda *_: None
    )
    return initial, weights, history
