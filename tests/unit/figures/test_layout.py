"""Every figure can be read: texts lie in it, apart from each other, in one font, large enough."""

from itertools import combinations

import numpy as np
import pytest
import yaml
from matplotlib.axes import Axes
from matplotlib.text import Text

import figure_data
from deltaw.figures import style
from figure_data.reading import smallest, texts

SMALLEST = 6  # points
TOUCH = 0.5  # points by which the boxes of two texts may overlap: they are wider than the letters


@pytest.fixture(
    scope="module",
    params=figure_data.CASES,
    ids=lambda case: f"{case[0]}: {case[1]}",
)
def figure(request, root):
    """Return a figure of a run of some shape, laid out."""
    name, shape = request.param
    paper = yaml.safe_load((root / "config.yaml").read_text(encoding="utf-8"))
    figure = figure_data.draw(name, paper, figure_data.SHAPES[shape])
    style.styled(figure.draw_without_rendering)()
    return figure


def test_texts_lie_in_the_figure(figure):
    width, height = 72 * figure.get_size_inches()
    for text, (left, bottom, right, top) in texts(figure):
        inside = left >= 0 and bottom >= 0 and right <= width and top <= height
        assert inside, (text.get_text(), left, bottom, right, top, width, height)


def test_no_text_lies_over_another(figure):
    for (one, a), (other, b) in combinations(texts(figure), 2):
        width, height = np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])
        assert width < TOUCH or height < TOUCH, (one.get_text(), other.get_text(), width, height)


def test_texts_are_large_enough_and_of_one_font(figure):
    shown = [text for text, _ in texts(figure)]
    assert shown
    for text in shown:
        assert smallest(text) >= SMALLEST, text.get_text()
    fonts = {(text.get_fontname(), text.get_math_fontfamily()) for text in shown}
    assert fonts == {("DejaVu Sans", "dejavusans")}


def test_panels_are_lettered_from_a_on(figure):
    letters = [axes.get_title(loc="left") for axes in figure.findobj(Axes)]
    letters = sorted(letter for letter in letters if letter)
    assert letters == [f"({chr(ord('a') + k)})" for k in range(len(letters))]
    assert letters


@pytest.mark.parametrize("text", ["$L_0$", "a\n$10^{-9}$"])
def test_the_check_finds_small_indices(text):
    assert smallest(Text(text="$L0$", fontsize=6)) == 6
    assert smallest(Text(text=text, fontsize=6)) < 6
