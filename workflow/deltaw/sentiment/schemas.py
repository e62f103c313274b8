"""The datasets of the sentiment analysis; `deltaw.datasets` says what a schema is."""

from ..datasets import Variable, register

# The coordinate "sentence" holds the tokens of each sentence, joined by blanks.
CORPUS = {
    "label": Variable("sentence", "1 for a positive sentence, 0 for a negative one", dtype="int8"),
    "split": Variable("sentence", "0 for training, 1 for validation, 2 for test", dtype="int8"),
}
# The coordinate "word" holds the vocabulary.
EMBEDDINGS = {
    "vectors": Variable("word dimension", "vectors of the words"),
    "found": Variable(
        "word", "1 if the source has the word, 0 if its vector is drawn", "1", "int8"
    ),
}
DATA = {
    "ids": Variable("sentence token", "number of each token's word, 0 past the end", "1", "int32"),
    "length": Variable("sentence", "tokens of each sentence", "tokens", "int32"),
    **CORPUS,
    "vectors": Variable("word dimension", "vectors of the words"),
}

_DIMS = {
    "in1": "gate dimension",
    "rec1": "gate unit",
    "bias_in1": "gate",
    "bias_rec1": "gate",
    "in2": "gate unit",
    "rec2": "gate unit",
    "bias_in2": "gate",
    "bias_rec2": "gate",
    "out": "unit",
    "bias_out": "",
}
_NAMES = {
    "in1": "input weights of layer 1",
    "rec1": "recurrent weights of layer 1",
    "bias_in1": "input bias of layer 1",
    "bias_rec1": "recurrent bias of layer 1",
    "in2": "input weights of layer 2",
    "rec2": "recurrent weights of layer 2",
    "bias_in2": "input bias of layer 2",
    "bias_rec2": "recurrent bias of layer 2",
    "out": "readout weights",
    "bias_out": "readout bias",
}
MATRICES = ("in1", "rec1", "in2", "rec2")
HISTORY = {
    "training_loss": Variable(
        "epoch", "cross-entropy over the epoch's batches, with dropout", "nat", "float64"
    ),
    "training_accuracy": Variable(
        "epoch", "part of right answers over the epoch's batches, with dropout", "1", "float64"
    ),
    "validation_loss": Variable("epoch", "cross-entropy after the epoch", "nat", "float64"),
    "validation_accuracy": Variable(
        "epoch", "part of right answers after the epoch", "1", "float64"
    ),
}
NETWORK = {
    **{f"w0_{k}": Variable(dims, f"{_NAMES[k]} before training") for k, dims in _DIMS.items()},
    **{f"w_{k}": Variable(dims, f"{_NAMES[k]} after training") for k, dims in _DIMS.items()},
    **HISTORY,
}
SPECTRUM = {
    f"sv_{part}_{k}": Variable("index" if k != "in1" else "index_in1", text, "1", "float64")
    for k in MATRICES
    for part, text in (
        ("w0", f"singular values of the {_NAMES[k]} before training"),
        ("dw", f"singular values of the change of the {_NAMES[k]}"),
        ("w", f"singular values of the {_NAMES[k]} after training"),
    )
}
_TRUNCATED = (
    "validation accuracy with {} truncated in the recurrent weights and the input of layer 2"
)
TRUNCATION = {
    "accuracy_dw": Variable("rank", _TRUNCATED.format("ΔW"), "1", "float64"),
    "accuracy_w": Variable("rank", _TRUNCATED.format("W"), "1", "float64"),
    "final_accuracy": Variable("", "validation accuracy of the trained network", "1", "float64"),
    "test_accuracy": Variable("", "test accuracy of the trained network", "1", "float64"),
}
SUMMARY = {
    name: Variable(f"seed {v.dims}".strip(), v.long_name, v.units, v.dtype)
    for name, v in {**HISTORY, **SPECTRUM, **TRUNCATION}.items()
}

register("corpus", CORPUS, made_by="fetch_corpus")
register("embeddings", EMBEDDINGS, made_by="fetch_embeddings")
register("sentiment_data", DATA, made_by="prepare_sentiment")
register("lstm_network", NETWORK, made_by="train_lstm")
register("lstm_spectrum", SPECTRUM, made_by="decompose_lstm")
register("lstm_truncation", TRUNCATION, made_by="evaluate_lstm_truncation")
register("sentiment_summary", SUMMARY, made_by="aggregate_sentiment")
