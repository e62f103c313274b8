"""Signals that end a run."""

import logging
import os
import signal
import threading

import psutil
import pytest

from deltaw.run import interrupt as interrupts
from deltaw.run.interrupt import ENDING, Interrupt


@pytest.fixture
def interrupt(monkeypatch):
    """Return what ends a run, without jobs and last words; the signals are as before afterwards."""
    monkeypatch.setattr(psutil.Process, "children", lambda process, recursive: [])
    monkeypatch.setattr(interrupts.atexit, "register", lambda *call, **options: None)
    before = {number: signal.getsignal(number) for number in ENDING}
    yield Interrupt(logging.Logger("run"))
    for number, handler in before.items():
        signal.signal(number, handler)


def receive(number):
    """Send a signal to this process, and wait for it."""
    os.kill(os.getpid(), number)
    signal.pause()


@pytest.mark.parametrize("number", ENDING)
def test_before_jobs_run_a_signal_ends_the_program(interrupt, number):
    with pytest.raises(SystemExit):
        receive(number)


@pytest.mark.parametrize("number", ENDING)
def test_a_signal_ends_a_run_while_the_scheduler_holds_its_lock(interrupt, number):
    lock = threading.Lock()

    def wait_for_the_lock(number, frame):  # as Snakemake's scheduler does
        assert lock.acquire(timeout=5), "for ever"

    signal.signal(signal.SIGTERM, wait_for_the_lock)
    interrupt.jobs_begin()
    with pytest.raises(KeyboardInterrupt), lock:
        receive(number)
    assert not lock.locked()
    assert all(signal.getsignal(other) == signal.SIG_IGN for other in ENDING)
