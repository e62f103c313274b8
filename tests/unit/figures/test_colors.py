"""Colours of one figure can be told apart, also by the colour-blind."""

from itertools import combinations

import numpy as np
import pytest

APART = 20  # distance in CIELAB; two that are seen as just different are 2 apart
# How linear RGB is seen without one kind of cones (Machado, Oliveira and Fernandes 2009)
SEEN = {
    "normal": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
}
TO_XYZ = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
WHITE = [0.9505, 1, 1.089]


def lab(color, seen):
    """Return the coordinates in CIELAB of a colour (#rrggbb), as it is seen."""
    rgb = np.array([int(color[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(SEEN[seen] @ linear, 0, 1) / WHITE
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def shown_together(figures):
    """Return the colours that share a panel, of each figure or of each of its tasks."""
    for name, figure in figures.items():
        parts = figure.get("tasks") or figure.get("targets") or {}
        colors = figure.get("colors", [])
        yield name, list(colors.values() if isinstance(colors, dict) else colors)
        yield name, [part["color"] for part in parts.values() if "color" in part]
        for part in parts.values():
            yield name, part.get("colors", [])


@pytest.mark.parametrize("seen", SEEN)
def test_colors_that_share_a_panel_differ(paper, seen):
    pairs = [
        (name, pair)
        for name, colors in shown_together(paper["figures"])
        for pair in combinations(sorted(set(colors)), 2)
    ]
    assert len({name for name, _ in pairs}) > 8
    for name, (one, other) in pairs:
        distance = np.linalg.norm(lab(one, seen) - lab(other, seen))
        assert distance > APART, (name, one, other, distance)


def test_the_check_finds_brown_and_green():
    apart = {seen: np.linalg.norm(lab("#8a6d00", seen) - lab("#4f7d1a", seen)) for seen in SEEN}
    assert apart["normal"] > APART
    assert max(apart["protanopia"], apart["deuteranopia"]) < APART
