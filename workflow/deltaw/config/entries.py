"""The entries whose networks can be trained: of ``networks.tasks`` and of ``beyond``."""

from collections.abc import Mapping

from .common import coordinate

# What an entry of beyond.tasks says of its networks, if networks.tasks has none of this name
OWN = ("epochs", "task")


def named(base: str, **switch: float) -> str:
    """Return the name of an entry that differs from another by at most one switch.

    Parameters
    ----------
    base : str
        The other's name.
    **switch : float
        ``readout_scale`` or ``w0_rank``, and how it stands.
    """
    parts = [f"-{name}{coordinate(value)}" for name, value in switch.items()]
    return "".join([base, *parts]).replace(".", "_")


def entries(config: Mapping) -> dict[str, dict]:
    """Return all entries by their names.

    Those of ``beyond`` that differ by a switch draw the same numbers as the one they differ from.
    """
    beyond, found = config["beyond"], dict(config["networks"]["tasks"])
    for name, asked in beyond["tasks"].items():
        if "task" in asked:
            found.setdefault(name, {key: asked[key] for key in OWN if key in asked})
        for switch, values, changed in _switches(beyond):
            for value in values:
                differing = {"draws": name} | changed(value)
                other = named(name, **{switch: value})
                found.setdefault(other, found.get(name, {}) | differing)
    return found


def _switches(beyond: Mapping) -> list[tuple]:
    """Return each switch, its values, and what an entry says then."""
    regimes = beyond["regimes"]
    return [
        ("readout_scale", regimes["readout_scales"], lambda value: {"readout_scale": value}),
        (
            "w0_rank",
            regimes["w0_ranks"],
            lambda value: {"w0": {"kind": "low_rank", "rank": value}},
        ),
    ]
