"""Words and their numbers."""

import numpy as np

from deltaw.sentiment.vocabulary import PADDING, UNKNOWN, encode, vocabulary, with_special


def test_encoding():
    words, _ = with_special(vocabulary(["a b", "c b"]), np.zeros((3, 1)))
    assert words == [PADDING, UNKNOWN, "a", "b", "c"]
    ids, lengths = encode(["b a", "a x c b", "b\u00a0c"], words)
    assert ids.tolist() == [[3, 2, 0, 0], [2, 1, 4, 3], [1, 0, 0, 0]]
    assert lengths.tolist() == [2, 4, 1]
