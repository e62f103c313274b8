"""The style that all figures share, and how they are written."""

import logging
from collections.abc import Mapping

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter

from ..files import replacing

STYLE = {
    "font.size": 7,
    "axes.titlesize": 8,
    "axes.labelsize": 7,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.labelsize": 6.5,
    "ytick.labelsize": 6.5,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "legend.fontsize": 6.5,
    "legend.frameon": False,
    "legend.handlelength": 1.4,
    "lines.linewidth": 1.2,
    "lines.markersize": 3,
    "mathtext.fontset": "cm",
    "pdf.fonttype": 42,
    "figure.constrained_layout.use": True,
}
# No date in the files: the same results give the same bytes.
METADATA = {"pdf": {"CreationDate": None, "ModDate": None}, "png": {}}
DPI = 300
# It warns of the age of matplotlib's own fonts.
logging.getLogger("fontTools").setLevel(logging.ERROR)


def new_figure(size: tuple[float, float]) -> Figure:
    """Return an empty figure of that width and height in inches."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=size, layout="constrained")
    figure.get_layout_engine().set(w_pad=0.08, h_pad=0.08)  # room for the panels' letters
    return figure


def label_panel(axes: Axes, letter: str) -> None:
    """Write the panel's letter above its upper left corner."""
    axes.annotate(
        f"({letter})",
        (0, 1),
        xytext=(-26, 4),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=8,
        annotation_clip=False,
    ).set_in_layout(False)


def start_at_zero(axes: Axes) -> None:
    """Let the vertical axis start at 0, and leave room for markers at the top."""
    axes.set_ylim(0, 1.05 * axes.get_ylim()[1])


def log_scale(axes: Axes) -> None:
    """Make the vertical axis logarithmic, with the numbers 1, 3, 10, 30 in full.

    To be called after the drawing: seaborn takes means on the axis's scale.
    """
    axes.set_yscale("log")
    if axes.get_ylim()[0] <= 0:  # nothing is drawn, and the limits are those of a linear axis
        axes.set_ylim(1, 10)
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 3)))
    axes.yaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_minor_formatter(NullFormatter())


def save(figure: Figure, files: Mapping[str, str]) -> None:
    """Write the figure under each name of `files` (pdf, png), whole or not at all."""
    for suffix in ("pdf", "png"):
        with replacing(getattr(files, suffix)) as part, mpl.rc_context(STYLE):
            figure.savefig(part, format=suffix, dpi=DPI, metadata=METADATA[suffix])
