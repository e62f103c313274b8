"""The progress of a training in its log."""

import logging
import time

import numpy as np
import pytest

from deltaw.logs import Progress, tell, warn_diverged


@pytest.fixture
def clock(monkeypatch):
    """Return a list whose only entry is the time."""
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def test_progress_tells_epoch_loss_speed_and_time_left(clock, caplog):
    caplog.set_level(logging.INFO, "deltaw")
    progress = Progress(100)
    for epoch in range(11):
        progress(epoch, 0.5)
        clock[0] += 1
    assert caplog.messages == [
        "epoch 5/100 loss 0.5 1.0 epochs/s 95 s left",
        "epoch 10/100 loss 0.5 1.0 epochs/s 90 s left",
    ]


def test_the_speed_of_a_resumed_training_is_that_of_this_run(clock, caplog):
    caplog.set_level(logging.INFO, "deltaw")
    progress = Progress(100)
    clock[0] += 50
    progress(90, 0.5)  # the first that is told
    clock[0] += 10
    progress(95, 0.25)
    assert caplog.messages[-1] == "epoch 95/100 loss 0.25 0.5 epochs/s 10 s left"


def test_the_last_epoch_is_always_told(clock, caplog):
    caplog.set_level(logging.INFO, "deltaw")
    progress = Progress(3)
    for epoch in range(4):
        progress(epoch, 0.5)
        clock[0] += 0.1
    (told,) = caplog.messages
    assert told.startswith("epoch 3/3 ")
    assert told.endswith(" 0 s left")


def test_a_divergence_is_told_with_its_updates(caplog):
    warn_diverged(False, np.array([1.0, 2]))
    assert caplog.messages == []
    warn_diverged(True, np.array([1.0, 2, np.nan, np.nan]))
    assert caplog.messages == ["diverged after 2 updates"]


def test_what_the_user_waits_for_stands_in_the_log_and_on_the_terminal(caplog, capsys):
    caplog.set_level(logging.INFO, "deltaw")
    tell("fetching 100% of it")
    assert caplog.messages == ["fetching 100% of it"]
    assert capsys.readouterr().err == "fetching 100% of it\n"
