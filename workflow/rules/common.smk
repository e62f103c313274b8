# What more than one file of rules uses: the checked config, paths, parameters. No rules here.

import os
import sys
from functools import cache
from pathlib import Path

from snakemake.exceptions import WorkflowError

HERE = Path(workflow.current_basedir.get_path_or_uri(secret_free=True)).parent
# Scripts inherit this path, so the library needs no installation.
sys.path.insert(0, str(HERE))

import numpy as np
import yaml
from deltaw.config import checks
from deltaw.config.checks import seeds
from deltaw.config.schema import ConfigError, canonical, validate
from deltaw.digests import code_digest
from deltaw.files import replacing
from deltaw.run import plan
from deltaw.run.forecast import GRANTED, MARGIN
from deltaw.run.labels import ABOUT, CLAIMS, figure_label
from deltaw.run.lock import hold_shared
from deltaw.run.slurm import ClusterError, check_site

# workflow/start.py holds the lock alone, for the Snakemake that it turns into.
if workflow.is_main_process and "DELTAW_STARTED" not in os.environ:
    RUNNING = hold_shared()

try:
    config = validate(config)
except ConfigError as error:
    raise WorkflowError(f"config: {error}")

RUN = f"results/{config['run']}"
ENVIRONMENT = "../../envs/deltaw.yaml"

DEFAULTS = workflow.resource_settings.default_resources or {}  # of a profile
try:
    check_site(DEFAULTS)
except ClusterError as error:
    raise WorkflowError(str(error))
plan.give_turns(workflow, DEFAULTS)


resource_scopes:
    turns="local",


wildcard_constraints:
    task="[A-Za-z][A-Za-z0-9_-]*",
    N=r"\d+",
    g=r"\d+(\.\d+)?",
    zhat=r"\d+(\.\d+)?",
    seed=r"\d+",


def keep_config():
    """Write the resolved config to the run's folder."""
    with replacing(f"{RUN}/config.yaml") as part:
        part.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")


def announce_plan():
    """Say how much work lies ahead; workflow/snakemake_logger_plugin_deltaw tells the time left."""
    planned = plan.planned_jobs(workflow)
    hours = sum(seconds for _, _, seconds in planned) / 3600
    logger.info(
        f"Jobs to do: {len(planned)}, about {hours:.1f} core hours",
        extra={"planned": planned},
    )


def list_products():
    """Say where the figures and tables are that the targets include."""
    if shown := plan.products(workflow):
        logger.info("\n".join(["Figures and tables of this run:", *shown]))


@cache
def refuse_unfit(check, *of):
    """Stop with one sentence if what a rule needs of the config does not fit together.

    Input and parameter functions call it, so that only what the targets need is checked.
    """
    try:
        getattr(checks, check)(config, *of)
    except ConfigError as error:
        raise SystemExit(f"config: {error}")


def code_of(script, *modules):
    """Return the digest of a script, the library code it uses, and modules it chooses by name."""
    return code_digest(HERE / "scripts" / f"{script}.py", *modules)


def coordinate(number):
    """Return a number as it stands in a path: 0, 0.9, 3."""
    return np.format_float_positional(float(number), trim="-")


def coordinates(wildcards):
    """Return the coordinates that a path names: the task's name, and numbers."""
    return {
        name: value if name == "task" else canonical(float(value))
        for name, value in wildcards.items()
    }


def in_report(path, caption, category, name):
    """Mark a file for the report; its caption is workflow/report/<caption>.rst."""
    caption = f"../report/{caption}.rst"
    return report(path, caption=caption, category=category, labels={"name": name})


def minutes(seconds, attempt):
    """Return the minutes to ask for: thrice what was measured, and two to start.

    A job that failed asks for more (attempt).
    """
    return attempt * (GRANTED + round(MARGIN * seconds / 60))
