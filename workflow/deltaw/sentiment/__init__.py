"""Sentiment analysis with a two-layer LSTM (Section 4, Fig. 5).

Axis letters, besides those of the library: here B counts sentences, T tokens, N units of a
layer, E dimensions of a word vector, V words of the vocabulary.
"""
