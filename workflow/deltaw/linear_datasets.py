"""The datasets of the linear network; read, built and written like all others."""

from .datasets import DIVERGED, LOSS, SCHEMAS, Variable, build, read, register, summarised, write

__all__ = ["CHAIN", "SCHEMAS", "build", "read", "write"]

LINEAR_NETWORK = {
    "w0": Variable("post pre", "recurrent weights before training, W0"),
    "dw": Variable("post pre", "change of the recurrent weights, ΔW"),
    "m": Variable("post", "input matrix M, one column"),
    "v": Variable("post", "readout matrix V, one column"),
    "time": Variable("step", "time of the trial", "time constants", "float64"),
    "inputs": Variable("step", "input u of the trial"),
    "outputs": Variable("step", "output z of the last trial"),
    "loss": Variable("epoch", LOSS, dtype="float64"),
    "readout": Variable("epoch", "output z at the end of the trial", dtype="float64"),
    "gradient_norm": Variable("epoch", "Frobenius norm of dL/dW", dtype="float64"),
    "leading": Variable("epoch value", "leading singular values of ΔW", dtype="float64"),
    "learning_rate": Variable("", "eta; learning time is eta times the epoch", dtype="float64"),
    "diverged": DIVERGED,
}
LINEAR_SPECTRUM = {
    "sv_dw": Variable("index", "singular values of ΔW", dtype="float64"),
    "u_dw": Variable("post index", "left singular vectors of ΔW"),
    "v_dw": Variable("index pre", "right singular vectors of ΔW, as rows"),
    "diverged": DIVERGED,
}
# With other weights than those that were trained the trial may grow beyond all numbers.
LINEAR_TRUNCATION = {
    "truncation_loss": Variable("rank", f"{LOSS}, with ΔW truncated", "1", "float64", True),
    "diverged": DIVERGED,
}
LINEAR_SHUFFLE = {
    "shuffle_loss": Variable("shuffle", f"{LOSS}, with W0 shuffled", "1", "float64", True),
    "diverged": DIVERGED,
}
LINEAR_FLOW = {
    "tau": Variable("point", "learning time", dtype="float64"),
    "readout": Variable("point", "readout z of the gradient flow", dtype="float64"),
    "singular_values": Variable("point value", "singular values of ΔW", dtype="float64"),
}
# What Eq. 9 to 12 say of one network, from its W0, ΔW, m and w
LINEAR_GEOMETRY = {
    "a": Variable("row column", "A of Eq. 9: ΔW projected on [w m] on both sides", "1", "float64"),
    "outside_span": Variable("", "part of the norm of ΔW outside [w m]", "1", "float64"),
    "overlap": Variable("", "w^T m", "1", "float64"),
    "beta_w": Variable("", "w^T B B^T w of Eq. 12", "1", "float64"),
    "beta_m": Variable("", "m^T B^T B m of Eq. 12", "1", "float64"),
}
LINEAR_SUMMARY = {
    **summarised(
        "zhat g seed",
        LINEAR_NETWORK,
        LINEAR_SPECTRUM,
        LINEAR_TRUNCATION,
        LINEAR_SHUFFLE,
        LINEAR_GEOMETRY,
        leave=("w0", "dw", "m", "v", "u_dw", "v_dw"),
    ),
    **{
        name: Variable("zhat g seed", long_name, "1", "float64", True)
        for name, long_name in {
            "convergence_time": "learning time at which the loss first is below the threshold",
            "mean_gradient_norm": "gradient norm, mean over epochs up to the convergence time",
            "dw_norm": "Frobenius norm of ΔW",
            "relative_shuffle_loss": "loss with W0 shuffled, mean over shuffles, over zhat^2 / 2",
            "functional_rank": "lowest rank with a loss below the threshold",
        }.items()
    },
}

# The supplement: networks whose eigenvalues are followed, not the singular values of ΔW
EIGENVALUES = {
    f"{which}_{part}": Variable(dims, f"{name} part of {text}", dtype="float64")
    for which, dims, text in (
        ("leading", "followed order", "the eigenvalues of W with the largest real parts"),
        ("fastest", "followed", "the eigenvalue of W with the largest imaginary part"),
    )
    for part, name in (("real", "real"), ("imag", "imaginary"))
}
FOLLOWED_NETWORK = {
    **{name: v for name, v in LINEAR_NETWORK.items() if name != "leading"},
    **EIGENVALUES,
    "targets": Variable("step", "target of the output"),
    "mask": Variable("step", "1 where the output is penalised, else 0"),
}
_WEIGHTS = ("w0", "dw", "m", "v")
FAILING_SUMMARY = summarised("zhat g seed", FOLLOWED_NETWORK, leave=_WEIGHTS)
COSINE_SUMMARY = summarised("g seed", FOLLOWED_NETWORK, leave=_WEIGHTS)

CHAIN = ("linear_network", "linear_spectrum", "linear_truncation", "linear_shuffle")
register("linear_network", LINEAR_NETWORK, made_by="train_linear")
register("linear_spectrum", LINEAR_SPECTRUM, made_by="decompose_linear")
register("linear_truncation", LINEAR_TRUNCATION, made_by="truncate_linear")
register("linear_shuffle", LINEAR_SHUFFLE, made_by="shuffle_linear")
register("linear_flow", LINEAR_FLOW, made_by="integrate_flow")
register("linear_summary", LINEAR_SUMMARY, made_by="aggregate_linear")
register("failing_network", FOLLOWED_NETWORK, made_by="train_failing")
register("failing_summary", FAILING_SUMMARY, made_by="aggregate_failing")
register("cosine_network", FOLLOWED_NETWORK, made_by="train_cosine")
register("cosine_summary", COSINE_SUMMARY, made_by="aggregate_cosine")
