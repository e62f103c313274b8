"""The figure of a network that was trained elsewhere shows what its files hold."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from deltaw.external.evaluation import values
from deltaw.external.kinds import EVALUATION, SPECTRA
from deltaw.external.reading import Pair
from deltaw.external.spectrum import describe
from deltaw.figures import external
from deltaw.randomness import generator
from figure_data.reading import smallest, texts

NAMES = ["encoder.weight", "a_name.of_many.parts.which_is_longer.than_a_panel.is.wide.weight"]


@pytest.fixture
def files():
    """Return spectra and evaluation of a network with two matrices of different ranks."""
    rng = np.random.default_rng(0)
    before = dict(zip(NAMES, (rng.standard_normal((5, 9)), np.zeros((4, 3))), strict=True))
    after = {name: w + rng.standard_normal(w.shape) for name, w in before.items()}
    pair = Pair(before, after, NAMES)
    at = {"model": "mine", "matrix": NAMES}
    spectra = SPECTRA.build(describe(pair), at | {"index": np.arange(1, 6)}, {})
    found = values(
        pair,
        lambda weights: np.abs(weights[NAMES[0]]).sum() + np.abs(weights[NAMES[1]]).sum(),
        range(8),
        range(3),
        lambda **names: generator(0, "test", **names),
    )
    at |= {"rank": np.arange(8), "shuffle": np.arange(3)}
    return spectra, EVALUATION.build(found, at, {})


@pytest.fixture
def options(paper):
    return paper["figures"]["external"]


def line(panel, color):
    """Return the points of the one line of a colour that has markers."""
    (found,) = (
        drawn
        for drawn in panel.lines
        if drawn.get_marker() == "o" and to_hex(drawn.get_color()).upper() == color
    )
    return found.get_xydata().T


def test_a_row_shows_each_matrix(files, options):
    spectra, evaluation = files
    figure = external.draw(spectra, [evaluation], options)
    panels = np.reshape(figure.axes, (2, 3))
    for name, row in zip(NAMES, panels, strict=True):
        matrix, value = spectra.sel(matrix=name), evaluation.sel(matrix=name)
        for part in ("w0", "dw", "w"):
            points = line(row[0], options["colors"][part])
            np.testing.assert_array_equal(points, [range(1, 6), matrix[f"sv_{part}"]])
        np.testing.assert_array_equal(line(row[1], "#0072B2")[1], matrix["dw_share"])
        points = line(row[2], "#0072B2")
        np.testing.assert_array_equal(points, [range(8), value["truncation_value"]])
        levels = [drawn.get_ydata()[0] for drawn in row[2].lines if drawn.get_marker() != "o"]
        compared = [*value["shuffle_value"].values, value["initial_value"], value["trained_value"]]
        np.testing.assert_array_equal(sorted(levels), np.sort(compared))
    titles = [row[0].get_title(loc="left") for row in panels]
    assert titles[0] == "encoder.weight, 5 × 9"
    assert titles[1] == f"…{NAMES[1][-49:]}, 4 × 3"


def test_without_an_evaluation_the_spectra_stand_alone(files, options):
    figure = external.draw(files[0], [], options)
    assert len(figure.axes) == 4
    figure.draw_without_rendering()
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.texts] == list(external.MATRICES.values())


def test_all_of_it_lies_in_the_figure_and_is_large_enough(files, options):
    figure = external.draw(files[0], [files[1]], options)
    figure.draw_without_rendering()
    box = figure.get_tightbbox()
    width, height = figure.get_size_inches()
    assert box.x0 >= 0
    assert box.y0 >= 0
    assert box.x1 <= width
    assert box.y1 <= height
    assert min(smallest(text) for text, _ in texts(figure)) >= 6
