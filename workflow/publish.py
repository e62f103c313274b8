"""Copy a run's results, small enough for a repository, to docs/<run>, finished or not.

python workflow/publish.py paper                 # all of it, and an index: docs/paper/README.md
python workflow/publish.py preview --pictures    # pictures and claims, for the README
"""

import argparse
import sys
from pathlib import Path

from deltaw.run.results import Run, RunError

try:
    from deltaw.run.publish import picture_gallery, publish
except ModuleNotFoundError as error:
    sys.exit(f"{error}: publishing needs what envs/requirements-dev.txt names (make environment)")


def main() -> None:
    """Publish the run that the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run")
    parser.add_argument("--pictures", action="store_true")
    given = parser.parse_args()
    run, folder = Run(given.run), Path("docs") / given.run
    try:
        if not given.pictures:
            publish(run, folder)
            print(f"{folder}/README.md lists what was published")
        elif missing := picture_gallery(run, folder):
            sys.exit(f"not there yet: {', '.join(map(str, missing))} (make gallery)")
    except (OSError, RunError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
