# The linear network: train -> dW -> spectrum -> truncation, shuffle -> aggregate; and the
# supplement's two experiments with it, whose eigenvalues are followed: train -> aggregate.

LINEAR = f"{RUN}/linear/zhat{{zhat}}/N{{N}}/g{{g}}/seed{{seed}}"
FAILING = f"{RUN}/linear_failing/zhat{{zhat}}/N{{N}}/g{{g}}/seed{{seed}}"
COSINE = f"{RUN}/linear_cosine/N{{N}}/g{{g}}/seed{{seed}}"
# In names of logs and benchmarks
LINEAR_LABEL = "zhat{zhat}_N{N}_g{g}_seed{seed}"
COSINE_LABEL = "N{N}_g{g}_seed{seed}"

LINEAR_SUMMARY = f"{RUN}/summary/linear_N{config['linear']['N']}.nc"
FAILING_SUMMARY = (
    f"{RUN}/summary/linear_failing_N{config['supplement']['failing']['N']}.nc"
)
COSINE_SUMMARY = (
    f"{RUN}/summary/linear_cosine_N{config['supplement']['cosine']['N']}.nc"
)
LINEAR_THREADS = config["linear"]["threads"]


def linear_trial():
    """Return the numbers that every simulation of the linear network depends on."""
    return {name: config["linear"][name] for name in ("dt", "trial")}


def linear_learning_rate(targets, wildcards):
    """Return the learning rate: eta0 of the target times (1 - g^2)^2."""
    at = coordinates(wildcards)
    eta0 = {target["zhat"]: target["learning_rate"] for target in targets.values()}
    return eta0[at["zhat"]] * (1 - at["g"] ** 2) ** 2


def linear_descent(wildcards):
    """Return epochs and learning rate."""
    return {
        "epochs": config["linear"]["epochs"],
        "learning_rate": linear_learning_rate(config["linear"]["targets"], wildcards),
    }


def linear_training_of(wildcards):
    """Return all numbers that the training of a linear network depends on."""
    refuse_unfit("check_linear")
    numbers = {
        "root_seed": config["seed"],
        "singular_values": config["linear"]["singular_values"],
    }
    return canonical(numbers | linear_trial() | linear_descent(wildcards))


def linear_flow_of(wildcards):
    """Return the learning time over which the gradient flow is integrated."""
    points = config["linear"]["flow_points"]
    return canonical(linear_descent(wildcards) | {"points": points})


def followed_training(name, learning_rate):
    """Return all numbers that a training of that experiment depends on."""
    refuse_unfit(f"check_{name}")
    settings = config["supplement"][name]
    shared = {key: settings[key] for key in ("dt", "trial", "epochs", "eigenvalues")}
    return canonical(
        shared | {"root_seed": config["seed"], "learning_rate": learning_rate}
    )


def failing_training_of(wildcards):
    """Return all numbers that the training of a network that may fail depends on."""
    targets = config["supplement"]["failing"]["targets"]
    return followed_training("failing", linear_learning_rate(targets, wildcards))


def cosine_training_of(wildcards):
    """Return all numbers that the training of an oscillation depends on."""
    strengths = config["supplement"]["cosine"]["strengths"]
    rates = {entry["g"]: entry["learning_rate"] for entry in strengths}
    return followed_training("cosine", rates[coordinates(wildcards)["g"]])


def linear_networks(pattern, settings, targets=(), g=None):
    """Return the files of all targets, g and seeds of an experiment, or of these g alone."""
    return expand(
        pattern,
        zhat=[coordinate(target["zhat"]) for target in targets],
        N=settings["N"],
        g=[coordinate(v) for v in settings["g"] if g is None or v in g],
        seed=seeds(settings["seeds"]),
    )


def linear_files(name, g=None):
    """Return that file of the linear networks of Fig. 3 and 4, of all g or these."""
    settings = config["linear"]
    targets = settings["targets"].values()
    return linear_networks(f"{LINEAR}/{name}", settings, targets, g)


