"""The files of a nonlinear network."""

from ..datasets import DIVERGED, LOSS, Coordinate, Kind, Variable

COORDS = {
    "task": Coordinate("name of the task in the config"),
    "N": Coordinate("number of neurons", "1"),
    "g": Coordinate("strength of the initial connectivity W0", "1"),
    "seed": Coordinate("number of the independent network", "1"),
    "epoch": Coordinate("updates before the loss was taken", "1"),
    "index": Coordinate("number of the singular or eigenvalue, in descending order", "1"),
    "part": Coordinate("part of a complex number"),
    "rank": Coordinate("rank of the truncated ΔW", "1"),
    "shuffle": Coordinate("number of the permutation", "1"),
    "followed": Coordinate("updates before the followed numbers were taken", "1"),
    "order": Coordinate("number of the followed singular or eigenvalue, falling", "1"),
}
# Large, so it stays with its network.
LARGE = {"in_summary": False}
# With networks.follow
FOLLOWED = {"dtype": "float64", "optional": True}

NETWORK = Kind(
    "network",
    {
        "w0": Variable("post pre", "recurrent weights before training, W0", **LARGE),
        "dw": Variable("post pre", "change of the recurrent weights, ΔW", **LARGE),
        "m0": Variable("post input", "input matrix before training", **LARGE),
        "m": Variable("post input", "input matrix after training, M", **LARGE),
        "v0": Variable("post output", "readout matrix before training", **LARGE),
        "v": Variable("post output", "readout matrix after training, V", **LARGE),
        "loss": Variable("epoch", f"{LOSS}, of the epoch's batch", dtype="float64"),
        "gradient_norm": Variable("epoch", "Frobenius norm of dL/dW", dtype="float64"),
        "followed_sv": Variable("followed order", "largest singular values of ΔW", **FOLLOWED),
        "followed_norm": Variable("followed", "Frobenius norm of ΔW", **FOLLOWED),
        "followed_cosine": Variable(
            "followed",
            "cosine of ΔW and W0, as vectors of their entries",
            may_be_nan=True,  # where one of them is 0
            **FOLLOWED,
        ),
        "followed_eig": Variable(
            "followed order part", "eigenvalues of W with the largest moduli", **FOLLOWED
        ),
        "diverged": DIVERGED,
    },
    COORDS,
    made_by="train_network",
)
SPECTRUM = Kind(
    "spectrum",
    {
        "sv_w0": Variable("index", "singular values of W0", dtype="float64"),
        "sv_dw": Variable("index", "singular values of ΔW", dtype="float64"),
        "sv_w": Variable("index", "singular values of W", dtype="float64"),
        "u_dw": Variable("post index", "left singular vectors of ΔW", **LARGE),
        "v_dw": Variable("index pre", "right singular vectors of ΔW, as rows", **LARGE),
        "eig_w0": Variable("index part", "eigenvalues of W0", dtype="float64", **LARGE),
        "eig_dw": Variable("index part", "eigenvalues of ΔW", dtype="float64", **LARGE),
        "eig_w": Variable("index part", "eigenvalues of W", dtype="float64", **LARGE),
        "diverged": DIVERGED,
    },
    COORDS,
    made_by="decompose",
)
TRUNCATION = Kind(
    "truncation",
    {
        "truncation_loss": Variable("rank", f"{LOSS}, with ΔW truncated", dtype="float64"),
        "initial_loss": Variable("", f"{LOSS}, before training", dtype="float64"),
        "trained_loss": Variable("", f"{LOSS}, after training", dtype="float64"),
        "diverged": DIVERGED,
    },
    COORDS,
    made_by="evaluate_truncation",
)
SHUFFLE = Kind(
    "shuffle",
    {
        "shuffle_loss": Variable("shuffle", f"{LOSS}, with W0 shuffled", dtype="float64"),
        "diverged": DIVERGED,
    },
    COORDS,
    made_by="evaluate_shuffle",
)
TRIAL = Kind(
    "trial",
    {
        "inputs": Variable("step input", "inputs u"),
        "outputs": Variable("step output", "outputs z"),
        "targets": Variable("step output", "targets of the outputs"),
        "mask": Variable("step output", "1 where the output is penalised"),
        "phases": Variable(
            "boundary", "boundaries of the trial's phases", "time constants", "float64"
        ),
        "time": Variable("step", "time at the end of the step", "time constants", "float64"),
        "diverged": DIVERGED,
    },
    COORDS
    | {
        "panel": Coordinate("label of the panel that shows the input"),
        "symbol": Coordinate("symbol of the input"),
    },
    made_by="simulate_trial",
)
# What is measured of the dynamics; activity without bounds can grow beyond all numbers.
DYNAMICS = Kind(
    "dynamics",
    {
        "lyapunov_w0": Variable(
            "",
            "largest Lyapunov exponent of the activity without input, before training",
            "per time constant",
            "float64",
            True,
        ),
        "lyapunov_w": Variable(
            "",
            "largest Lyapunov exponent of the activity without input, after training",
            "per time constant",
            "float64",
            True,
        ),
        "linearised_loss": Variable(
            "", f"{LOSS}, of the outputs to first order in ΔW, ΔM and ΔV", "1", "float64", True
        ),
        "alone_output": Variable(
            "",
            "root mean square of the penalised outputs with ΔW alone, over that with W0 + ΔW",
            "1",
            "float64",
            True,
        ),
        "diverged": DIVERGED,
    },
    COORDS,
    made_by="measure_dynamics",
)
