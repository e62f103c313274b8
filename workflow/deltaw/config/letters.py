"""Titles: the figures' font has their letters."""

from collections.abc import Iterator, Mapping
from functools import cache

COMMON = 0x250  # the letters before it are Latin, and in the font


@cache
def drawn() -> frozenset[int]:
    """Return the code points that the figures' font has."""
    # Imported here: a title of Latin letters needs no matplotlib.
    from matplotlib.font_manager import findfont, get_font

    from ..figures.style import STYLE

    return frozenset(get_font(findfont(STYLE["font.family"])).get_charmap())


def missing(text: str) -> str:
    """Return the letters of a text that would be drawn as boxes."""
    return "".join(c for c in text if ord(c) >= COMMON and ord(c) not in drawn())


def titles(config: Mapping, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield each title of the config with its key."""
    for name, value in config.items():
        key = f"{place}.{name}" if place else str(name)
        if name == "title" and isinstance(value, str):
            yield key, value
        elif isinstance(value, Mapping):
            yield from titles(value, key)
