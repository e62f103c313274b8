"""Write the explorer of a run: one page that shows each of its networks of the nonlinear tasks.

python workflow/explore.py paper

writes results/paper/explore.html, which a browser opens without a network; docs/paper/explore.html
where only the published data of that run are here.
"""

import argparse
import sys
from pathlib import Path

from deltaw.run.explorer import write_explorer
from deltaw.run.results import Run, RunError


def main(name: str) -> None:
    """Write the page."""
    folder = Run(name).folder
    if not folder.is_dir():
        folder = Path("docs") / name
    page = folder / "explore.html"
    try:
        write_explorer(folder, page, name)
    except (OSError, RunError) as error:
        sys.exit(str(error))
    print(f"{page} ({page.stat().st_size / 1e6:.1f} MB)")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", help="name of the run, as in results/<run> or docs/<run>")
    main(parser.parse_args().run)
