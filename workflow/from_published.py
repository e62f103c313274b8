"""Draw a published run's figures, and check its claims, from the datasets that were published.

python workflow/from_published.py paper

copies docs/paper/data to results/paper_redrawn/summary and makes what these are enough for. No
network is trained: figures that show single networks are named with what they would need.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from deltaw.run.redraw import RULES, checkable, draw, missing, place
from deltaw.run.results import SNAKEMAKE, Run, ending_in_a_sentence


def check_claims(config: Path, run: str, targets: list[str]) -> subprocess.Popen:
    """Start checking the tables of claims, beside what this process draws.

    By Snakemake itself: start.py would remove what is half written here.
    """
    given = ["--configfile", str(config), "--config", f"run={run}", "--cores", "1"]
    profile = ["--workflow-profile", "workflow/profiles/default", "--quiet", "all"]
    return subprocess.Popen(
        [*SNAKEMAKE, "agreement", *targets, "--allowed-rules", *RULES, *given, *profile]
    )


def main(name: str) -> None:
    """Draw the figures, and say which need more."""
    published, run = Run(name).published, f"{name}_redrawn"
    figures = place(published, run)
    lacking = {figure: missing(figures, figure) for figure in figures.reads}
    checking = None
    if targets := checkable(figures):
        checking = check_claims(published / "config.yaml", run, targets)
    for figure in (figure for figure, files in lacking.items() if not files):
        print(*draw(figures, figure), sep=", ", flush=True)
    if checking and checking.wait() == 0:
        print(*(f"results/{run}/{made}.md" for made in ("agreement", *targets)), sep=", ")
    for figure, files in lacking.items():
        if files:
            more = f" and {len(files) - 1} more" if len(files) > 1 else ""
            print(f"not drawn: {figure} needs {files[0]}{more}, which are not published")
    sys.exit(checking.returncode if checking else 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", help="name of the published run, as in docs/<run>")
    given = parser.parse_args()
    with ending_in_a_sentence():
        main(given.run)
