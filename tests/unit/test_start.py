"""When workflow/start.py asks for progress bars."""

import importlib.util
import os
import sys

import pytest

import start


@pytest.fixture(autouse=True)
def terminal(monkeypatch):
    """Let standard error be a terminal, and the environment be put back afterwards."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("PYTHONPATH", "/other")


def test_a_terminal_gets_bars(root):
    assert start.watched(["fig1"]) == ["--logger", "deltaw"]
    assert os.environ["PYTHONPATH"] == os.pathsep.join([str(root / "workflow"), "/other"])


def test_a_named_logger_is_kept():
    assert start.watched(["fig1", "--logger", "rich"]) == []
    assert os.environ["PYTHONPATH"] == "/other"


def test_a_pipe_gets_plain_text(monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False)
    assert start.watched(["fig1"]) == []


def test_an_environment_without_the_bars_gets_plain_text(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert start.watched(["fig1"]) == []
