"""Processes that share work: they give the bytes of one, and none is left behind."""

import os
import signal
import subprocess
import sys
import time
from functools import partial

import numpy as np
import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from deltaw.randomness import generator
from deltaw.sentiment import sharing
from deltaw.sentiment import team as team_module
from deltaw.sentiment.lstm import draw_dropout, initial_weights
from deltaw.sentiment.sharing import make_team
from deltaw.sentiment.team import SMALL, TILE, Team
from deltaw.sentiment.training import Loop, Training

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

    def count(k):
        counts[k] += 1
        by[k] = os.getpid()

    with team.at_work():
        for _ in range(50):
            team.each(count, range(10))
    assert_array_equal(counts, 50)
    assert len(set(by)) == 3
    team.each(count, range(10))  # no longer at work: the first does all
    assert set(by) == {os.getpid()}


def test_a_team_can_go_to_work_again():
    team = Team(3, 2**16)
    one, other = (team.copied(np.zeros(3)) for _ in range(2))

    def after_all(source, target, k):
        target[k] = source.sum() + k

    for _ in range(100):
        one[:] = other[:] = 0
        with team.at_work():
            for _ in range(3):
                team.each(partial(after_all, one, other), range(3))
                team.each(partial(after_all, other, one), range(3))
        expected = np.zeros(3)
        for _ in range(6):
            expected = expected.sum() + np.arange(3)
        assert_array_equal(one, expected)


def test_without_semaphores_the_first_does_all(monkeypatch):
    class Without:
        def Semaphore(self, value):
            raise OSError(38, "not implemented")

    monkeypatch.setattr(team_module, "get_context", lambda _: Without())
    team, done = Team(3, 2**16), []
    with team.at_work():
        team.each(done.append, range(10))
    assert done == list(range(10))


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
from deltaw.sentiment.training import Splits, Training, train
from threadpoolctl import threadpool_limits

def sentences(n, seed):
    draw = np.random.default_rng(seed)
    vectors = draw.standard_normal((40, 101)).astype(np.float32)
    lengths = draw.integers(1, 18, size=n)
    return Sentences(draw.integers(1, 40, size=(n, 18)), lengths, lengths > 9, vectors)

data = Splits(sentences(170, 1), sentences(101, 2))
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
"""


@pytest.mark.parametrize("kernels", ["Nehalem", "Haswell", "native"])
def test_a_training_has_the_same_bytes_with_any_kernels(root, kernels):
    """With Nehalem's, pieces have other bytes, so that one process does all."""
    held = {"OPENBLAS_CORETYPE": kernels} if kernels != "native" else {}
    environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")} | held
    command = [sys.executable, "-c", TRAINED]
    subprocess.run(command, cwd=root / "workflow", env=environment, check=True)


def test_kernels_that_give_other_bytes_to_pieces_have_one_process(sentences, monkeypatch):
    initial = initial_weights(generator(1, "weights"), 16, 5)
    assert make_team(initial, sentences, (BATCH, BATCH), 4).size == 4
    monkeypatch.setattr(sharing, "pieces_have_the_bytes", lambda *_: False)
    assert make_team(initial, sentences, (BATCH, BATCH), 4).size == 1


def test_a_batch_may_be_larger_than_the_corpus(sentences):
    initial = initial_weights(generator(1, "weights"), 16, 5)
    assert len(make_team(initial, sentences, (10**9, BATCH), 2).memory) < 10**8


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
import time
from deltaw.sentiment.team import Team
team = Team(3, 2**16)
with team.at_work():
    if team.leads:
        print(*team.others, flush=True)
    team.each(lambda _: time.sleep(60), range(3))
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_copies_end_with_the_first_in_the_middle_of_their_work(root, number):
    command = [sys.executable, "-c", ORPHANS]
    with subprocess.Popen(
        command, cwd=root / "workflow", stdout=subprocess.PIPE, text=True
    ) as process:
        copies = [int(pid) for pid in process.stdout.readline().split()]
        assert len(alive(copies)) == 2
        process.send_signal(number)
        process.wait()
    deadline = time.monotonic() + 10
    while alive(copies) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(copies)


def test_an_error_of_a_copy_alone_is_told(capfd):
    def fail():
        raise MemoryError("of a copy")

    with pytest.raises(ChildProcessError):
        meet(Team(2, 2**16), lambda: None, fail)
    assert "MemoryError: of a copy" in capfd.readouterr().err


def test_ended_children_that_the_system_takes_away_are_no_error(root):
    code = """
import signal
from deltaw.sentiment.team import Team
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
with Team(2, 2**16).at_work():
    pass
"""
    subprocess.run([sys.executable, "-c", code], cwd=root / "workflow", check=True)


def test_too_many_arrays_are_refused():
    team = Team(2, 100)
    with pytest.raises(MemoryError, match="more than 100 bytes"):
        team.empty((26,), np.float32)
