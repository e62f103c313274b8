"""Sentences in batches: each once, of similar length, padded with zeros."""

import numpy as np

from deltaw.sentiment.batches import Sentences
from deltaw.sentiment.vocabulary import encode, with_special
from small_lstm import rng


def test_batches_hold_every_sentence_once(sentences):
    data = sentences[0]
    for batches in (list(data.in_order(16)), list(data.shuffled(rng("batches"), 16))):
        assert sorted(np.concatenate(batches)) == list(range(200))
        assert sorted(map(len, batches)) == [8] + [16] * 12
        spread = [np.ptp(data.lengths[batch]) for batch in batches]
        assert max(spread) <= 2


def test_each_epoch_has_other_batches_in_another_order(sentences):
    data = sentences[0]
    epochs = [list(data.shuffled(rng("batches", epoch=k), 16)) for k in range(2)]
    members = [{frozenset(batch) for batch in batches} for batches in epochs]
    assert len(members[0] & members[1]) < 3
    longest = [[data.lengths[batch].max().item() for batch in batches] for batches in epochs]
    assert longest[0] != longest[1]
    assert sorted(longest[0]) == sorted(longest[1])


def test_padding_and_unknown_words_have_zero_vectors():
    words, vectors = with_special(["a", "b"], np.ones((2, 3), np.float32))
    ids, lengths = encode(["b x", "a"], words)
    inputs, _, _ = Sentences(ids, lengths, np.array([1, 0]), vectors).take(np.array([0, 1]))
    assert inputs.sum(2).T.tolist() == [[3, 0], [3, 0]]
