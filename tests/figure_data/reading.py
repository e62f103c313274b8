"""What a drawn figure says: its panels by their labels, its words and its curves."""

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.mathtext import MathTextParser
from matplotlib.text import Text

from deltaw.figures import style


def labelled(figure: Figure, label: str) -> list[Axes]:
    """Return the panels with that label of the vertical axis."""
    return [panel for panel in figure.axes if panel.get_ylabel() == label]


def words(figure: Figure) -> list[str]:
    """Return what is written in the panels and at their right, titles and legends apart."""
    return [text.get_text() for panel in figure.axes for text in panel.texts]


def noted(figure: Figure) -> list[str]:
    """Return what stands above the right ends of panels."""
    return [title for panel in figure.axes if (title := panel.get_title(loc="right"))]


def named(figure: Figure) -> list[str]:
    """Return the entries of the legend above all panels."""
    (legend,) = figure.legends
    return [text.get_text() for text in legend.texts]


def curves(panel: Axes, height: Callable) -> list[Line2D]:
    """Return the lines of a panel whose every height is this function of x."""
    found = []
    for line in panel.lines:
        x, y = np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float)
        if len(x) > 2 and np.allclose(y, height(x), rtol=1e-6, atol=1e-30, equal_nan=True):
            found.append(line)
    return found


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


@style.styled
def smallest(text):
    """Return the size in points of a text's smallest letter: indices are smaller than the rest."""
    sizes = [text.get_fontsize()]
    for line in text.get_text().splitlines():
        if "$" in line:
            parsed = MathTextParser("path").parse(line, 72, text.get_fontproperties())
            sizes += [size for _, size, *_ in parsed.glyphs]
    return min(sizes)
