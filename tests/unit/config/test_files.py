"""Config files that say what they look like; all others are refused with their line."""

import pytest
import yaml
from snakemake.utils import update_config

from deltaw.config import files
from deltaw.config.files import check_file
from deltaw.config.schema import ConfigError


def check(tmp_path, text):
    path = tmp_path / "mine.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    check_file(path)


@pytest.mark.parametrize("name", ["config.yaml", "workflow/config/preview.yaml"])
def test_the_workflows_own_files_are_fine(root, name):
    check_file(root / name)


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\nb: { c: [0.5, 1.0e-3, -2], d: null, e: true, f: paper }",
        "a: &x { b: 1 }\nc: { <<: *x, b: 2 }\nd: *x",
        "a: '010'\nb: \"1e5\"\nc: 'on'",  # texts, as the quotes say
        "a: &x { b: 1 }\nd: &y { e: 1 }\nc: { <<: [*x, *y] }\nf: { <<: { g: 1 } }",
        "a: '<<'\nb: \"=\"",
        "a: .inf\nb: .nan",  # the schema refuses them by their keys
        "\ufeffa: 1",
        "a: ~\nb:\n",
    ],
)
def test_files_that_say_what_they_look_like(tmp_path, text):
    check(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: 1\nb: 2\na: 3", "line 3: the key 'a' stands in line 1, too; give it once"),
        ("a: { b: 1, c: 2, b: 3 }", "line 1: the key 'b' stands in line 1, too"),
        ("a: 5e-2", "line 1: 5e-2 is read as '5e-2' by YAML 1.1; write 0.05"),
        ("a: 1e-7", "line 1: 1e-7 is read as '1e-7' by YAML 1.1; write 1.0e-7"),
        ("a: 1\nb: 010", "line 2: 010 is read as 8 by YAML 1.1"),
        ("a: [on]", "line 1: on is read as True by YAML 1.1; write it in quotes if it is a text"),
        ("a: no", "no is read as False"),
        ("a: 1:30", "1:30 is read as 90"),
        ("a: 2020-01-02", "2020-01-02 is read as"),
        ("a: 2020-13-45", "2020-13-45 cannot be read"),
        ("1: a", "line 1: 1 is no name for a key"),
        ("on: a", "line 1: on is no name for a key"),
        ("[a]: b", "a list or mapping is no name for a key"),
        ("a: !!python/object:os.system x", "has no meaning in a config"),
        ("a: !mine x", "the tag !mine has no meaning in a config"),
        ("a: 1\nb: !!int 'x'", "line 2: the tag !!int has no meaning in a config; take it out"),
        ("a: !!timestamp abc", "the tag !!timestamp has no meaning in a config"),
        ("a: !!bool maybe", "the tag !!bool has"),
        ("a: !!int [1]", "the tag !!int has"),
        ("a: !!seq {a: 1}", "the tag !!seq has"),
        ("a: !!map [a]", "the tag !!map has"),
        ("a: ! 5", "the tag ! has"),
        ("!!map {a: 1}", "the tag !!map has"),
        ("a: 1\n<<: 5", "line 2: << takes a mapping that has an anchor"),
        ("a: &x {b: 1}\nc:\n  <<: [*x, 2]", "line 3: << takes a mapping"),
        ("<<:", "line 1: << takes a mapping"),
        ("a: <<", "line 1: << is no value; write it in quotes"),
        ("a: [=]", "line 1: = is no value; write it in quotes"),
        ("=: 1", "line 1: = is no name for a key"),
        ("a: [1, 2", "is not YAML"),
        ("a: 1\n\tb: 2", "line 2 is not YAML"),
        ("- a\n- b", "must hold keys with values"),
        ("paper", "must hold keys with values"),
        ("", "must hold keys with values"),
        ("a: &x [*x]", "line 1: an alias holds itself"),
        (b"a: \xff", "is not text in UTF-8"),
        ("[" * 100_000, "is nested too deeply"),
    ],
)
def test_what_is_read_otherwise_than_it_looks_is_refused(tmp_path, text, words):
    with pytest.raises(ConfigError) as caught:
        check(tmp_path, text)
    said = str(caught.value)
    assert said.startswith(f"config: {tmp_path}/mine.yaml")
    assert words in said
    assert "\n" not in said


@pytest.mark.parametrize(("place", "words"), [("none.yaml", "No such file"), (".", "directory")])
def test_a_file_that_cannot_be_read_is_named(tmp_path, place, words):
    with pytest.raises(ConfigError, match=rf"cannot be read \(.*{words}"):
        check_file(tmp_path / place)


def test_aliases_that_grow_beyond_all_bounds_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 1000)
    lines = ["l0: &l0 [1, 1]", *(f"l{k}: &l{k} [*l{k - 1}, *l{k - 1}]" for k in range(1, 12))]
    with pytest.raises(ConfigError, match="has more than 1000 entries"):
        check(tmp_path, "\n".join(lines))


@pytest.mark.parametrize("number", ["0.05", "1.0e-7", "1.5e+20"])
def test_the_form_that_is_proposed_is_read_as_a_number(tmp_path, number):
    assert isinstance(yaml.safe_load(number), float)
    check(tmp_path, f"a: {number}")


def test_an_overlay_moves_no_panel(tmp_path, paper):
    """Snakemake puts the entries that an overlay names first."""
    path = tmp_path / "mine.yaml"
    overlay = "figures: {fig3: {targets: {new: {}, large: {learning_time: 0.5}}}}"
    path.write_text(overlay, encoding="utf-8")
    merged = yaml.safe_load(overlay)
    update_config(merged, paper)
    update_config(merged, yaml.safe_load(overlay))
    assert list(merged["figures"]["fig3"]["targets"]) == ["new", "large", "small"]
    config = files.in_our_order(merged)
    assert config == merged
    for one in (config, files.read_over(path)):
        assert list(one) == list(paper)
        assert list(one["figures"]["fig3"]["targets"]) == ["small", "large", "new"]
