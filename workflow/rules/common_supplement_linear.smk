# Paths, parameters and resources of the supplement's linear networks. No rules here.

FAILING = f"{RUN}/linear_failing/zhat{{zhat}}/N{{N}}/g{{g}}/seed{{seed}}"
FAILING_SUMMARY = (
    f"{RUN}/summary/linear_failing-N{config['supplement']['failing']['N']}.nc"
)
COSINE = f"{RUN}/linear_cosine/N{{N}}/g{{g}}/seed{{seed}}"
COSINE_LABEL = "N{N}_g{g}_seed{seed}"  # in names of logs and benchmarks
COSINE_SUMMARY = (
    f"{RUN}/summary/linear_cosine-N{config['supplement']['cosine']['N']}.nc"
)


def cosine_coordinates(wildcards):
    """Return the coordinates of a network that learns to oscillate."""
    return {
        "N": int(wildcards.N),
        "g": canonical(float(wildcards.g)),
        "seed": int(wildcards.seed),
    }


def followed_training(name, learning_rate):
    """Return all numbers that a training of that experiment depends on."""
    settings = config["supplement"][name]
    shared = {key: settings[key] for key in ("dt", "trial", "epochs", "eigenvalues")}
    return canonical(
        shared | {"root_seed": config["seed"], "learning_rate": learning_rate}
    )


def failing_training_of(wildcards):
    """Return all numbers that the training of a network that may fail depends on."""
    targets = config["supplement"]["failing"]["targets"]
    rate = linear_learning_rate(targets, linear_coordinates(wildcards))
    return followed_training("failing", rate)


def cosine_training_of(wildcards):
    """Return all numbers that the training of an oscillation depends on."""
    rates = {
        entry["g"]: entry["learning_rate"]
        for entry in config["supplement"]["cosine"]["strengths"]
    }
    return followed_training("cosine", rates[cosine_coordinates(wildcards)["g"]])


def failing_networks():
    """Return the files of all networks that may fail to learn."""
    settings = config["supplement"]["failing"]
    return [
        f"{FAILING}/network.nc".format(
            zhat=coordinate(target["zhat"]), N=settings["N"], g=coordinate(g), seed=seed
        )
        for target in settings["targets"]
        for g in settings["g"]
        for seed in seeds(settings["seeds"])
    ]


def cosine_networks():
    """Return the files of all networks that learn to oscillate."""
    settings = config["supplement"]["cosine"]
    return [
        f"{COSINE}/network.nc".format(
            N=settings["N"], g=coordinate(entry["g"]), seed=seed
        )
        for entry in settings["strengths"]
        for seed in seeds(settings["seeds"])
    ]


def followed_minutes(name):
    """Return a function: minutes of a training; eigenvalues of N = 256 take 0.04 s."""
    settings = config["supplement"][name]

    def asked(wildcards, attempt):
        size = int(wildcards.N) / 256
        each = 0.005 * size**2 + 0.04 * size**3 / settings["eigenvalues"]["every"]
        return minutes(settings["epochs"] * each, attempt)

    return asked


def log_singular_values_figure():
    """Return what the figure shows: the g, targets and colours of Fig. 3."""
    return canonical(
        config["figures"]["fig3"] | config["figures"]["supp_log_singular_values"]
    )


def cosine_figure():
    """Return what the figure of the oscillation shows, and the trial it explains."""
    settings = config["supplement"]["cosine"]
    trial = {name: settings[name] for name in ("dt", "trial")}
    return canonical(config["figures"]["supp_cosine"] | trial)
