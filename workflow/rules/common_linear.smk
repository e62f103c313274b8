# Paths, parameters and resources of the linear network. No rules here.

LINEAR = f"{RUN}/linear/zhat{{zhat}}/N{{N}}/g{{g}}/seed{{seed}}"
LINEAR_LABEL = "zhat{zhat}_N{N}_g{g}_seed{seed}"  # in names of logs and benchmarks
LINEAR_SUMMARY = f"{RUN}/summary/linear-N{config['linear']['N']}.nc"


wildcard_constraints:
    zhat=r"\d+(\.\d+)?",


def linear_coordinates(wildcards):
    """Return the coordinates of a linear network."""
    return {
        "zhat": canonical(float(wildcards.zhat)),
        "N": int(wildcards.N),
        "g": canonical(float(wildcards.g)),
        "seed": int(wildcards.seed),
    }


def linear_trial():
    """Return the numbers that every simulation of the linear network depends on."""
    return {name: config["linear"][name] for name in ("dt", "trial")}


def linear_learning_rate(targets, at):
    """Return the learning rate: eta0 of the target times (1 - g^2)^2."""
    eta0 = {target["zhat"]: target["learning_rate"] for target in targets}
    return eta0[at["zhat"]] * (1 - at["g"] ** 2) ** 2


def linear_descent(wildcards):
    """Return epochs and learning rate."""
    targets, at = config["linear"]["targets"], linear_coordinates(wildcards)
    return {
        "epochs": config["linear"]["epochs"],
        "learning_rate": linear_learning_rate(targets, at),
    }


def linear_training_of(wildcards):
    """Return all numbers that the training of a linear network depends on."""
    return canonical(
        {
            "root_seed": config["seed"],
            "singular_values": config["linear"]["singular_values"],
        }
        | linear_trial()
        | linear_descent(wildcards)
    )


def linear_truncation():
    """Return the parameters of the truncation losses."""
    return canonical(linear_trial() | {"max_rank": config["linear"]["max_rank"]})


def linear_shuffle():
    """Return the parameters of the shuffle losses."""
    return canonical(
        linear_trial()
        | {
            "root_seed": config["seed"],
            "shuffles": config["evaluation"]["shuffles"],
        }
    )


def linear_flow_of(wildcards):
    """Return the learning time over which the gradient flow is integrated."""
    points = config["linear"]["flow_points"]
    return canonical(linear_descent(wildcards) | {"points": points})


def linear_paths(name, g_values):
    """Return that file of the linear networks of all targets and seeds at these g."""
    return [
        f"{LINEAR}/{name}".format(
            zhat=coordinate(target["zhat"]),
            N=config["linear"]["N"],
            g=coordinate(g),
            seed=seed,
        )
        for target in config["linear"]["targets"]
        for g in g_values
        for seed in seeds(config["linear"]["seeds"])
    ]


def linear_sweep(name):
    """Return that file of all linear networks."""
    return linear_paths(name, config["linear"]["g"])


def linear_memory(wildcards, attempt):
    """Return the megabytes that a linear network needs: matrices of N x N."""
    return attempt * (500 + int(wildcards.N) ** 2 // 5000)


def linear_minutes(wildcards, attempt):
    """Return the minutes of a training; an epoch of N = 1024 takes 0.1 s."""
    epoch = 0.02 + 0.08 * (int(wildcards.N) / 1000) ** 2
    return minutes(config["linear"]["epochs"] * epoch, attempt)


def linear_analysis_minutes(wildcards, attempt):
    """Return the minutes of a decomposition or evaluation: 3 s at N = 1024."""
    return minutes(3 * (int(wildcards.N) / 1000) ** 3, attempt)


def flow_minutes(wildcards, attempt):
    """Return the minutes of the flow: 20 to 40 s at N = 1024."""
    return minutes(40 * (int(wildcards.N) / 1000) ** 3, attempt)


def flow_memory(wildcards, attempt):
    """Return the megabytes of the flow, which keeps all its points of N x N."""
    kept = config["linear"]["flow_points"] + 40
    return attempt * (800 + kept * int(wildcards.N) ** 2 * 8 // 1000000)
