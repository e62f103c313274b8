"""What the rules of the networks that were trained elsewhere ask of the config."""

import numpy as np
import pytest

from deltaw.config.external import External
from deltaw.config.schema import ConfigError, validate
from planning import RUN, at

W = np.arange(6.0).reshape(2, 3)
HERE = at(model="mine")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Stay in a folder with weights and a measure."""
    monkeypatch.chdir(tmp_path)
    np.savez("before.npz", w=W)
    np.savez("after.npz", w=W + np.eye(2, 3))
    (tmp_path / "measure.py").write_text("def evaluate(weights):\n    return 1.0\n")
    return tmp_path


@pytest.fixture
def external(paper):
    """Return a function: the rules' questions to a config with one network, of these entries."""

    def asked(**entries):
        paths = {"before": "before.npz", "after": "after.npz"}
        paper["external"] = {"mine": paths | entries}
        return External(validate(paper), RUN)

    return asked


def test_weights_are_known_by_content_not_by_place(external, folder):
    known = external().weights(HERE)
    (folder / "before.npz").rename(folder / "copy.npz")
    assert external(before=str(folder / "copy.npz")).weights(HERE) == known
    assert external(before="copy.npz", matrices=["w"]).weights(HERE) != known
    np.savez("after.npz", w=W + 1)
    changed = external(before="copy.npz").weights(HERE)
    assert changed["before"] == known["before"]
    assert changed["after"] != known["after"]


def test_an_evaluation_depends_on_its_file_and_numbers(external, folder):
    known = external(evaluate="measure.py").evaluated(HERE)
    assert {k: known[k] for k in ("max_rank", "shuffles", "root_seed")} == {
        "max_rank": 25,
        "shuffles": 10,
        "root_seed": 2020,
    }
    (folder / "measure.py").write_text("def evaluate(weights):\n    return 2.0\n")
    changed = external(evaluate="measure.py").evaluated(HERE)
    assert {k for k in known if known[k] != changed[k]} == {"evaluate"}


def test_a_network_is_evaluated_where_a_file_is_named(external):
    assert external().evaluations(HERE) == []
    wanted = f"{RUN}/external/mine_evaluation.nc"
    assert external(evaluate="measure.py").evaluations(HERE) == [wanted]
    figures = {f"{RUN}/figures/external_mine.{suffix}" for suffix in ("pdf", "png")}
    assert set(external().figures(at())) == figures


def test_who_asks_for_figures_without_a_network_is_told(config):
    with pytest.raises(ConfigError, match=r"^config: external names no network: give one .*before"):
        External(config, RUN).figures(at())


def test_memory_grows_with_the_files_and_the_attempts(external):
    small = external().memory(HERE, 1)
    np.savez("after.npz", w=np.zeros((1000, 1000)))
    assert external().memory(HERE, 1) == small + 64
    assert external().memory(HERE, 2) == 2 * (small + 64)


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({"before": "no.npz"}, "external.mine.before names no.npz, which is no file"),
        (
            {"before": "~nosuch/w.npz"},
            "external.mine.before names ~nosuch/w.npz, but ~nosuch is no user's home",
        ),
        ({"before": "w" * 460}, "w, which is no file"),
        ({"after": "."}, "external.mine.after names ., which is no file"),
        ({"after": "before.npz"}, "hold the same matrices"),
        ({"after": "measure.py"}, "measure.py must end with one of"),
        ({"matrices": ["v"]}, "do not share the matrix 'v'; they share w"),
    ],
)
def test_weights_that_do_not_fit_are_refused_before_a_job(external, entries, words):
    with pytest.raises(ConfigError, match=r"^config: external\.mine") as caught:
        external(**entries).weights(HERE)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def evaluate(weights", "which is no Python file"),
        ("\0", "which is no Python file"),
        ("def evaluation(weights):\n    return 1\n", "which has no function evaluate(weights)"),
        ("class A:\n    def evaluate(weights):\n        return 1\n", "which has no function"),
        ("raise SystemExit('ran')\n", "which has no function"),
    ],
)
def test_a_measure_that_does_not_fit_is_refused_and_not_run(external, folder, text, words):
    (folder / "measure.py").write_text(text)
    with pytest.raises(ConfigError, match=r"^config: external\.mine\.evaluate names ") as caught:
        external(evaluate="measure.py").evaluated(HERE)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({"befor": "a"}, "unknown key 'befor'; did you mean 'before'?"),
        ({"before": ""}, "external.mine.before is ''"),
        ({"before": 3}, "external.mine.before is 3"),
        ({"matrices": []}, "external.mine.matrices is []"),
        ({"matrices": ["w", "w"]}, "it must have no entry twice"),
        ({"matrices": ["w"] * 21}, "external.mine.matrices is"),
    ],
)
def test_wrong_entries_are_refused(external, entries, words):
    with pytest.raises(ConfigError) as caught:
        external(**entries)
    assert words in str(caught.value)


@pytest.mark.parametrize("name", ["../mine", "m$", "1st", "my net"])
def test_a_name_with_odd_characters_is_refused(paper, name):
    paper["external"] = {name: {"before": "before.npz", "after": "after.npz"}}
    with pytest.raises(ConfigError, match="it must match"):
        validate(paper)
