"""Vectors of some words from GloVe's text, or from the JSON of the npm package that holds them.

Files are read in pieces; only the vectors of these words are held.
"""

import codecs
import json
import re
from collections.abc import Collection, Iterator
from typing import BinaryIO

import numpy as np

from .sources import SourceError

PIECE = 1 << 22  # bytes that are read at once

Vectors = dict[str, np.ndarray]


def read_text(file: BinaryIO, words: Collection[str], dimension: int) -> Vectors:
    """Read the vectors of some words from GloVe's text: a word and its numbers on each line.

    A byte-order mark and a first line with the counts of words and numbers are read over.

    Raises
    ------
    SourceError
        If a line has another count of numbers, or a word of the vocabulary comes again.
    """
    wanted, vectors, number = set(words), {}, 0
    for number, line in enumerate(file, start=1):
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
            if re.fullmatch(rb"\d+ %d\s*" % dimension, line) and dimension > 1:
                continue
        word, _, numbers = line.rstrip().partition(b" ")
        if (count := numbers.count(b" ") + bool(numbers)) != dimension:
            raise SourceError(f"line {number} has {count} numbers instead of {dimension}")
        if (name := word.decode("utf-8", "replace")) in wanted:
            if name in vectors:
                raise SourceError(f"line {number} has a second vector of {name!r}: remove one")
            vectors[name] = _numbers(numbers.split(), dimension, name)
    if not number:
        raise SourceError(f"it is empty: 0 numbers instead of {dimension}")
    return vectors


def _numbers(texts: list[bytes], count: int, name: str) -> np.ndarray:
    if len(texts) != count:
        raise SourceError(f"{len(texts)} numbers instead of {count} for {name!r}")
    try:
        vector = np.array(texts, dtype=np.float64)
    except ValueError as error:
        raise SourceError(f"what stands for {name!r} is no vector ({error})") from error
    if not (abs(vector) <= np.finfo(np.float32).max).all():
        raise SourceError(
            f"the vector of {name!r} has a number that single precision does not hold"
        )
    return vector


# One entry: "word":[numbers] and what follows it, a comma or the closing brace
_ENTRY = re.compile(rb'\s*"((?:[^"\\]|\\.)*)"\s*:\s*\[([^\]"]*)\]\s*([,}])')
_START = re.compile(rb'"vectors"\s*:\s*\{')
_SIZE = re.compile(rb'"size"\s*:\s*(\d+)')


def _entries(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """Yield key and numbers of each entry of "vectors", reading the file in pieces.

    Raises
    ------
    SourceError
        If the file ends early, or holds more or fewer entries than its "size" says.
    """
    held, place, size, count, more = b"", 0, None, 0, True
    started = False
    while more:
        piece = file.read(PIECE)
        more = bool(piece)
        held, place = held[place:] + piece, 0
        if size is None and (stated := _SIZE.search(held)):
            size = int(stated[1])
        if not started:
            if not (start := _START.search(held)):
                continue  # still in the list of words, a few megabytes
            place, started = start.end(), True
        while entry := _ENTRY.match(held, place):
            yield entry[1], entry[2]
            place, count = entry.end(), count + 1
            if entry[3] == b"}":
                if count != size:
                    raise SourceError(f"it holds {count} vectors and says it has {size}")
                return
    raise SourceError(f"it ends after {count} of {size} vectors")


def read_json(file: BinaryIO, words: Collection[str], dimension: int) -> Vectors:
    """Read the vectors of some words from the npm package's JSON.

    An entry has two more numbers than the vector: its norm and its index.

    Raises
    ------
    SourceError
        If the file ends early, or a vector has not the norm that stands beside it.
    """
    wanted, vectors = set(words), {}
    for key, numbers in _entries(file):
        word = key.decode("utf-8") if b"\\" not in key else json.loads(b'"' + key + b'"')
        if word in wanted:
            *vector, norm, _ = _numbers(numbers.split(b","), dimension + 2, word)
            vectors[word] = np.array(vector)
            if abs(np.linalg.norm(vector) - norm) > 1e-4:
                raise SourceError(f"the vector of {word!r} does not have the norm beside it")
    return vectors
