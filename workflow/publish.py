"""Copy a run's results, small enough for a repository, to docs/<run>, finished or not.

python workflow/publish.py paper                 # all of it, and an index: docs/paper/README.md
python workflow/publish.py preview --pictures    # pictures and claims, for the README
"""

import argparse
import sys

from deltaw.run.results import Run, ending_in_a_sentence

try:
    from deltaw.run.publish import picture_gallery, publish
except ModuleNotFoundError as error:
    sys.exit(f"{error}: publishing needs what envs/requirements-dev.txt names (make environment)")


def main(name: str, pictures: bool) -> None:
    """Publish the run of that name, or its pictures and claims alone."""
    run = Run(name)
    if not pictures:
        publish(run, run.published)
        print(f"{run.published}/README.md lists what was published")
    elif missing := picture_gallery(run, run.published):
        sys.exit(f"not there yet: {', '.join(map(str, missing))} (make gallery)")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", help="name of the run, as in results/<run>")
    parser.add_argument("--pictures", action="store_true")
    given = parser.parse_args()
    with ending_in_a_sentence():
        main(given.run, given.pictures)
