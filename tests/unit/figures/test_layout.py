"""Every figure can be read: texts lie in it, apart from each other, in one font, large enough."""

from importlib import import_module
from itertools import combinations

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text

import figure_data
from deltaw.figures import style

SMALLEST = 6  # points


def drawn(name, paper, shape):
    """Return a figure of made-up data, laid out."""
    config = figure_data.config_of(paper, shape)
    module = import_module(f"deltaw.figures.{name}")
    data = figure_data.data_of(name, config, shape)
    figure = module.draw(**data, options=figure_data.options_of(name, config))
    style.styled(figure.draw_without_rendering)()
    return figure


@pytest.fixture(scope="module", params=figure_data.MAKERS)
def name(request):
    return request.param


@pytest.fixture(params=figure_data.SHAPES)
def figure(request, name, paper):
    return drawn(name, paper, figure_data.SHAPES[request.param])


@style.styled
def texts(figure):
    """Return the texts that are drawn, each with its box in points: left, bottom, right, top."""
    hidden = {label for axes in figure.findobj(Axes) for label in beyond_limits(axes)}
    shown = [text for text in figure.findobj(Text) if text.get_visible() and text not in hidden]
    boxes = [(text, text.get_window_extent()) for text in shown if text.get_text().strip()]
    return [(text, 72 / figure.dpi * np.array(box.extents)) for text, box in boxes]


def beyond_limits(axes):
    """Return the labels of ticks that are not drawn, as they lie outside the axis."""
    for axis in (axes.xaxis, axes.yaxis):
        drawn = axis._update_ticks()
        for tick in {*axis.majorTicks, *axis.minorTicks} - {*drawn}:
            yield from (tick.label1, tick.label2)


def test_texts_lie_in_the_figure(figure):
    width, height = 72 * figure.get_size_inches()
    for text, (x0, y0, x1, y1) in texts(figure):
        inside = x0 >= 0 and y0 >= 0 and x1 <= width and y1 <= height
        assert inside, (text.get_text(), x0, y0, x1, y1, width, height)


def test_no_text_lies_over_another(figure):
    for (one, a), (other, b) in combinations(texts(figure), 2):
        width = min(a[2], b[2]) - max(a[0], b[0])
        height = min(a[3], b[3]) - max(a[1], b[1])
        assert width < 0.5 or height < 0.5, (one.get_text(), other.get_text(), width, height)
