"""Draw a published run's figures, and check its claims, from the datasets that were published.

python workflow/from_published.py paper

copies docs/paper/data to results/paper_redrawn/summary and makes what these are enough for. No
network is trained: figures that show single networks are named with what they would need.
"""

import subprocess
import sys
from pathlib import Path

from deltaw.run.redraw import allowed, missing, place
from deltaw.run.results import RunError


def main(name: str) -> None:
    """Draw the figures, and say which need more."""
    published, run = Path("docs") / name, f"{name}_redrawn"
    try:
        figures = place(published, run)
    except (OSError, RunError) as error:
        sys.exit(str(error))
    targets, rules = allowed(figures)
    start = [sys.executable, "workflow/start.py", *targets, "--cores", "all"]
    config = ["--configfile", f"{published}/config.yaml", "--config", f"run={run}"]
    done = subprocess.run([*start, *config, "--allowed-rules", *rules], check=False)
    if done.returncode:
        sys.exit(done.returncode)
    for figure in figures.reads:
        if files := missing(figures, figure):
            more = f" and {len(files) - 1} more" if len(files) > 1 else ""
            print(f"not drawn: {figure} needs {files[0]}{more}, which are not published")


if __name__ == "__main__":
    main(*sys.argv[1:])
