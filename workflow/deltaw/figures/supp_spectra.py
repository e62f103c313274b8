"""Supplement: singular values and eigenvalues of ΔW and W."""

from collections.abc import Mapping, Sequence
from itertools import cycle

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import SubplotSpec
from matplotlib.patches import Circle

from ..networks.kinds import SPECTRUM
from . import style
from .selection import only

READS = {"spectra": SPECTRUM}
MATRICES = {"dw": r"\Delta W", "w": "W"}
MARKED = 10  # of the singular values, so that markers do not merge


@style.styled
def draw(spectra: Sequence[xr.Dataset], options: Mapping) -> Figure:
    """Draw the figure of the spectra.

    At g = 0 the eigenvalues of W are those of ΔW, and are drawn once.

    Parameters
    ----------
    spectra : sequence of xarray.Dataset
        Of each of ``options["tasks"]`` one for each of ``options["g"]``.
    options : mapping
        ``figures.supp_spectra`` of the config.
    """
    tasks, strengths = options["tasks"], options["g"]
    figure = style.new_figure(options["size"], len(tasks))
    heights = [0.85] * len(MATRICES) + [1] * len(strengths)
    grid = figure.add_gridspec(len(heights), len(MATRICES) * len(tasks), height_ratios=heights)
    limit = 1.1 * max(extent(s) for s in spectra)
    columns = []
    for k, (name, task) in enumerate(tasks.items()):
        own = [only(spectra, task=name, g=g) for g in strengths]
        rows = [grid[row, len(MATRICES) * k : len(MATRICES) * (k + 1)] for row in range(grid.nrows)]
        column = [figure.add_subplot(place) for place in rows[: len(MATRICES)]]
        _draw_singular_values(column, own, task["colors"], options["n_singular_values"])
        column[0].set_title(task["title"])
        for place, s, color in zip(rows[len(MATRICES) :], own, task["colors"], strict=True):
            column.append(_draw_eigenvalues(place, s, color, limit))
        columns.append(column)
    labels = [rf"SV(${symbol}$)" for symbol in MATRICES.values()]
    labels += [f"$g = {g:g}$\n" + r"Im $\lambda$" for g in strengths]
    for panel, label in zip(columns[0], labels, strict=True):
        panel.set_ylabel(label)
    style.letter(np.transpose(columns).flat)
    return figure


def extent(spectrum: xr.Dataset) -> float:
    """Return the largest part of an eigenvalue, of the circle, or 1."""
    parts = [abs(spectrum[f"eig_{matrix}"]).max().item() for matrix in MATRICES]
    return float(np.nanmax([1, spectrum["g"].item(), *parts]))


def _draw_singular_values(
    panels: Sequence[Axes], spectra: Sequence[xr.Dataset], colors: Sequence[str], number: int
) -> None:
    """Draw the largest singular values of ΔW, and of W below, one colour for each g."""
    for panel, matrix in zip(panels, MATRICES, strict=True):
        for spectrum, color, marker in zip(spectra, colors, cycle(style.MARKERS)):
            shown = spectrum[f"sv_{matrix}"][:number]
            look = {"marker": marker, "markersize": 2.5, "markevery": max(1, number // MARKED)}
            label = f"$g = {spectrum['g'].item():g}$"
            panel.plot(shown["index"], shown, color=color, linewidth=0.9, label=label, **look)
        panel.set_ylim(bottom=0)
    panels[0].legend(loc="upper right", borderpad=0, labelspacing=0.2)
    panels[0].tick_params(labelbottom=False)
    panels[-1].set_xlabel("Rank")


def _draw_eigenvalues(place: SubplotSpec, spectrum: xr.Dataset, color: str, limit: float) -> Axes:
    """Draw the eigenvalues of ΔW and W, the circle of radius g, and where modes grow.

    Return the first panel.
    """
    g, grid = spectrum["g"].item(), place.get_gridspec()
    shown = MATRICES if g else {"dw": rf"{MATRICES['dw']} = {MATRICES['w']}"}
    (row,), parts = place.rowspan, np.array_split(place.colspan, len(shown))
    panels = [grid.figure.add_subplot(grid[row, part[0] : part[-1] + 1]) for part in parts]
    for panel, (matrix, symbol) in zip(panels, shown.items(), strict=True):
        real, imaginary = spectrum[f"eig_{matrix}"].values.T
        panel.scatter(real, imaginary, s=3, color=color, linewidth=0, zorder=3)
        panel.add_patch(Circle((0, 0), g, fill=False, color=color, linewidth=0.7))
        panel.set_title(f"${symbol}$", fontsize="medium")
        panel.tick_params(labelleft=panel is panels[0])
        _frame(panel, limit, last=row == grid.nrows - 1)
        if spectrum["diverged"]:
            panel.text(0.5, 0.8, "diverged", transform=panel.transAxes, ha="center")
    return panels[0]


def _frame(panel: Axes, limit: float, last: bool) -> None:
    """Set limits, ticks and guides of a part of the complex plane."""
    ticks = [-int(limit), 0, int(limit)]
    panel.set(
        xlim=(-limit, limit), ylim=(-limit, limit), aspect="equal", xticks=ticks, yticks=ticks
    )
    panel.set_xlabel(r"Re $\lambda$" if last else "")
    panel.tick_params(labelbottom=last)
    style.guide(panel)
    panel.axvline(0, color=style.LIGHT, linewidth=0.5, zorder=0)
    panel.axvline(1, color=style.GREY, linewidth=0.6, linestyle="--", zorder=0)
