"""Processes that share the work on each batch, and give the bytes that one of them would.

They are copies of one process, go through the same lines with the same numbers, and have the
arrays of the team in common. Of work in pieces each does its own, and waits for the others.
Threads were slower: a step of the LSTM is a dozen calls of some microseconds, and Python lets one
thread go on at a time between them.
"""

import mmap
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from multiprocessing import get_context

import numpy as np

from ..processes import end_with

# OpenBLAS computes a row of a product in the same way wherever it stands among a multiple of these,
# but not among fewer multiplications than these, for which it has other kernels.
TILE, SMALL = 12, 2**20
ALIGNED = 64  # bytes
PATIENCE = 1.0  # seconds after which a process that waits looks whether the others live


class Team:
    """The processes, of which the first leads: it alone reports, saves, and goes on afterwards.

    Parameters
    ----------
    size : int
        Processes. Where the system does not copy them safely (all but Linux) it is one.
    memory : int
        Bytes of the arrays that they have in common. Without, each array is made anew, and several
        processes cannot go to work.
    """

    def __init__(self, size: int = 1, memory: int = 0):
        self.size = size if sys.platform == "linux" else 1
        self.rank, self.present, self.others = 0, 1, []  # of those at work
        self.taken = self.kept = 0
        self.memory = np.frombuffer(mmap.mmap(-1, memory), np.uint8) if memory else None

    @property
    def leads(self) -> bool:
        """Whether this process is the first."""
        return self.rank == 0

    def empty(self, shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
        """Return an array that all have in common, with anything in it.

        All processes must ask for the same arrays in the same order.

        Raises
        ------
        MemoryError
            If the team's memory is too small.
        """
        if self.memory is None:
            return np.empty(shape, dtype)
        size = int(np.prod(shape)) * np.dtype(dtype).itemsize
        start, self.taken = self.taken, self.taken + -(-size // ALIGNED) * ALIGNED
        if self.taken > len(self.memory):
            raise MemoryError(f"the team's arrays need more than {len(self.memory)} bytes")
        return self.memory[start : start + size].view(dtype).reshape(shape)

    def copied(self, array: np.ndarray) -> np.ndarray:
        """Return a copy of an array that all have in common."""
        found = self.empty(array.shape, array.dtype)
        found[...] = array
        return found

    def keep(self) -> None:
        """Keep the arrays that were made so far when `reuse` is called."""
        self.kept = self.taken

    def reuse(self) -> None:
        """Use the memory of all arrays that are not kept once more."""
        self.taken = self.kept

    def cut(self, length: int, row: int = SMALL, start: int = 0) -> list[slice]:
        """Return about equal pieces of rows, one for each process where there are enough rows.

        Parameters
        ----------
        length : int
            Number of rows.
        row : int
            Multiplications that a row of the product takes; without, any row is large.
        start : int
            The first row.
        """
        least = max(TILE, -(-SMALL // row))
        ends = {TILE * round(k * length / (TILE * self.size)) for k in range(1, self.size)}
        cuts = [0]
        for end in sorted(ends):
            if end - cuts[-1] >= least and length - end >= least:
                cuts.append(end)
        return [slice(start + a, start + b) for a, b in pairwise([*cuts, length])]

    def each(self, work: Callable, pieces: Iterable) -> None:
        """Call work for all pieces; return when all processes have done theirs."""
        for piece in list(pieces)[self.rank :: self.present]:
            work(piece)
        if self.present > 1:
            self._meet()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Copy this process; at the end, also by an error, the copies end and the first goes on.

        Raises
        ------
        ValueError
            If several processes have no memory in common.
        ChildProcessError
            If a copy ends early.
        """
        leader = os.getpid()
        try:
            self._copy(leader)
            yield
        except ArithmeticError:
            raise  # all have it, as all have the same numbers
        except Exception:
            if os.getpid() != leader:
                traceback.print_exc()
            raise
        finally:
            if os.getpid() != leader:
                os._exit(1)  # nothing of what the first process does at its end
            for other in self.others:
                with suppress(ProcessLookupError, ChildProcessError):  # where SIGCHLD is ignored
                    os.kill(other, signal.SIGKILL)
                    os.waitpid(other, 0)
            self.others, self.present = [], 1

    def _copy(self, leader: int) -> None:
        """Copy this process; on a system without semaphores it stays alone."""
        if self.size > 1 and self.memory is None:
            raise ValueError("several processes need memory that they have in common")
        context = get_context("fork")
        try:  # new ones each time: a copy that was ended has not taken its own
            self.arrived, self.released = (
                [context.Semaphore(0) for _ in range(self.size)] for _ in range(2)
            )
        except OSError:
            return
        self.present = self.size
        for rank in range(1, self.size):
            if (copy := os.fork()) == 0:
                self.rank, self.others = rank, []
                end_with(leader)
                return
            self.others.append(copy)

    def _meet(self) -> None:
        """Wait until all processes are here."""
        if self.leads:
            for rank in range(1, self.size):
                self._take(self.arrived[rank])
            for rank in range(1, self.size):
                self.released[rank].release()
        else:
            self.arrived[self.rank].release()
            self._take(self.released[self.rank])

    def _take(self, semaphore) -> None:
        """Wait for a semaphore.

        Raises
        ------
        ChildProcessError
            If a process has ended early.
        """
        while not semaphore.acquire(timeout=PATIENCE):
            self._look_for_others()

    def _look_for_others(self) -> None:
        for other in self.others:
            if os.waitid(os.P_PID, other, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
                raise ChildProcessError("a process that shares the work has ended early")
