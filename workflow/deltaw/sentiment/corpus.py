"""The corpora: sentences with their sentiment, split into training, validation and test.

``sst``: the Stanford Sentiment Treebank (Socher et al. 2013), which the paper uses. Labels 0
and 1 are negative, 3 and 4 positive; neutral sentences (2) are dropped.

``rotten_tomatoes``: sentences of the film reviews that the treebank was built from, each
with the mean of at least 20 human ratings from -4 to 4 (Hutto and Gilbert 2014). Means
within ±0.5 are dropped: like the treebank's neutral label they are sentences on which the
raters see no clear side, 562 of 10,605; the rest is 4982 positive and 5061 negative.
"""

import hashlib
import io
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .sources import (
    FetchError,
    Source,
    SourceError,
    check_hash,
    download,
    fetch_with_pip,
    open_member,
)
from .tokens import parse_tree, tokens, treebank_tokens

TREEBANK = "https://nlp.stanford.edu/sentiment/trainDevTestTrees_PTB.zip"
TREEBANK_SHA256 = "5c613a4f673fc74097d523a2c83f38e0cc462984d847b82c7aaf36b01cbbbfcc"
TREEBANK_FOLDER = "DELTAW_SST_DIR"
TREEBANK_FILES = ("train.txt", "dev.txt", "test.txt")
VADER = ("vaderSentiment", "3.3.2")
VADER_SHA256 = "5d7c06e027fc8b99238edb0d53d970cf97066ef97654009890b83703849632f9"
RATINGS = "hutto_ICWSM_2014/movieReviewSnippets_GroundTruth.txt"
NEUTRAL = 0.5  # mean ratings up to this on either side are dropped
# The treebank's own proportions; the rest is for test.
PART_FOR_TRAINING, PART_FOR_VALIDATION = 0.72, 0.09
LARGEST_FILE = 50_000_000  # bytes; the treebank's largest has two millions


class Corpus(NamedTuple):
    """Sentences with their sentiment.

    Attributes
    ----------
    sentences : list of str
        Tokens, joined by blanks.
    labels : numpy.ndarray, shape (S,)
        1 for positive, 0 for negative.
    splits : numpy.ndarray, shape (S,)
        0 for training, 1 for validation, 2 for test.
    source : Source
    """

    sentences: list[str]
    labels: np.ndarray
    splits: np.ndarray
    source: Source


def _lines(content: bytes, name: str) -> list[str]:
    if len(content) > LARGEST_FILE:
        raise SourceError(f"{name} is too large to be the published file")
    try:
        text = content.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise SourceError(f"{name} is not UTF-8 text ({error}): fetch it again") from error
    return text.removesuffix("\n").split("\n")


def _treebank_file(place: Path, name: str) -> bytes:
    """Return one of the three files from a folder or from the published archive."""
    try:
        if place.is_dir():
            return (place / name).read_bytes()
        with open_member(place, f"trees/{name}") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise SourceError(f"{place / name} cannot be read ({error.strerror})") from error


def read_treebank(place: Path, sha256: Mapping[str, str], origin: str) -> Corpus:
    """Read the binary sentences of the treebank.

    Parameters
    ----------
    place : Path
        A folder with the three files, or the published archive.
    sha256 : mapping
        The hash that each file must have.
    origin : str
        For the record.

    Raises
    ------
    SourceError
    """
    rows = []
    for split, name in enumerate(TREEBANK_FILES):
        content = _treebank_file(place, name)
        if (found := hashlib.sha256(content).hexdigest()) != sha256[name]:
            raise SourceError(
                f"{place / name} has the SHA-256 {found}, not {sha256[name]} as "
                "sentiment.corpus.sha256 says: fetch it again"
            )
        for number, line in enumerate(_lines(content, name), start=1):
            try:
                label, words = parse_tree(line)
            except ValueError as error:
                raise SourceError(f"{place / name}, line {number}: {error}") from error
            if label != 2:
                rows.append((treebank_tokens(words), int(label > 2), split))
    source = Source(origin, {name: sha256[name] for name in TREEBANK_FILES})
    labels, splits = (np.array([row[k] for row in rows], dtype=np.int64) for k in (1, 2))
    return Corpus([sentence for sentence, _, _ in rows], labels, splits, source)


