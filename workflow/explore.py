"""Write the explorer of a run: one page that shows each of its networks of the nonlinear tasks.

python workflow/explore.py paper

writes results/paper/explore.html, which a browser opens without a network; docs/paper/explore.html
where only the published data of that run are here.
"""

import argparse

from deltaw.run.explorer import write_explorer
from deltaw.run.results import Run, ending_in_a_sentence


def main(name: str) -> None:
    """Write the page."""
    run = Run(name)
    folder = run.folder if run.folder.is_dir() else run.published
    page = folder / "explore.html"
    write_explorer(folder, page, name)
    print(f"{page} ({page.stat().st_size / 1e6:.1f} MB)")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", help="name of the run, as in results/<run> or docs/<run>")
    given = parser.parse_args()
    with ending_in_a_sentence():
        main(given.run)
