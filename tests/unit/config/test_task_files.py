"""The files of the tasks, which may be the user's own: what they declare, and their mistakes."""

import sys

import pytest

from deltaw.config.errors import ConfigError
from deltaw.config.schema import schema
from deltaw.config.task_files import task_file
from deltaw.networks import tasks

OWN = """
from dataclasses import dataclass

from deltaw.networks.tasks.task import Task, Trials, parameter, time


@dataclass(frozen=True)
class Own(Task):
    n_inputs = n_outputs = 1
    length: float = time("of a trial")

    def sample(self, rng, n_trials, dt):
        pass
"""


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Return a function: the schema with a task of one's own, with one text for another."""
    monkeypatch.setattr(tasks, "__path__", [*tasks.__path__, str(tmp_path)])
    known = task_file
    monkeypatch.setattr(
        "deltaw.config.task_files.task_file",
        lambda kind: tmp_path / "own.py" if kind == "own" else known(kind),
    )
    monkeypatch.chdir(tmp_path)

    def read(old, new):
        assert old in OWN
        (tmp_path / "own.py").write_text(OWN.replace(old, new, 1))
        monkeypatch.delitem(sys.modules, f"{tasks.__name__}.own", raising=False)
        schema.cache_clear()
        return schema()

    yield read
    schema.cache_clear()


def test_a_task_of_ones_own_is_in_the_schema(own):
    assert own("", "")["$defs"]["task"]["properties"]["kind"]["enum"].count("own") == 1


LENGTH = 'length: float = time("of a trial")'


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "from data",
            "from __future__ import annotations\nfrom data",
            "the type of length is a text",
        ),
        (
            LENGTH,
            LENGTH.replace("float", "'float'"),
            "the type of length is a text; take the quotes",
        ),
        (LENGTH, "scale: float = 1.0", r"declare scale by parameter\(...\) or time\(...\)"),
        (LENGTH, "length: float", "declare length by parameter"),
        (
            LENGTH,
            LENGTH.replace("float", "list[float]"),
            r"no parameter can have .length: list.float",
        ),
        (
            LENGTH,
            LENGTH.replace("float", "float | None"),
            r"\(length: float \| None\); take float,",
        ),
        (LENGTH, LENGTH.replace("float", "complex"), r"\(length: complex\); take float, int"),
        (LENGTH, LENGTH.replace("float", "tuple[()]"), "a field has a type that no parameter"),
        ("@dataclass(frozen=True)", "", r"write @dataclass\(frozen=True\) above the class Own"),
        ("(Task)", "", "must define one class of Task, and no other"),
        ("\n\n\n", "\n\n\nclass Two(Task):\n    pass\n\n\n", "must define one class of Task"),
        (
            "from data",
            "import no_such\nfrom data",
            r"ModuleNotFoundError: No module named .*\(line 2\)",
        ),
        ("class Own(Task)", "class Own(Task", r"SyntaxError: .*\(line 8\)"),
        (LENGTH, "length = 1 / 0", r"ZeroDivisionError: division by zero.*\(line 10\)"),
        (LENGTH, "length: float = time()", r"TypeError: .*\(line 10\)"),
        (LENGTH, "raise SystemExit(0)", r"SystemExit: 0.*\(line 10\)"),
        ("from data", "\0", "null bytes"),
    ],
)
def test_a_mistake_in_the_file_of_a_task_is_told_with_the_file(own, old, new, words):
    with pytest.raises(ConfigError, match=rf"^config: own\.py(?=.*{words})") as caught:
        own(old, new)
    assert "\n" not in str(caught.value)
