# The nonlinear networks: train -> dW -> spectrum -> truncation, shuffle -> aggregate.

NETWORK = f"{RUN}/networks/{{task}}/N{{N}}/g{{g}}/seed{{seed}}"
LABEL = "{task}_N{N}_g{g}_seed{seed}"  # of a network in names of logs and benchmarks
TASK_SUMMARY = f"{RUN}/summary/networks_{{task}}_N{{N}}.nc"
NETWORK_THREADS = config["networks"]["threads"]


def experiment(task):
    """Return the settings of one task: its own over those of all networks."""
    common = {k: v for k, v in config["networks"].items() if k != "tasks"}
    return common | config["networks"]["tasks"][task]


def task_module(wildcards):
    """Return the library module of a task."""
    return f"networks.tasks.{experiment(wildcards.task)['task']['kind']}"


def code_with_task(script):
    """Return a function: the digest of a script and of its network's own task."""
    return lambda wildcards: code_of(script, task_module(wildcards))


def training_of(wildcards):
    """Return all numbers that the training of a network depends on."""
    refuse_unfit("check_training", wildcards.task)
    settings = experiment(wildcards.task)
    scale = int(wildcards.N) if settings["optimizer"] == "adam" else 1
    names = ("task", "batch", "dt", "epochs", "optimizer", "trained", "threads")
    return canonical(
        {name: settings[name] for name in names}
        | {
            "root_seed": config["seed"],
            "learning_rate": settings["learning_rate"] / scale,
        }
    )


def evaluation_of(name):
    """Return a function: the numbers that an evaluation on the task's shared trials depends on."""

    def numbers(wildcards):
        refuse_unfit("check_ranks", int(wildcards.N))
        settings = experiment(wildcards.task)
        return canonical(
            {
                "root_seed": config["seed"],
                "task": settings["task"],
                "dt": settings["dt"],
                "trials": config["evaluation"]["trials"],
                name: config["evaluation"][name],
            }
        )

    return numbers


def shown_trial_of(wildcards):
    """Return the task of the trial that Fig. 1 draws."""
    settings = experiment(wildcards.task)
    shown = config["figures"]["fig1"]["tasks"][wildcards.task]["trial"]
    task = settings["task"] | shown
    return canonical({"root_seed": config["seed"], "task": task, "dt": settings["dt"]})


def networks(name, task, n, g, seed):
    """Return that file of the networks of a task at these g and seeds."""
    return expand(
        f"{NETWORK}/{name}", task=task, N=n, g=[coordinate(v) for v in g], seed=seed
    )


def sweep_files(name):
    """Return an input function: that file of all networks of a task at one N.

    g and seeds are the task's own, or at another N than networks.N those of the supplement.
    """

    def files(wildcards):
        task, n = wildcards.task, int(wildcards.N)
        own = n == config["networks"]["N"]
        settings = experiment(task) if own else config["supplement"]["sizes"]
        return networks(name, task, n, settings["g"], seeds(settings["seeds"]))

    return files


# Sizes, from benchmarks of the preview and of N = 1024. The two Snakemakes inside an allocation
# take 260 MB beside the job.


