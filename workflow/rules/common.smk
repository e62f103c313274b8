# Paths, parameters and resources that the rules share. No rules here.

import os
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError
from snakemake.io import is_flagged

# Scripts inherit this path, so the library needs no installation.
sys.path.insert(0, str(Path(workflow.basedir) / "workflow"))

import numpy as np
import yaml
from deltaw.cluster import ClusterError, check_site
from deltaw.config import canonical, validate
from deltaw.config_checks import ConfigError, seeds
from deltaw.files import replacing
from deltaw.labels import ABOUT, CLAIMS, figure_label
from deltaw.progress import GRANTED, MARGIN, expected_seconds
from deltaw.provenance import code_digest
from deltaw.running import hold_shared

# workflow/start.py holds the lock alone, for the Snakemake that it turns into.
if workflow.is_main_process and "DELTAW_STARTED" not in os.environ:
    RUNNING = hold_shared()

try:
    config = validate(config)
except ConfigError as error:
    raise WorkflowError(f"config: {error}")

RUN = f"results/{config['run']}"
NETWORK = f"{RUN}/networks/{{task}}/N{{N}}/g{{g}}/seed{{seed}}"
LABEL = "{task}_N{N}_g{g}_seed{seed}"  # of a network in names of logs and benchmarks
ENVIRONMENT = "../../envs/deltaw.yaml"

DEFAULTS = workflow.resource_settings.default_resources or {}  # of a profile
try:
    check_site(DEFAULTS)
except ClusterError as error:
    raise WorkflowError(str(error))

# A job of a profile that gives each job a turn (workflow/profiles/slurm) runs when no other of its
# group does: a submission asks for the CPUs and memory of its largest job, not for their sum.
# Set here, as the Snakemakes inside an allocation are not told the profile's limits.
if "turns" in DEFAULTS:
    workflow.register_resource("turns", 1)


resource_scopes:
    turns="local",


wildcard_constraints:
    task="[A-Za-z][A-Za-z0-9_-]*",
    N=r"\d+",
    g=r"\d+(\.\d+)?",
    seed=r"\d+",


def keep_config():
    """Write the resolved config to the run's folder."""
    with replacing(f"{RUN}/config.yaml") as part:
        part.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")


def expected(job):
    """Return the seconds that a job should take, from what its rule asks for."""
    asked = job.rule.resources.get("runtime")
    computed = asked is not None and asked.is_evaluable()
    return expected_seconds(job.resources.runtime if computed else None)


def announce_plan():
    """Say how much work lies ahead; workflow/snakemake_logger_plugin_deltaw tells the time left."""
    planned = [
        (job.jobid, job.rule.name, expected(job))
        for job in workflow.dag.needrun_jobs()
        if job.output
    ]
    hours = sum(seconds for _, _, seconds in planned) / 3600
    logger.info(
        f"Jobs to do: {len(planned)}, about {hours:.1f} core hours",
        extra={"planned": planned},
    )


def list_products():
    """Say where the figures and tables are that the targets include."""
    shown = [
        ", ".join(job.output)
        for job in workflow.dag.jobs
        if any(is_flagged(file, "report") for file in job.output)
    ]
    if shown:
        logger.info("\n".join(["Figures and tables of this run:", *sorted(shown)]))


def code_of(rule_name):
    """Return the digest of a rule's script and the library code it uses."""
    return code_digest(
        Path(workflow.basedir) / "workflow" / "scripts" / f"{rule_name}.py"
    )


def coordinate(number):
    """Return a number as it stands in a path: 0, 0.9, 3."""
    return np.format_float_positional(float(number), trim="-")


def paths(pattern, task, n, g_values, seed_values):
    """Return the files of a pattern for all g and seeds of a task."""
    return [
        pattern.format(task=task, N=n, g=coordinate(g), seed=seed)
        for g in g_values
        for seed in seed_values
    ]


def experiment(task):
    """Return the settings of one task: its own over those of all networks."""
    common = {k: v for k, v in config["networks"].items() if k != "tasks"}
    return common | config["networks"]["tasks"][task]


def coordinates(wildcards):
    """Return the coordinates of a network."""
    return {
        "task": wildcards.task,
        "N": int(wildcards.N),
        "g": canonical(float(wildcards.g)),
        "seed": int(wildcards.seed),
    }