def failing_networks():
    """Return the files of all networks that may fail to learn."""
    settings = config["supplement"]["failing"]
    targets = settings["targets"].values()
    return linear_networks(f"{FAILING}/network.nc", settings, targets)


def cosine_networks():
    """Return the files of all networks that learn to oscillate."""
    settings = config["supplement"]["cosine"]
    g = [entry["g"] for entry in settings["strengths"]]
    return linear_networks(f"{COSINE}/network.nc", settings | {"g": g})


# Sizes, from benchmarks of N = 256 and 1024


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


def followed_minutes(name):
    """Return a function: minutes of a training; eigenvalues of N = 256 take 0.04 s."""
    settings = config["supplement"][name]

    def computed(wildcards, attempt):
        size = int(wildcards.N) / 256
        each = 0.005 * size**2 + 0.04 * size**3 / settings["eigenvalues"]["every"]
        return minutes(settings["epochs"] * each, attempt)

    return computed


rule train_linear:
    """Train one linear network (Section 3) and keep W0, dW and the history."""
    output:
        network=f"{LINEAR}/network.nc",
    log:
        f"{RUN}/logs/train_linear/{LINEAR_LABEL}.log",
    benchmark:
        f"{RUN}/benchmarks/train_linear/{LINEAR_LABEL}.tsv"
    group:
        "linear"
    conda:
        ENVIRONMENT
    threads: LINEAR_THREADS
    resources:
        mem_mb=linear_memory,
        runtime=linear_minutes,
    params:
        coordinates=coordinates,
        training=linear_training_of,
        threads=LINEAR_THREADS,
        code=code_of("train_linear"),
    script:
        "../scripts/train_linear.py"


rule decompose_linear:
    """Singular values and vectors of dW."""
    input:
        network=f"{LINEAR}/network.nc",
    output:
        spectrum=f"{LINEAR}/spectrum.nc",
    log:
        f"{RUN}/logs/decompose_linear/{LINEAR_LABEL}.log",
    benchmark:
        f"{RUN}/benchmarks/decompose_linear/{LINEAR_LABEL}.tsv"
    group:
        "linear"
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=linear_memory,
        runtime=linear_analysis_minutes,
    params:
        coordinates=coordinates,
        code=code_of("decompose_linear"),
    script:
        "../scripts/decompose_linear.py"


rule truncate_linear:
    """Loss with dW truncated to each rank (Eq. 4)."""
    input:
        network=f"{LINEAR}/network.nc",
        spectrum=f"{LINEAR}/spectrum.nc",
    output:
        truncation=f"{LINEAR}/truncation.nc",
    log:
        f"{RUN}/logs/truncate_linear/{LINEAR_LABEL}.log",
    benchmark:
        f"{RUN}/benchmarks/truncate_linear/{LINEAR_LABEL}.tsv"
    group:
        "linear"
    conda:
        ENVIRONMENT
    threads: LINEAR_THREADS
    resources:
        mem_mb=linear_memory,
        runtime=linear_analysis_minutes,
    params:
        coordinates=coordinates,
        evaluation=canonical(
            linear_trial() | {"max_rank": config["linear"]["max_rank"]}
        ),
        threads=LINEAR_THREADS,
        code=code_of("truncate_linear"),
    script:
        "../scripts/truncate_linear.py"


rule shuffle_linear:
    """Loss with W0 shuffled (Fig. 4d)."""
    input:
        network=f"{LINEAR}/network.nc",
    output:
        shuffle=f"{LINEAR}/shuffle.nc",
    log:
        f"{RUN}/logs/shuffle_linear/{LINEAR_LABEL}.log",
    benchmark:
        f"{RUN}/benchmarks/shuffle_linear/{LINEAR_LABEL}.tsv"
    group:
        "linear"
    conda:
        ENVIRONMENT
    threads: LINEAR_THREADS
    resources:
        mem_mb=linear_memory,
        runtime=linear_analysis_minutes,
    params:
        coordinates=coordinates,
        evaluation=canonical(
            linear_trial()
            | {
                "root_seed": config["seed"],
                "shuffles": config["evaluation"]["shuffles"],
            }
        ),
        threads=LINEAR_THREADS,
        code=code_of("shuffle_linear"),
    script:
        "../scripts/shuffle_linear.py"


