"""The user's measure with ΔW truncated and W0 shuffled, one matrix at a time."""

import sys
from pathlib import Path

import numpy as np
import pytest

from deltaw.external.evaluation import EvaluateError, lent_evaluate, values
from deltaw.external.kinds import EVALUATION
from deltaw.external.reading import Pair
from deltaw.randomness import generator


@pytest.fixture
def pair():
    """Return two matrices whose changes have rank 2, in single precision."""
    rng = np.random.default_rng(1)
    before = {"a": rng.standard_normal((3, 6)), "b": rng.standard_normal((8, 8)), "c": np.ones(2)}
    after = {name: array.copy() for name, array in before.items()}
    for name in "ab":
        rows, columns = after[name].shape
        after[name] += rng.standard_normal((rows, 2)) @ rng.standard_normal((2, columns))
    single = [{n: w.astype(np.float32) for n, w in part.items()} for part in (before, after)]
    return Pair(*single, ["a", "b"])


def rng(matrix, shuffle):
    return generator(0, "test", matrix=matrix, shuffle=shuffle)


def distance(pair):
    """Return a measure: the distance from the trained weights, which must come as they are."""

    def evaluate(weights):
        assert {n: w.dtype for n, w in weights.items()} == dict.fromkeys("abc", np.float32)
        return np.sqrt(sum(((weights[n] - pair.after[n]) ** 2).sum() for n in "abc"))

    return evaluate


def test_values_are_those_of_the_changed_weights(pair):
    found = values(pair, distance(pair), range(5), range(3), rng)
    norms = {n: np.linalg.svd(pair.of(n)[1], compute_uv=False) for n in "ab"}
    initial = np.sqrt(sum((s**2).sum() for s in norms.values()))
    assert found["initial_value"] == pytest.approx(initial, rel=1e-5)
    assert found["trained_value"] == 0
    # What truncation leaves out has the length of the singular values beyond the rank (Eckart
    # and Young); a matrix of three rows has no rank 4.
    for row, name in enumerate("ab"):
        lost = [np.sqrt((norms[name][rank:] ** 2).sum()) for rank in range(5)]
        np.testing.assert_allclose(found["truncation_value"][row][:4], lost[:4], atol=1e-5)
    assert np.isnan(found["truncation_value"][0, 4])
    for k in range(3):
        w0 = pair.before["b"]
        moved = np.linalg.norm(rng("b", k).permutation(w0.ravel()) - w0.ravel())
        assert found["shuffle_value"][1, k] == pytest.approx(moved, rel=1e-5)


def test_a_measure_that_changes_its_weights_in_place_changes_no_other_value(pair):
    def careless(weights):
        value = distance(pair)(weights)
        for name in list(weights):
            weights[name] = np.zeros(1)
        return value

    careful = values(pair, distance(pair), range(3), range(2), rng)
    found = values(pair, careless, range(3), range(2), rng)
    for name, value in careful.items():
        np.testing.assert_array_equal(found[name], value)


@pytest.mark.parametrize(("bad", "when"), [(np.nan, "before"), (np.inf, "after")])
def test_weights_without_a_value_are_refused(pair, bad, when):
    def evaluate(weights):
        trained = np.array_equal(weights["a"], pair.after["a"])
        return bad if trained == (when == "after") else 1.0

    with pytest.raises(
        EvaluateError, match=f"evaluate returns {bad} for the weights {when} training"
    ):
        values(pair, evaluate, range(2), range(1), rng)


def test_a_changed_network_may_have_no_value(pair, tmp_path):
    def evaluate(weights):
        known = any(np.array_equal(weights["a"], part["a"]) for part in pair[:2])
        return 1.0 if known else np.nan

    found = values(pair, evaluate, range(2), range(1), rng)
    coords = {"model": "m", "matrix": pair.matrices, "rank": [0, 1], "shuffle": [0]}
    EVALUATION.write(tmp_path / "e.nc", found, coords, {})
    assert np.isnan(EVALUATION.read(tmp_path / "e.nc")["shuffle_value"].sel(matrix="a"))


