"""Processes that share work: they give the bytes of one, and none is left behind."""

import os
import signal
import subprocess
import sys
import time

import numpy as np
import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from deltaw.randomness import generator
from deltaw.sentiment import training as training_module
from deltaw.sentiment.lstm import draw_dropout, initial_weights
from deltaw.sentiment.team import SMALL, TILE, Team, rows_stand_alone
from deltaw.sentiment.training import Loop, Splits, Training, make_team

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux copies processes safely"
)
UNITS, DIMENSION, BATCH = 128, 40, 64


@given(
    size=st.integers(1, 40),
    length=st.integers(1, 5000),
    row=st.integers(1, 10**6),
    start=st.integers(0, 100),
)
def test_pieces_are_whole_tiles_and_large_enough(size, length, row, start):
    team = Team()
    team.size = size
    pieces = team.cut(length, row, start)
    assert len(pieces) <= size
    rows = np.concatenate([np.arange(piece.start, piece.stop) for piece in pieces])
    assert_array_equal(rows, start + np.arange(length))
    assert all((piece.start - start) % TILE == 0 for piece in pieces)
    if len(pieces) > 1:
        assert min(piece.stop - piece.start for piece in pieces) >= max(TILE, SMALL / row)


@pytest.mark.parametrize(
    ("size", "lengths"), [(2, [36, 28]), (3, [24, 24, 16]), (5, 4 * [12] + [16])]
)
def test_the_papers_batch_is_cut_evenly(size, lengths):
    team = Team()
    team.size = size
    assert [piece.stop - piece.start for piece in team.cut(64)] == lengths


def test_each_piece_is_done_once_by_some_process():
    team = Team(3, 2**16)
    counts, by = team.copied(np.zeros(10)), team.copied(np.zeros(10))
    for _ in range(2):  # a team can go to work again
        with team.at_work():
            for _ in range(50):
                team.each(lambda k: np.add(counts[k : k + 1], 1, out=counts[k : k + 1]), range(10))
            team.each(lambda k: by.__setitem__(k, os.getpid()), range(10))
    assert_array_equal(counts, 100)
    assert len(set(by)) == 3
    team.each(lambda k: by.__setitem__(k, 0), range(10))  # the first alone
    assert_array_equal(by, 0)


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
    assert rows_stand_alone(BATCH, [(UNITS, 4 * UNITS), (4 * UNITS, UNITS)])
    alone = updates(1)
    assert all(updates(size) == alone for size in (2, 3, 5))


def test_kernels_that_give_other_bytes_to_pieces_have_one_process(sentences, monkeypatch):
    initial = initial_weights(generator(1, "weights"), 16, 5)
    training = Training(1, BATCH, 0.01, 0.5, processes=4)
    assert make_team(initial, Splits(*sentences), training).size == 4
    monkeypatch.setattr(training_module, "rows_stand_alone", lambda *_: False)
    assert make_team(initial, Splits(*sentences), training).size == 1


def alive(pids):
    """Return which of these processes run."""
    return [p for p in pids if psutil.pid_exists(p) and psutil.Process(p).status() != "zombie"]


def meet(team, of_first, of_copies):
    """Let the processes of a team do something of their own, then meet."""
    with team.at_work():
        (of_first if team.leads else of_copies)()
        team.each(print, [])


def test_an_error_ends_the_copies():
    team, copies = Team(3, 2**16), []

    def fail():
        copies.extend(team.others)
        raise ValueError("of the first")

    with pytest.raises(ValueError, match="of the first"):
        meet(team, fail, lambda: None)
    assert len(copies) == 2
    assert not [pid for pid in copies if psutil.pid_exists(pid)]


def test_the_end_of_a_copy_is_told():
    with pytest.raises(ChildProcessError, match="ended early"):
        meet(Team(2, 2**16), lambda: None, lambda: os._exit(3))


ORPHANS = """
import sys, time
from deltaw.sentiment.team import Team
team = Team(3, 2**16)
with team.at_work():
    if team.leads:
        print(*team.others, flush=True)
        time.sleep(60)
    team.each(print, [])
"""


def test_copies_end_when_the_first_is_killed(root):
    command = [sys.executable, "-c", ORPHANS]
    with subprocess.Popen(
        command, cwd=root / "workflow", stdout=subprocess.PIPE, text=True
    ) as process:
        copies = [int(pid) for pid in process.stdout.readline().split()]
        assert len(alive(copies)) == 2
        process.send_signal(signal.SIGKILL)
        process.wait()
    deadline = time.monotonic() + 20
    while alive(copies) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not alive(copies)


def test_too_many_arrays_are_refused():
    team = Team(2, 100)
    with pytest.raises(MemoryError, match="more than 100 bytes"):
        team.empty((26,), np.float32)