def training_memory(wildcards, attempt):
    """Return the megabytes that training needs: torch, and matrices of N x N."""
    return attempt * (700 + int(wildcards.N) ** 2 // 4000)


def training_minutes(wildcards, attempt):
    """Return the minutes of a training; an epoch of N = 256 takes 0.03 to 0.05 s."""
    epoch = 0.02 + 0.4 * (int(wildcards.N) / 1000) ** 2
    return minutes(experiment(wildcards.task)["epochs"] * epoch, attempt)


def evaluation_minutes(simulations):
    """Return a function: minutes of so many simulations of the evaluation's trials."""

    def computed(wildcards, attempt):
        trials = config["evaluation"]["trials"] / 512
        each = 0.4 * trials * (int(wildcards.N) / 256) ** 2  # seconds
        return minutes(simulations * each, attempt)

    return computed


def spectrum_minutes(wildcards, attempt):
    """Return the minutes that singular and eigenvalues take: 1 s at N = 256."""
    return minutes((int(wildcards.N) / 256) ** 3, attempt)


rule train_network:
    """Train one network (Eq. 2) and keep W0, dW and the history."""
    output:
        network=f"{NETWORK}/network.nc",
    log:
        f"{RUN}/logs/train_network/{LABEL}.log",
    benchmark:
        f"{RUN}/benchmarks/train_network/{LABEL}.tsv"
    group:
        "network"
    conda:
        ENVIRONMENT
    threads: NETWORK_THREADS
    resources:
        mem_mb=training_memory,
        runtime=training_minutes,
    params:
        coordinates=coordinates,
        training=training_of,
        threads=NETWORK_THREADS,
        code=code_with_task("train_network"),
    script:
        "../scripts/train_network.py"


rule decompose:
    """Singular values and eigenvalues of W0, W and dW, and the vectors of dW."""
    input:
        network=f"{NETWORK}/network.nc",
    output:
        spectrum=f"{NETWORK}/spectrum.nc",
    log:
        f"{RUN}/logs/decompose/{LABEL}.log",
    benchmark:
        f"{RUN}/benchmarks/decompose/{LABEL}.tsv"
    group:
        "network"
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=training_memory,
        runtime=spectrum_minutes,
    params:
        coordinates=coordinates,
        code=code_of("decompose"),
    script:
        "../scripts/decompose.py"


rule evaluate_truncation:
    """Loss with dW truncated to each rank (Eq. 4), before and after training."""
    input:
        network=f"{NETWORK}/network.nc",
        spectrum=f"{NETWORK}/spectrum.nc",
    output:
        truncation=f"{NETWORK}/truncation.nc",
    log:
        f"{RUN}/logs/evaluate_truncation/{LABEL}.log",
    benchmark:
        f"{RUN}/benchmarks/evaluate_truncation/{LABEL}.tsv"
    group:
        "network"
    conda:
        ENVIRONMENT
    threads: NETWORK_THREADS
    resources:
        mem_mb=training_memory,
        runtime=evaluation_minutes(config["evaluation"]["max_rank"]),
    params:
        coordinates=coordinates,
        evaluation=evaluation_of("max_rank"),
        threads=NETWORK_THREADS,
        code=code_with_task("evaluate_truncation"),
    script:
        "../scripts/evaluate_truncation.py"


rule evaluate_shuffle:
    """Loss with W0 shuffled (Fig. 2c)."""
    input:
        network=f"{NETWORK}/network.nc",
    output:
        shuffle=f"{NETWORK}/shuffle.nc",
    log:
        f"{RUN}/logs/evaluate_shuffle/{LABEL}.log",
    benchmark:
        f"{RUN}/benchmarks/evaluate_shuffle/{LABEL}.tsv"
    group:
        "network"
    conda:
        ENVIRONMENT
    threads: NETWORK_THREADS
    resources:
        mem_mb=training_memory,
        runtime=evaluation_minutes(config["evaluation"]["shuffles"]),
    params:
        coordinates=coordinates,
        evaluation=evaluation_of("shuffles"),
        threads=NETWORK_THREADS,
        code=code_with_task("evaluate_shuffle"),
    script:
        "../scripts/evaluate_shuffle.py"


rule simulate_trial:
    """One trial of a trained network, as Fig. 1a-c draws it."""
    input:
        network=f"{NETWORK}/network.nc",
    output:
        trial=f"{NETWORK}/trial.nc",
    log:
        f"{RUN}/logs/simulate_trial/{LABEL}.log",
    benchmark:
        f"{RUN}/benchmarks/simulate_trial/{LABEL}.tsv"
    group:
        "network"
    conda:
        ENVIRONMENT
    threads: NETWORK_THREADS
    resources:
        mem_mb=training_memory,
        runtime=evaluation_minutes(1),
    params:
        coordinates=coordinates,
        trial=shown_trial_of,
        threads=NETWORK_THREADS,
        code=code_with_task("simulate_trial"),
    script:
        "../scripts/simulate_trial.py"


rule aggregate_task:
    """All networks of a task in one dataset over g and seed."""
    input:
        networks=sweep_files("network.nc"),
        spectra=sweep_files("spectrum.nc"),
        truncations=sweep_files("truncation.nc"),
        shuffles=sweep_files("shuffle.nc"),
    output:
        summary=TASK_SUMMARY,
    log:
        f"{RUN}/logs/aggregate_task/{{task}}_N{{N}}.log",
    benchmark:
        f"{RUN}/benchmarks/aggregate_task/{{task}}_N{{N}}.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        summary={name: config["evaluation"][name] for name in ("threshold", "floor")},
        code=code_with_task("aggregate_task"),
    script:
        "../scripts/aggregate_task.py"


for task in config["networks"]["tasks"]:

    rule:
        name:
            f"sweep_{task}"
        input:
            TASK_SUMMARY.format(task=task, N=config["networks"]["N"]),
        localrule: True
