"""Processes that share work: each piece is done once, and no process is left behind."""

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

from deltaw.sentiment import team as team_module
from deltaw.sentiment.team import SMALL, TILE, Team

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux shares work")


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


def test_without_common_memory_no_team_goes_to_work():
    with pytest.raises(ValueError, match="memory that they have in common"):
        meet(Team(2), lambda: None, lambda: None)


def test_too_many_arrays_are_refused():
    team = Team(2, 100)
    with pytest.raises(MemoryError, match="more than 100 bytes"):
        team.empty((26,), np.float32)