rule integrate_flow:
    """Gradient flow of Eq. 6 at finite N, from the weights that a network started with."""
    input:
        network=f"{LINEAR}/network.nc",
    output:
        flow=f"{LINEAR}/flow.nc",
    log:
        f"{RUN}/logs/integrate_flow/{LINEAR_LABEL}.log",
    benchmark:
        f"{RUN}/benchmarks/integrate_flow/{LINEAR_LABEL}.tsv"
    group:
        "linear"
    conda:
        ENVIRONMENT
    threads: LINEAR_THREADS
    resources:
        mem_mb=flow_memory,
        runtime=flow_minutes,
    params:
        coordinates=coordinates,
        flow=linear_flow_of,
        threads=LINEAR_THREADS,
        code=code_of("integrate_flow"),
    script:
        "../scripts/integrate_flow.py"


rule aggregate_linear:
    """All linear networks in one dataset over zhat, g and seed."""
    input:
        networks=linear_files("network.nc"),
        spectra=linear_files("spectrum.nc"),
        truncations=linear_files("truncation.nc"),
        shuffles=linear_files("shuffle.nc"),
    output:
        summary=LINEAR_SUMMARY,
    log:
        f"{RUN}/logs/aggregate_linear.log",
    benchmark:
        f"{RUN}/benchmarks/aggregate_linear.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        summary={"threshold": config["evaluation"]["threshold"]},
        code=code_of("aggregate_linear"),
    script:
        "../scripts/aggregate_linear.py"


rule train_failing:
    """Train a linear network whose connectivity gets an eigenvalue near 1."""
    output:
        network=f"{FAILING}/network.nc",
    log:
        f"{RUN}/logs/train_failing/{LINEAR_LABEL}.log",
    benchmark:
        f"{RUN}/benchmarks/train_failing/{LINEAR_LABEL}.tsv"
    group:
        "linear"
    conda:
        ENVIRONMENT
    threads: config["supplement"]["failing"]["threads"]
    resources:
        mem_mb=linear_memory,
        runtime=followed_minutes("failing"),
    params:
        coordinates=coordinates,
        training=failing_training_of,
        threads=config["supplement"]["failing"]["threads"],
        code=code_of("train_failing"),
    script:
        "../scripts/train_failing.py"


rule train_cosine:
    """Train a linear network to oscillate without input."""
    output:
        network=f"{COSINE}/network.nc",
    log:
        f"{RUN}/logs/train_cosine/{COSINE_LABEL}.log",
    benchmark:
        f"{RUN}/benchmarks/train_cosine/{COSINE_LABEL}.tsv"
    group:
        "linear"
    conda:
        ENVIRONMENT
    threads: config["supplement"]["cosine"]["threads"]
    resources:
        mem_mb=linear_memory,
        runtime=followed_minutes("cosine"),
    params:
        coordinates=coordinates,
        training=cosine_training_of,
        threads=config["supplement"]["cosine"]["threads"],
        code=code_of("train_cosine"),
    script:
        "../scripts/train_cosine.py"


rule aggregate_failing:
    """All networks that may fail to learn in one dataset over zhat, g and seed."""
    input:
        networks=failing_networks(),
    output:
        summary=FAILING_SUMMARY,
    log:
        f"{RUN}/logs/aggregate_failing.log",
    benchmark:
        f"{RUN}/benchmarks/aggregate_failing.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        experiment="failing",
        code=code_of("aggregate_followed"),
    script:
        "../scripts/aggregate_followed.py"


rule aggregate_cosine:
    """All networks that learn to oscillate in one dataset over g and seed."""
    input:
        networks=cosine_networks(),
    output:
        summary=COSINE_SUMMARY,
    log:
        f"{RUN}/logs/aggregate_cosine.log",
    benchmark:
        f"{RUN}/benchmarks/aggregate_cosine.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        experiment="cosine",
        code=code_of("aggregate_followed"),
    script:
        "../scripts/aggregate_followed.py"