USER = """
from __future__ import annotations

from dataclasses import dataclass

import beside_it

@dataclass
class Measure:
    factor: float

def evaluate(weights):
    return Measure(1.0).factor * beside_it.LOSS
"""


def test_a_file_is_run_beside_its_modules(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.path", ["somewhere"])
    (tmp_path / "beside_it.py").write_text("LOSS = 4.5\n")
    file = tmp_path / "my measure.py"
    file.write_text(USER)
    with lent_evaluate(file, "key") as evaluate:
        assert evaluate({}) == 4.5


ELSEWHERE = """
import os

os.chdir("data")

def evaluate(weights):
    value = float(open("value.txt").read())
    os.chdir("/")
    return value
"""


def test_a_file_may_go_to_another_folder_and_the_workflow_stays(tmp_path, monkeypatch):
    """Its functions are called where it went; what is written afterwards lies where it should."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.path", ["somewhere"])
    (tmp_path / "data").mkdir()
    (tmp_path / "data/value.txt").write_text("2.5")
    file = tmp_path / "measure.py"
    file.write_text(ELSEWHERE)
    with lent_evaluate(file, "key") as evaluate:
        assert evaluate({}) == 2.5
    assert Path.cwd() == tmp_path
    file.write_text(ELSEWHERE.replace('"value.txt"', '"no.txt"'))
    words = r"^key: measure\.py: FileNotFoundError: .* \(line 7\)$"
    with pytest.raises(EvaluateError, match=words), lent_evaluate(file, "key") as evaluate:
        evaluate({})
    assert Path.cwd() == tmp_path


@pytest.fixture
def lent(tmp_path, monkeypatch):
    """Return a function: what the evaluate of a file with this text returns."""
    monkeypatch.setattr("sys.path", ["somewhere", *sys.path])
    monkeypatch.chdir(tmp_path)

    def value(text):
        (tmp_path / "measure.py").write_text(text)
        with lent_evaluate(tmp_path / "measure.py", "external.mine.evaluate") as evaluate:
            return evaluate({})

    return value


RETURN = "import numpy, torch\ndef evaluate(w):\n    return "


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("import no_such_module", r"ModuleNotFoundError: No module .* \(line 1\)"),
        ("def evaluate(w):\n    pass\ndel evaluate", "AttributeError: .*'evaluate'"),
        ("raise SystemExit", r"SystemExit \(line 1\)"),
        ("import sys\nsys.exit(0)", r"SystemExit: 0 \(line 2\)"),
        ("def evaluate(w):\n    exit(0)", r"SystemExit: 0 \(line 2\)"),
        ("def evaluate():\n    return 1", r"TypeError: evaluate\(\) takes 0 .*"),
        ("def evaluate(w):\n    return w['a']", r"KeyError: 'a' \(line 2\)"),
        ("def evaluate(w):\n    raise ValueError('a\\nb')", r"ValueError: a b \(line 2\)"),
        ("def evaluate(w):\n    yield 1", "evaluate returns a value of type generator: it must .*"),
        (RETURN + "None", "evaluate returns a value of type NoneType: it must return one number"),
        (RETURN + "'0.5'", "evaluate returns a value of type str: it must return one number"),
        (RETURN + "numpy.array('0.5')", "evaluate returns a value of type ndarray: it must .*"),
        (RETURN + "numpy.ones(1)", r"evaluate returns .* ndarray of shape \(1,\): it must .*"),
        (RETURN + "torch.ones(2, 1)", r"evaluate returns .* Tensor of shape \(2, 1\): it must .*"),
        (RETURN + "1j", "evaluate returns a value of type complex: it must return one number"),
    ],
)
def test_a_file_that_fails_is_told_with_its_key_and_its_name(lent, text, words):
    with pytest.raises(
        EvaluateError, match=rf"^external\.mine\.evaluate: measure\.py: {words}$"
    ) as caught:
        lent(text)
    assert "\n" not in str(caught.value)


NUMBERS = ["2", "2.0", "numpy.float32(2)", "numpy.array(2)", "torch.tensor(2.0).requires_grad_()"]


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_of_several_types_are_taken(lent, number):
    value = lent(RETURN + number)
    assert (type(value), value) == (float, 2.0)
