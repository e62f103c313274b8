"""Processes that share a training give the bytes of one, with any kernels."""

import os
import subprocess
import sys

import numpy as np
import pytest

from deltaw.randomness import generator
from deltaw.sentiment import sharing
from deltaw.sentiment.lstm import draw_dropout, initial_weights
from deltaw.sentiment.sharing import make_team
from deltaw.sentiment.team import Team
from deltaw.sentiment.training import Loop, Training

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux shares work")
UNITS, DIMENSION, BATCH = 128, 40, 64


def updates(size):
    """Return the weights after some updates, of batches of several lengths."""
    initial = initial_weights(generator(1, "weights"), UNITS, DIMENSION)
    rng, masks = np.random.default_rng(6), generator(5, "dropout")
    loop = Loop(initial, Training(1, BATCH, 0.01, 0.5), Team(size, 2**26))
    with loop.team.at_work():
        for steps, batch in ((20, BATCH), (1, BATCH), (9, 50), (8, 3), (26, BATCH)):
            inputs = rng.standard_normal((steps, batch, DIMENSION), dtype=np.float32)
            lengths = rng.integers(1, steps + 1, batch)
            labels = rng.integers(0, 2, batch).astype(np.float32)
            dropout = draw_dropout(masks, 0.5, steps, batch, UNITS)
            loop.update(inputs, lengths, labels, dropout)
            loop.network.logits(inputs, lengths)
    return b"".join(array.tobytes() for array in (*loop.weights, *loop.optimizer.sums))


def test_any_number_of_processes_gives_the_same_bytes():
    alone = updates(1)
    assert all(updates(size) == alone for size in (2, 3, 5))


TRAINED = """
import sys, tempfile
from functools import partial
import numpy as np
from deltaw.checkpoints import Checkpoint
from deltaw.randomness import generator
from deltaw.sentiment.batches import Sentences
from deltaw.sentiment.lstm import initial_weights
from deltaw.sentiment import training
from deltaw.sentiment.training import Splits, Training, train
from threadpoolctl import threadpool_info, threadpool_limits

def sentences(n, seed):
    draw = np.random.default_rng(seed)
    vectors = draw.standard_normal((40, 101)).astype(np.float32)
    lengths = draw.integers(1, 18, size=n)
    return Sentences(draw.integers(1, 40, size=(n, 18)), lengths, lengths > 9, vectors)

data, sizes, make_team = Splits(sentences(170, 1), sentences(101, 2)), [], training.make_team

def noting(*arguments):
    team = make_team(*arguments)
    sizes.append(team.size)
    return team

training.make_team = noting
with tempfile.TemporaryDirectory() as folder, threadpool_limits(1):
    for processes in (1, 2, 4, 5):
        weights, history = train(
            initial_weights(generator(1, "weights"), 128, 101), data,
            Training(2, 64, 0.001, 0.5, processes), partial(generator, 7),
            Checkpoint(f"{folder}/{processes}.nc", ["x"]), lambda *_: None,
        )
        found = weights.rec2.tobytes(), weights.in1.tobytes(), history.tobytes()
        first = found if processes == 1 else first
        assert found == first, f"{processes} processes"
print(threadpool_info()[0]["architecture"], *sizes)
"""
# By OpenBLAS's kernels, where 1, 2, 4 and 5 are asked for: with Nehalem's, pieces have other bytes.
SIZES = {"Nehalem": "1 1 1 1", "Haswell": "1 2 4 5", "SkylakeX": "1 2 4 5"}


@pytest.mark.parametrize("kernels", ["Nehalem", "Haswell", "native"])
def test_a_training_has_the_same_bytes_with_any_kernels(root, kernels):
    held = {"OPENBLAS_CORETYPE": kernels} if kernels != "native" else {}
    environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")} | held
    command = [sys.executable, "-c", TRAINED]
    said = subprocess.check_output(command, cwd=root / "workflow", env=environment, text=True)
    architecture, _, sizes = said.strip().partition(" ")
    assert sizes == SIZES.get(architecture, sizes)


def test_kernels_that_give_other_bytes_to_pieces_have_one_process(sentences, monkeypatch):
    initial = initial_weights(generator(1, "weights"), 16, 5)
    assert make_team(initial, sentences, (BATCH, BATCH), 4).size == 4
    monkeypatch.setattr(sharing, "pieces_have_the_bytes", lambda *_: False)
    assert make_team(initial, sentences, (BATCH, BATCH), 4).size == 1


def test_a_batch_may_be_larger_than_the_corpus(sentences):
    initial = initial_weights(generator(1, "weights"), 16, 5)
    assert len(make_team(initial, sentences, (10**9, BATCH), 2).memory) < 10**8