def read_ratings(content: bytes) -> tuple[list[str], np.ndarray]:
    """Return the sentences that are not neutral, and their labels.

    Parameters
    ----------
    content : bytes
        Lines of number, mean rating and text, separated by tabs.

    Raises
    ------
    SourceError
    """
    rows = []
    for number, line in enumerate(_lines(content, RATINGS), start=1):
        try:
            _, rating, text = line.split("\t")
            rows.append((float(rating), text))
        except ValueError as error:
            raise SourceError(f"{RATINGS}, line {number}: {error}") from error
    clear = [(tokens(text), rating > 0) for rating, text in rows if abs(rating) > NEUTRAL]
    labels = np.array([label for _, label in clear], dtype=bool)
    return [sentence for sentence, _ in clear], labels


def read_rotten_tomatoes(archive: Path, rng: np.random.Generator, origin: str) -> Corpus:
    """Read the rated sentences from vaderSentiment's source distribution and split them.

    Parameters
    ----------
    archive : Path
    rng : numpy.random.Generator
        Draws the split, in the treebank's proportions.
    origin : str
        For the record.

    Raises
    ------
    SourceError
    """
    check_hash(archive, VADER_SHA256)
    inner = f"{'-'.join(VADER)}/additional_resources/hutto_ICWSM_2014.tar.gz"
    with open_member(archive, inner) as file:
        nested = io.BytesIO(file.read())
    with open_member(nested, RATINGS) as file:
        sentences, labels = read_ratings(file.read(LARGEST_FILE + 1))
    bounds = np.cumsum([PART_FOR_TRAINING, PART_FOR_VALIDATION]) * len(sentences)
    splits = np.searchsorted(bounds, rng.permutation(len(sentences)), side="right")
    return Corpus(sentences, labels, splits, Source(origin, {archive.name: VADER_SHA256}))


def _fetched_treebank(path: Path | None, sha256: Mapping[str, str], folder: Path) -> Corpus:
    if path is not None:
        return read_treebank(path, sha256, "local copy")
    archive = download(TREEBANK, TREEBANK_SHA256, folder)
    return read_treebank(archive, sha256, TREEBANK)


def _fetched_rotten_tomatoes(path: Path | None, rng: np.random.Generator, folder: Path) -> Corpus:
    if path is not None:
        return read_rotten_tomatoes(path, rng, "local copy")
    archive = fetch_with_pip(*VADER, VADER_SHA256, folder)
    return read_rotten_tomatoes(archive, rng, f"PyPI: {' '.join(VADER)}")


def fetch(settings: Mapping, rng: np.random.Generator, path: Path | None = None) -> Corpus:
    """Return the corpus that the config names, from a local copy or from the net.

    Parameters
    ----------
    settings : mapping
        ``name`` and ``lower_case`` of ``sentiment.corpus`` in the config, and for the treebank
        ``sha256``.
    rng : numpy.random.Generator
        Splits a corpus that has no split of its own.
    path : pathlib.Path, optional
        A local copy: a folder or an archive of the treebank, or the archive of the other.

    Raises
    ------
    SourceError
        One sentence that says what is wrong, and for a failed download what to set.
    """
    treebank = settings["name"] == "sst"
    with tempfile.TemporaryDirectory() as folder:
        try:
            if treebank:
                fetched = _fetched_treebank(path, settings["sha256"], Path(folder))
            else:
                fetched = _fetched_rotten_tomatoes(path, rng, Path(folder))
        except FetchError as error:
            what = (
                f"set sentiment.corpus.path or the environment variable {TREEBANK_FOLDER} to a "
                f"folder with {', '.join(TREEBANK_FILES)}, or choose sentiment.corpus.name: "
                "rotten_tomatoes"
                if treebank
                else f"set sentiment.corpus.path to a copy of {'-'.join(VADER)}.tar.gz"
            )
            raise SourceError(f"{error}; without a network {what}") from error
    for number, name in enumerate(("training", "validation", "test")):  # as in Corpus
        if number not in fetched.splits:
            origin = path or fetched.source.origin
            raise SourceError(f"{origin}: all sentences for {name} are neutral, or there are none")
    return lower_cased(fetched) if settings["lower_case"] else fetched


def lower_cased(corpus: Corpus) -> Corpus:
    """Return a corpus in small letters, as those of GloVe's words."""
    return corpus._replace(sentences=[sentence.lower() for sentence in corpus.sentences])
