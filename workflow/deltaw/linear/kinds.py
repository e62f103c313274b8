"""The files of a linear network."""

from dataclasses import replace

from ..datasets import DIVERGED, LOSS, Coordinate, Kind, Variable

COORDS = {
    "zhat": Coordinate("target of the output", "1"),
    "N": Coordinate("number of neurons", "1"),
    "g": Coordinate("strength of the initial connectivity W0", "1"),
    "seed": Coordinate("number of the independent network", "1"),
    "epoch": Coordinate("updates before the loss was taken", "1"),
    "value": Coordinate("number of the singular value, in descending order", "1"),
    "index": Coordinate("number of the singular value, in descending order", "1"),
    "rank": Coordinate("rank of the truncated ΔW", "1"),
    "shuffle": Coordinate("number of the permutation", "1"),
    "followed": Coordinate("epoch at which eigenvalues were taken", "1"),
    "order": Coordinate("number of the eigenvalue, by descending real part", "1"),
}
# Large, so it stays with its network.
LARGE = {"in_summary": False}

_TRAINED = {
    "w0": Variable("post pre", "recurrent weights before training, W0", **LARGE),
    "dw": Variable("post pre", "change of the recurrent weights, ΔW", **LARGE),
    "m": Variable("post", "input matrix M, one column", **LARGE),
    "v": Variable("post", "readout matrix V, one column", **LARGE),
    "time": Variable("step", "time of the trial", "time constants", "float64"),
    "inputs": Variable("step", "input u of the trial"),
    "outputs": Variable("step", "output z of the last trial"),
    "loss": Variable("epoch", LOSS, dtype="float64"),
    "readout": Variable("epoch", "output z at the end of the trial", dtype="float64"),
    "gradient_norm": Variable("epoch", "Frobenius norm of dL/dW", dtype="float64"),
    "learning_rate": Variable("", "eta; learning time is eta times the epoch", dtype="float64"),
    "diverged": DIVERGED,
}
NETWORK = Kind(
    "linear_network",
    _TRAINED
    | {"leading": Variable("epoch value", "leading singular values of ΔW", dtype="float64")},
    COORDS,
    made_by="train_linear",
)
SPECTRUM = Kind(
    "linear_spectrum",
    {
        "sv_dw": Variable("index", "singular values of ΔW", dtype="float64"),
        "u_dw": Variable("post index", "left singular vectors of ΔW", **LARGE),
        "v_dw": Variable("index pre", "right singular vectors of ΔW, as rows", **LARGE),
        "diverged": DIVERGED,
    },
    COORDS,
    made_by="decompose_linear",
)
# With other weights than those that were trained the trial may grow beyond all numbers.
TRUNCATION = Kind(
    "linear_truncation",
    {
        "truncation_loss": Variable("rank", f"{LOSS}, with ΔW truncated", "1", "float64", True),
        "diverged": DIVERGED,
    },
    COORDS,
    made_by="truncate_linear",
)
SHUFFLE = Kind(
    "linear_shuffle",
    {
        "shuffle_loss": Variable("shuffle", f"{LOSS}, with W0 shuffled", "1", "float64", True),
        "diverged": DIVERGED,
    },
    COORDS,
    made_by="shuffle_linear",
)
FLOW = Kind(
    "linear_flow",
    {
        "tau": Variable("point", "learning time", dtype="float64"),
        "readout": Variable("point", "readout z of the gradient flow", dtype="float64"),
        "singular_values": Variable("point value", "singular values of ΔW", dtype="float64"),
    },
    COORDS,
    made_by="integrate_flow",
)

# The supplement: networks whose eigenvalues are followed, not the singular values of ΔW
FOLLOWED = {
    **_TRAINED,
    **{
        f"{which}_{part}": Variable(dims, f"{name} part of {text}", dtype="float64")
        for which, dims, text in (
            ("leading", "followed order", "the eigenvalues of W with the largest real parts"),
            ("fastest", "followed", "the eigenvalue of W with the largest imaginary part"),
        )
        for part, name in (("real", "real"), ("imag", "imaginary"))
    },
    "targets": Variable("step", "target of the output"),
    "mask": Variable("step", "1 where the output is penalised, else 0"),
}
FAILING = Kind("failing_network", FOLLOWED, COORDS, made_by="train_failing")
COSINE = Kind("cosine_network", FOLLOWED, COORDS, made_by="train_cosine")


def _before(long_name: str, **more) -> Variable:
    return Variable("N g seed", long_name, "1", "float64", **more)


# Networks before training, at several N. The trial of a small one may grow beyond all numbers.
START = Kind(
    "linear_start",
    {
        "readout": _before("readout at the fixed point before training, w^T B m"),
        "beta_w": _before("w^T B B^T w of Eq. 12"),
        "beta_m": _before("m^T B^T B m of Eq. 12"),
        "gradient_norm": _before("Frobenius norm of the first dL/dW", may_be_nan=True),
        "off_direction": _before(
            "distance of the first -dL/dW from W1 of Eq. 11, both of norm 1", may_be_nan=True
        ),
        "second": _before(
            "second singular value of the first dL/dW over the first", may_be_nan=True
        ),
    },
    COORDS,
    made_by="measure_start",
)
CHANNELS = Kind(
    "linear_channels",
    {
        "inputs": Variable("channels", "number of inputs, N_in", dtype="int32"),
        "outputs": Variable("channels", "number of outputs, N_out", dtype="int32"),
        "sv_dw": Variable("channels g seed index", "singular values of ΔW", dtype="float64"),
        "loss": Variable(
            "channels g seed epoch", f"{LOSS}, summed over inputs and outputs", dtype="float64"
        ),
        "diverged": replace(DIVERGED, dims="channels g seed"),
    },
    COORDS | {"channels": Coordinate("number of the pair of N_in and N_out", "1")},
    made_by="train_channels",
)
