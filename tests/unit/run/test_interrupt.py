"""Signals that end a run."""

import logging
import os
import signal
import subprocess
import sys
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


IN_A_TASK = """
import asyncio, logging, os, signal, sys
from deltaw.run.interrupt import Interrupt, supervise

async def size():
    os.kill(os.getpid(), signal.SIGINT)

async def sizes():
    await asyncio.gather(*[size() for _ in range(3)])

def run():
    Interrupt(logging.getLogger("snakemake")).jobs_begin()
    with asyncio.Runner() as runner:
        try:
            runner.run(sizes())
        except KeyboardInterrupt:
            pass

sys.exit(supervise(run))
"""


def test_a_signal_in_a_task_of_asyncio_ends_with_one_sentence(root):
    """Snakemake looks at the sizes of files in such tasks; each of them raises once more."""
    environment = os.environ | {"PYTHONPATH": str(root / "workflow")}
    command = [sys.executable, "-c", IN_A_TASK]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.stderr == f"{interrupts.SENTENCE}\n"
    assert done.returncode == 1
