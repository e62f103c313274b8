"""Start Snakemake, or start it again after it was killed.

Takes Snakemake's own arguments. It looks at the user's surroundings and at the config's files,
makes sure that no other run is alive in this folder, cancels the jobs that a dead one may have left
in SLURM, lifts its lock, removes half-written files, and then runs Snakemake, which makes again
what was incomplete:

    python workflow/start.py all_figures --cores 2
    python workflow/start.py all_figures --workflow-profile workflow/profiles/slurm

A call that only looks (a dry run, --help, --report, ...) changes nothing and waits for nobody. At a
terminal it asks Snakemake for progress bars with the time left, unless a --logger is named; in a
pipe or a file Snakemake's plain text remains.
"""

import importlib.util
import os
import re
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

from deltaw.run.interrupt import supervise
from deltaw.run.lock import hold_alone
from deltaw.run.slurm import ClusterError, end_orphans
from deltaw.run.surroundings import SurroundingsError, look_around, prepare_results

SNAKEMAKE = [sys.executable, "-m", "snakemake"]
PROFILE = Path(__file__).parent / "profiles" / "default"
HALF_WRITTEN = re.compile(r".+\.\d+\.part")  # as deltaw.files.replacing names them
SUBMISSION = 5.0  # seconds that a submission under way may take to show up
# Snakemake's options with which it runs no job
LOOKING = (
    "dryrun",
    "summary",
    "detailed_summary",
    "list_rules",
    "list_target_rules",
    "lint",
    "dag",
    "rulegraph",
    "filegraph",
    "d3dag",
    "report",
    "containerize",
    "print_compilation",
)


def parsed(arguments: list[str]) -> Namespace:
    """Return Snakemake's reading of its arguments; a wrong one ends the program.

    Snakemake explains most of them itself; of some values it would show a traceback.
    """
    from snakemake.cli import get_argument_parser, parse_config
    from snakemake.exceptions import CliException

    try:
        given = get_argument_parser().parse_args(arguments)
    except CliException as error:
        sys.exit(str(error))
    try:
        parse_config(given.config)
    except ValueError as error:
        sys.exit(f"--config {' '.join(given.config)}: {error} Write key=value, such as run=mine.")
    return given


def check_config_files(given: Namespace) -> None:
    """Check the config's files; a wrong one ends the program with its sentence."""
    from deltaw.config.files import check_file

    for path in ("config.yaml", *(given.configfile or ())):
        check_file(path)


def watched(arguments: list[str]) -> list[str]:
    """Return the arguments that show progress bars where someone can see them."""
    if not sys.stderr.isatty() or any(a.startswith("--logger") for a in arguments):
        return []
    if importlib.util.find_spec("snakemake_logger_plugin_rich") is None:
        return []
    return ["--logger", "deltaw"]


def clean_up(arguments: list[str]) -> None:
    """Hold this folder alone, and remove what a dead run has left."""
    try:
        hold_alone()
    except BlockingIOError:
        sys.exit(f"another run is alive in {Path.cwd()}: wait for it, or end it with Ctrl-C there")
    except OSError as error:
        sys.exit(f"results cannot be written or locked ({error}): make room or rights there")
    try:
        prepare_results(Path("results"))
    except SurroundingsError as error:
        sys.exit(str(error))
    os.environ["DELTAW_STARTED"] = "1"
    locked = any(Path(".snakemake/locks").glob("*"))
    try:
        end_orphans(Path.cwd(), SUBMISSION if locked else 0)
    except ClusterError as error:
        sys.exit(f"a dead run's jobs may still run in SLURM ({error})")
    if locked:
        lifted = subprocess.run([*SNAKEMAKE, "--unlock", *arguments], check=False)
        if lifted.returncode:
            sys.exit(lifted.returncode)
    for part in Path("results").rglob("*.part"):
        if HALF_WRITTEN.fullmatch(part.name) and part.is_file():
            part.unlink()


def become_snakemake(arguments: list[str]) -> None:
    """Run Snakemake in this process."""
    from snakemake import cli

    cli.main(arguments)


def main(arguments: list[str]) -> None:
    """Look around, clean up and run Snakemake; never returns."""
    foreign = "PYTHONPATH" in os.environ
    try:
        look_around(Path.cwd())
    except SurroundingsError as error:
        sys.exit(str(error))
    if foreign:  # its packages are on the path of this process already
        os.execv(sys.executable, [sys.executable, __file__, *arguments])
    given = parsed(arguments)
    if given.directory:
        sys.exit("--directory: results lie beside the Snakefile; start the workflow there instead")
    check_config_files(given)
    options = watched(arguments)
    if not any(getattr(given, name, None) for name in LOOKING):
        clean_up(arguments)
        options.append("--rerun-incomplete")
    if not given.workflow_profile:  # the link `profiles` may have been checked out as a text
        options += ["--workflow-profile", str(PROFILE)]
    sys.exit(supervise(lambda: become_snakemake([*options, *arguments])))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("Stopped before anything ran.")
