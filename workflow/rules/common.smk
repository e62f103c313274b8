# What more than one file of rules uses: the checked config, paths, parameters. No rules here.

import os
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError

HERE = Path(workflow.current_basedir.get_path_or_uri(secret_free=True)).parent
# Scripts inherit this path, so the library needs no installation.
sys.path.insert(0, str(HERE))

import yaml
from deltaw.config.beyond import Beyond
from deltaw.config.common import code_of, coordinates, published_numbers
from deltaw.config.external import External
from deltaw.config.figures import Figures
from deltaw.config.files import check_file, in_our_order
from deltaw.config.linear import Linear
from deltaw.config.networks import Networks
from deltaw.config.schema import validate, with_whole_numbers
from deltaw.config.sentiment import Sentiment
from deltaw.files import replacing
from deltaw.run import plan
from deltaw.run.interrupt import Interrupt, leave_to_the_parent
from deltaw.run.labels import ABOUT, AGREEMENT, CLAIMS, OWN, figure_label
from deltaw.run.lock import hold_shared
from deltaw.run.scheduling import look_once_in_a_span, make_room_for_priority
from deltaw.run.slurm import ClusterError, check_site
from deltaw.run.surroundings import (
    SurroundingsError,
    check_folder,
    check_no_folder,
    check_rights,
    check_rights_below,
)


def checked(check, *given):
    """Call a check; its error ends the run with its sentence."""
    try:
        check(*given)
    except (ClusterError, SurroundingsError) as error:
        raise WorkflowError(str(error))


# As a module of another workflow it leaves locks, Ctrl-C and config files to that one.
ALONE = workflow.modifier.is_main_snakefile()
# workflow/start.py holds the lock alone, for the Snakemake that it turns into.
if ALONE and workflow.is_main_process and "DELTAW_STARTED" not in os.environ:
    RUNNING = hold_shared()

if ALONE and workflow.is_main_process:
    INTERRUPT = Interrupt(logger)
    for file in workflow.configfiles:
        check_file(file)
elif ALONE:
    leave_to_the_parent()
# null, too, which takes entries out of config.yaml
MERGED = in_our_order(with_whole_numbers(config))
config = validate(MERGED)
RUN = f"results/{config['run']}"
networks, linear = Networks(config, RUN), Linear(config, RUN)
sentiment, external = Sentiment(config, RUN), External(config, RUN)
beyond = Beyond(networks)
figures = Figures(config, networks, linear, sentiment)

if ALONE and workflow.is_main_process:
    checked(check_rights, Path(".snakemake"))  # a dry run, too, writes there
    checked(check_folder, Path(RUN))  # Snakemake lists what it holds
if workflow.is_main_process and not any(Path(".snakemake").glob("metadata/*")):
    from deltaw.run.stale import made_otherwise  # xarray takes a while to load

    for path, difference in made_otherwise(networks, linear, sentiment).items():
        raise WorkflowError(
            f"{path} was made with {difference}, and Snakemake's records of it (.snakemake) are"
            f" lost: remove {RUN}, or give this run another name (run: in the config)"
        )
ENVIRONMENT = "../../envs/deltaw.yaml"

DEFAULTS = workflow.resource_settings.default_resources or {}  # of a profile
checked(check_site, DEFAULTS)
plan.give_turns(workflow, DEFAULTS)

if ALONE and workflow.is_main_process:
    look_once_in_a_span()
    make_room_for_priority()
if workflow.is_main_process and plan.compares_code(workflow):
    logger.warning(
        "Snakemake runs without this workflow's profile: a comment in a script makes results anew."
        " Add --workflow-profile workflow/profiles/default"
    )


resource_scopes:
    turns="local",


wildcard_constraints:
    task="[A-Za-z][A-Za-z0-9_-]*",
    model="[A-Za-z][A-Za-z0-9_-]*",
    # As the config's numbers stand in paths, so that no network has a second name
    N=r"[1-9][0-9]{0,4}",
    g=r"(0|[1-9][0-9]*)(\.[0-9]*[1-9])?",
    zhat=r"(0|[1-9][0-9]*)(\.[0-9]*[1-9])?",
    seed=r"0|[1-9][0-9]{0,8}|1000000000",


def keep_config():
    """Write the whole config to the run's folder; laid over config.yaml it gives this run again."""
    checked(check_rights_below, Path(RUN))
    checked(check_no_folder, Path(RUN, "config.yaml"))
    with replacing(f"{RUN}/config.yaml") as part:
        part.write_text(yaml.safe_dump(MERGED, sort_keys=False), encoding="utf-8")


def announce_plan():
    """Say how much work lies ahead; workflow/snakemake_logger_plugin_deltaw tells the time left."""
    INTERRUPT.jobs_begin()
    planned = plan.planned_jobs(workflow)
    hours = sum(seconds for _, _, seconds in planned) / 3600
    logger.info(
        f"Jobs to do: {len(planned)}, about {hours:.1f} core hours",
        extra={"planned": planned},
    )


def list_products():
    """Say where the figures and tables are, and how many networks did not learn their task."""
    if shown := plan.products(workflow):
        logger.info("\n".join(["Figures and tables of this run:", *shown]))
    if unsolved := plan.unsolved(workflow):
        logger.info("\n".join(["Networks that did not learn:", *unsolved]))


def in_report(path, caption, category, name):
    """Mark a file for the report; its caption is workflow/report/<caption>.rst."""
    caption = f"../report/{caption}.rst"
    return report(path, caption=caption, category=category, labels={"name": name})


def figure_files(name):
    """Return the files of a figure."""
    return [f"{RUN}/figures/{name}.{suffix}" for suffix in ("pdf", "png")]


def figure_png(name):
    """Return the PNG of a figure, marked for the report."""
    label, category = figure_label(name)
    return in_report(f"{RUN}/figures/{name}.png", name, category, label)
