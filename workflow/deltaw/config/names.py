"""Names that the config gives: in the path of a file, Snakemake has to tell them from the rest."""

import re
from collections.abc import Iterator, Mapping

# Snakemake takes a name that ends so for one that a rule makes longer and longer.
_REPEATED = re.compile(r"(.+?)\1{19,}\Z")


def repeated(name: str) -> str:
    """Return what a name repeats at its end 20 times or more; empty if nothing."""
    found = _REPEATED.search(name)
    return found[1] if found else ""


def names(config: Mapping) -> Iterator[tuple[str, str]]:
    """Yield each name that is a part of paths, behind the key that it stands under."""
    places = {
        "networks.tasks": config["networks"]["tasks"],
        "beyond.tasks": config.get("beyond", {}).get("tasks", {}),
        "external": config.get("external", {}),
    }
    for key, entries in places.items():
        yield from ((key, name) for name in entries)
