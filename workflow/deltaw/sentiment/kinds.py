"""The files of the sentiment analysis."""

from ..datasets import Coordinate, Kind, Variable

COORDS = {
    "corpus": Coordinate("name of the sentences"),
    "embeddings": Coordinate("name of the word vectors"),
    "sentence": Coordinate("tokens of the sentence, joined by blanks"),
    "word": Coordinate("word of the vocabulary"),
    "seed": Coordinate("number of the independent network", "1"),
    "epoch": Coordinate("passes over the training sentences", "1"),
    "index": Coordinate("number of the singular value, in descending order", "1"),
    "index_in1": Coordinate("number of the singular value, in descending order", "1"),
    "rank": Coordinate("rank of the truncated matrices", "1"),
}
LARGE = {"in_summary": False}  # stays with its network

_LABELLED = {
    "label": Variable(
        "sentence", "sentiment of the sentence", dtype="int8", flags=("negative", "positive")
    ),
    "split": Variable(
        "sentence",
        "what the sentence is used for",
        dtype="int8",
        flags=("training", "validation", "test"),
    ),
}
CORPUS = Kind("corpus", _LABELLED, COORDS, made_by="fetch_corpus")
EMBEDDINGS = Kind(
    "embeddings",
    {
        "vectors": Variable("word dimension", "vectors of the words"),
        "found": Variable(
            "word", "whether the source has the word", dtype="int8", flags=("drawn", "found")
        ),
    },
    COORDS,
    made_by="fetch_embeddings",
)
DATA = Kind(
    "sentiment_data",
    {
        "ids": Variable(
            "sentence token", "number of each token's word, 0 past the end", dtype="int32"
        ),
        "length": Variable("sentence", "tokens of each sentence", "tokens", "int32"),
        **_LABELLED,
        "vectors": Variable("word dimension", "vectors of the words"),
    },
    COORDS,
    made_by="prepare_sentiment",
)

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
NETWORK = Kind(
    "lstm_network",
    {
        **{
            f"{when}_{k}": Variable(dims, f"{_NAMES[k]} {text} training", **LARGE)
            for when, text in (("w0", "before"), ("w", "after"))
            for k, dims in _DIMS.items()
        },
        **HISTORY,
    },
    COORDS,
    made_by="train_lstm",
)
SPECTRUM = Kind(
    "lstm_spectrum",
    {
        f"sv_{part}_{k}": Variable("index" if k != "in1" else "index_in1", text, "1", "float64")
        for k in MATRICES
        for part, text in (
            ("w0", f"singular values of the {_NAMES[k]} before training"),
            ("dw", f"singular values of the change of the {_NAMES[k]}"),
            ("w", f"singular values of the {_NAMES[k]} after training"),
        )
    },
    COORDS,
    made_by="decompose_lstm",
)
_TRUNCATED = (
    "validation accuracy with {} truncated in the recurrent weights and the input of layer 2"
)
PACKED = Kind(
    "lstm_packed",
    {
        "accuracy_dw": Variable(
            "rank", "validation accuracy, rebuilt from the seed and factors of ΔW", "1", "float64"
        ),
        "accuracy_w": Variable(
            "rank", "validation accuracy, rebuilt from factors of W", "1", "float64"
        ),
        "bytes_dw": Variable("rank", "size with the seed and factors of ΔW", "byte", "float64"),
        "bytes_w": Variable("rank", "size with factors of W", "byte", "float64"),
        "bytes_whole": Variable("", "size with all weights", "byte", "float64"),
    },
    COORDS,
    made_by="compress_lstm",
)
TRUNCATION = Kind(
    "lstm_truncation",
    {
        "accuracy_dw": Variable("rank", _TRUNCATED.format("ΔW"), "1", "float64"),
        "accuracy_w": Variable("rank", _TRUNCATED.format("W"), "1", "float64"),
        "final_accuracy": Variable(
            "", "validation accuracy of the trained network", "1", "float64"
        ),
        "test_accuracy": Variable("", "test accuracy of the trained network", "1", "float64"),
    },
    COORDS,
    made_by="evaluate_lstm_truncation",
)