def training_of(wildcards):
    """Return all numbers that the training of a network depends on."""
    settings = experiment(wildcards.task)
    scale = int(wildcards.N) if settings["optimizer"] == "adam" else 1
    return canonical(
        {
            "root_seed": config["seed"],
            "task": settings["task"],
            "batch": settings["batch"],
            "dt": settings["dt"],
            "epochs": settings["epochs"],
            "optimizer": settings["optimizer"],
            "learning_rate": settings["learning_rate"] / scale,
            "trained": settings["trained"],
            "threads": config["networks"]["threads"],
        }
    )


def evaluation_of(wildcards, *names):
    """Return the numbers that an evaluation on the task's shared trials depends on."""
    settings = experiment(wildcards.task)
    return canonical(
        {
            "root_seed": config["seed"],
            "task": settings["task"],
            "dt": settings["dt"],
            "trials": config["evaluation"]["trials"],
        }
        | {name: config["evaluation"][name] for name in names}
    )


def truncation_of(wildcards):
    """Return the parameters of the truncation losses."""
    return evaluation_of(wildcards, "max_rank")


def shuffle_of(wildcards):
    """Return the parameters of the shuffle losses."""
    return evaluation_of(wildcards, "shuffles")


def shown_trial_of(wildcards):
    """Return the task of the trial that Fig. 1 draws."""
    settings = experiment(wildcards.task)
    shown = config["figures"]["fig1"]["tasks"][wildcards.task]["trial"]
    task = settings["task"] | shown
    return canonical({"root_seed": config["seed"], "task": task, "dt": settings["dt"]})


def sweep(task, n):
    """Return g and seeds of a task's networks: its own, or at another N the supplement's."""
    own = n == config["networks"]["N"]
    settings = experiment(task) if own else config["supplement"]["sizes"]
    return settings["g"], seeds(settings["seeds"])


def sweep_files(name):
    """Return an input function: that file of all networks of a task at one N."""

    def files(wildcards):
        task, n = wildcards.task, int(wildcards.N)
        return paths(f"{NETWORK}/{name}", task, n, *sweep(task, n))

    return files


def summaries(figure, sizes=(config["networks"]["N"],)):
    """Return the aggregated datasets of the tasks that a figure shows, at each N of sizes."""
    return [
        f"{RUN}/summary/{task}_N{n}.nc"
        for task in config["figures"][figure]["tasks"]
        for n in sizes
    ]


def shown_trials():
    """Return the trials that Fig. 1 draws, one a task."""
    shown = config["figures"]["fig1"]
    pattern = f"{NETWORK}/trial.nc"
    n = config["networks"]["N"]
    chosen = [shown["trial"]["g"]], [shown["trial"]["seed"]]
    return [
        path for task in shown["tasks"] for path in paths(pattern, task, n, *chosen)
    ]


def figure_files(name):
    """Return the files of a figure."""
    return [f"{RUN}/figures/{name}.{suffix}" for suffix in ("pdf", "png")]


def in_report(path, caption, category, name):
    """Mark a file for the report; its caption is workflow/report/<caption>.rst."""
    caption = f"../report/{caption}.rst"
    return report(path, caption=caption, category=category, labels={"name": name})


def figure_png(name):
    """Return the PNG of a figure, marked for the report."""
    label, category = figure_label(name)
    return in_report(f"{RUN}/figures/{name}.png", name, category, label)


# Sizes, from benchmarks of the preview and of N = 1024. The two Snakemakes inside an allocation
# take 260 MB beside the job. A job that failed asks for more (attempt).


def training_memory(wildcards, attempt):
    """Return the megabytes that training needs: torch, and matrices of N x N."""
    return attempt * (700 + int(wildcards.N) ** 2 // 4000)


def minutes(seconds, attempt):
    """Return the minutes to ask for: thrice what was measured, and two to start."""
    return attempt * (GRANTED + round(MARGIN * seconds / 60))


def training_minutes(wildcards, attempt):
    """Return the minutes of a training; an epoch of N = 256 takes 0.03 to 0.05 s."""
    epoch = 0.02 + 0.4 * (int(wildcards.N) / 1000) ** 2
    return minutes(experiment(wildcards.task)["epochs"] * epoch, attempt)


def evaluation_minutes(simulations):
    """Return a function: minutes of so many simulations of the evaluation's trials."""

    def asked(wildcards, attempt):
        trials = config["evaluation"]["trials"] / 512
        each = 0.4 * trials * (int(wildcards.N) / 256) ** 2  # seconds
        return minutes(simulations * each, attempt)

    return asked


def spectrum_minutes(wildcards, attempt):
    """Return the minutes that singular and eigenvalues take: 1 s at N = 256."""
    return minutes((int(wildcards.N) / 256) ** 3, attempt)
