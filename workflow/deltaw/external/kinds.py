"""The files of a network that was trained elsewhere."""

from ..datasets import Coordinate, Kind, Variable

COORDS = {
    "model": Coordinate("name of the network in the config"),
    "matrix": Coordinate("name of the matrix in the files of the weights"),
    "index": Coordinate("number of the singular value, in descending order", "1"),
    "rank": Coordinate("rank of the truncated ΔW", "1"),
    "shuffle": Coordinate("number of the permutation", "1"),
}
# Matrices have ranks of their own: what a smaller one lacks is NaN.
PADDED = {"dtype": "float64", "may_be_nan": True}
PLAIN = {"dtype": "float64"}
VALUE = "what evaluate returns"

SPECTRA = Kind(
    "external_spectra",
    {
        "rows": Variable("matrix", "number of rows", dtype="int32"),
        "columns": Variable("matrix", "number of columns", dtype="int32"),
        "sv_w0": Variable("matrix index", "singular values of W0", **PADDED),
        "sv_dw": Variable("matrix index", "singular values of ΔW", **PADDED),
        "sv_w": Variable("matrix index", "singular values of W", **PADDED),
        "w0_norm": Variable("matrix", "Frobenius norm of W0", **PLAIN),
        "dw_norm": Variable("matrix", "Frobenius norm of ΔW", **PLAIN),
        "w_norm": Variable("matrix", "Frobenius norm of W", **PLAIN),
        "w0_stable_rank": Variable("matrix", "stable rank of W0; NaN of zeros", **PADDED),
        "dw_stable_rank": Variable("matrix", "stable rank of ΔW", **PLAIN),
        "w_stable_rank": Variable("matrix", "stable rank of W; NaN of zeros", **PADDED),
        "dw_share": Variable(
            "matrix index",
            "part of ΔW's squared Frobenius norm in its singular values up to this one",
            **PADDED,
        ),
    },
    COORDS,
    made_by="decompose_external",
)
EVALUATION = Kind(
    "external_evaluation",
    {
        "initial_value": Variable("", f"{VALUE} before training", **PLAIN),
        "trained_value": Variable("", f"{VALUE} after training", **PLAIN),
        "truncation_value": Variable(
            "matrix rank", f"{VALUE} with ΔW of this matrix truncated", **PADDED
        ),
        "shuffle_value": Variable(
            "matrix shuffle", f"{VALUE} with W0 of this matrix shuffled", **PADDED
        ),
    },
    COORDS,
    made_by="evaluate_external",
)
