"""Words and their numbers."""

from collections.abc import Sequence

import numpy as np

# Both have a zero vector. No word of the corpora is written like these names.
PADDING, UNKNOWN = "<PAD>", "<UNK>"


def vocabulary(sentences: Sequence[str]) -> list[str]:
    """Return the words of the training sentences (tokens joined by blanks), in their order."""
    return sorted({word for sentence in sentences for word in sentence.split(" ")})


def with_special(words: Sequence[str], vectors: np.ndarray) -> tuple[list[str], np.ndarray]:
    """Put PADDING and UNKNOWN and their zero vectors before the words, in the order of `encode`.

    Parameters
    ----------
    words : sequence of str
    vectors : numpy.ndarray, shape (V, E)

    Returns
    -------
    words : list of str
    vectors : numpy.ndarray, shape (V + 2, E)
    """
    return [PADDING, UNKNOWN, *words], np.pad(vectors, ((2, 0), (0, 0)))


def encode(sentences: Sequence[str], words: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers of each sentence's words and the sentences' lengths.

    Parameters
    ----------
    sentences : sequence of str
        Tokens joined by blanks.
    words : sequence of str
        Word of each number, beginning with PADDING and UNKNOWN.

    Returns
    -------
    ids : numpy.ndarray, shape (S, T)
        0 past a sentence's end, 1 for a word that is not among `words`.
    lengths : numpy.ndarray, shape (S,)
    """
    number = {word: k for k, word in enumerate(words)}
    unknown = number[UNKNOWN]
    rows = [[number.get(word, unknown) for word in sentence.split(" ")] for sentence in sentences]
    lengths = np.array([len(row) for row in rows], dtype=np.int32)
    ids = np.full((len(rows), lengths.max()), number[PADDING], dtype=np.int32)
    for row, target in zip(rows, ids, strict=True):
        target[: len(row)] = row
    return ids, lengths
