"""The look that all figures share, and how they are written."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, product, repeat
from string import ascii_lowercase

import numpy as np
import xarray as xr
from matplotlib import _mathtext, style
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, NullFormatter

from ..files import replacing

# Points. At print size nothing is smaller than 6, indices and exponents included.
SMALLEST, WITH_INDICES = 6, 7
STYLE = {
    "font.family": "DejaVu Sans",  # matplotlib brings it along, and symbols of the same design
    "mathtext.fontset": "dejavusans",
    "font.size": WITH_INDICES,  # and so of labels, ticks and legends
    "figure.titlesize": WITH_INDICES,
    "axes.titlesize": 8,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "legend.frameon": False,
    "legend.handlelength": 1.4,
    "lines.linewidth": 1.2,
    "lines.markersize": 3,
    "pdf.fonttype": 42,
}
GREY, LIGHT = "0.35", "0.8"  # lines that belong to no task, and lines to read others by
MARKERS = "os^Dvp"
# No date in the files: the same results give the same bytes.
METADATA = {"pdf": {"CreationDate": None, "ModDate": None}, "png": {}}
DPI = 300
# It warns of the age of matplotlib's own fonts.
logging.getLogger("fontTools").setLevel(logging.ERROR)


@contextmanager
def _style() -> Iterator[None]:
    """Draw in this style, and not in one of the user's (a matplotlibrc)."""
    shrink = _mathtext.SHRINK_FACTOR  # 0.7, and no setting of matplotlib's
    _mathtext.SHRINK_FACTOR = SMALLEST / WITH_INDICES
    try:
        with style.context(STYLE, after_reset=True):
            yield
    finally:
        _mathtext.SHRINK_FACTOR = shrink


styled = _style()  # lets a function draw in this style


def new_figure(size: Sequence[float], columns: int = 1) -> Figure:
    """Return an empty figure of so many columns, each of that width and height in inches."""
    width, height = size
    return Figure(figsize=(columns * width, height), layout="constrained")


def letter(panels: Iterable[Axes]) -> None:
    """Write (a), (b), ... above the left ends of panels."""
    twice = map("".join, product(ascii_lowercase, repeat=2))
    for name, panel in zip(chain(ascii_lowercase, twice), panels, strict=False):
        panel.set_title(f"({name})", loc="left")


def count_failures(panel: Axes, networks: xr.Dataset) -> None:
    """Write above the panel how many of the networks diverged or did not converge, if any."""
    lost = networks["diverged"] > 0
    counts = {"diverged": lost}
    if "convergence_epoch" in networks:
        counts = {"not converged": networks["convergence_epoch"].isnull() & ~lost} | counts
    found = [f"{int(those.sum())} {how}" for how, those in counts.items() if those.any()]
    if found:
        panel.set_title(", ".join(found), loc="right", fontsize="medium")


def guide(panel: Axes, height: float = 0, **look) -> None:
    """Draw a thin line across the panel, behind what is shown."""
    panel.axhline(height, **{"color": LIGHT, "linewidth": 0.5, "zorder": 0} | look)


def without_exponents(axis: Axis) -> None:
    """Label a logarithmic axis at 1, 3, 10, 30, ...: an exponent would be too small to read."""
    axis.set_major_locator(LogLocator(subs=(1, 3)))
    axis.set_major_formatter("{x:g}")
    axis.set_minor_formatter(NullFormatter())


def line_of(label: str, **look) -> Line2D:
    """Return a legend's entry: a line of that look, grey without a colour of its own."""
    return Line2D([], [], label=label, **{"color": GREY} | look)


def greys(number: int) -> list[str]:
    """Return greys from dark to light, for a legend of panels with colours of their own."""
    return [str(grey) for grey in np.linspace(0.2, 0.7, number).round(2)]


def strengths(
    g_values: Sequence[float], colors: Sequence[str], markers: Iterable[str] = repeat("")
) -> list[Line2D]:
    """Return a legend's entries: one colour for each g."""
    return [
        line_of(f"$g = {g:g}$", color=color, marker=marker)
        for g, color, marker in zip(g_values, colors, markers, strict=False)
    ]


def name_above(figure: Figure, handles: Sequence[Line2D], **look) -> None:
    """Write a legend above all panels, on as few lines as the figure's width allows."""
    for columns in range(len(handles), 0, -1):
        where = {"loc": "outside upper center", "ncols": columns}
        legend = figure.legend(handles=handles, **where, **look)
        if columns == 1 or legend.get_window_extent().width <= figure.bbox.width:
            return
        legend.remove()


@styled
def save(figure: Figure, files: Mapping[str, str]) -> None:
    """Write the figure under each name of `files` (pdf, png), whole or not at all."""
    for suffix in ("pdf", "png"):
        with replacing(getattr(files, suffix)) as part:
            figure.savefig(part, format=suffix, dpi=DPI, metadata=METADATA[suffix])
