"""Supplement: singular values and eigenvalues of ΔW and W."""

from collections.abc import Mapping, Sequence
from itertools import cycle

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from matplotlib.patches import Circle

from ..networks.kinds import SPECTRUM
from . import style
from .selection import only

READS = {"spectra": SPECTRUM}
MATRICES = {"dw": r"\Delta W", "w": "W"}


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
    heights = [0.9] * len(MATRICES) + [1] * len(strengths)
    grid = figure.add_gridspec(len(heights), len(MATRICES) * len(tasks), height_ratios=heights)
    limit = 1.1 * max(extent(s) for s in spectra)
    lettered = []
    for k, (name, task) in enumerate(tasks.items()):
        first = len(MATRICES) * k
        own = [only(spectra, task=name, g=g) for g in strengths]
        values = _draw_singular_values(grid, first, own, task["colors"], options)
        values.set_title(task["title"])
        lettered.append([values])
        for row, (s, color) in enumerate(zip(own, task["colors"], strict=True)):
            panels = _draw_eigenvalues(grid, len(MATRICES) + row, first, s, color, limit)
            lettered[-1].append(panels[0])
    for panel, g in zip(lettered[0][1:], strengths, strict=True):
        panel.set_ylabel(f"$g = {g}$\n" + r"Im $\lambda$")
    style.letter(np.transpose(lettered).flat)
    return figure


def extent(spectrum: xr.Dataset) -> float:
    """Return the largest part of an eigenvalue, of the circle, or 1."""
    parts = [abs(spectrum[f"eig_{matrix}"]).max().item() for matrix in MATRICES]
    return float(np.nanmax([1, spectrum["g"].item(), *parts]))


def _draw_singular_values(
    grid: GridSpec, column: int, spectra: Sequence[xr.Dataset], colors: Sequence[str], options
) -> Axes:
    """Draw the largest singular values of ΔW and of W below; return the first panel."""
    panels = []
    for row, (matrix, symbol) in enumerate(MATRICES.items()):
        place = grid[row, column : column + len(MATRICES)]
        panel = grid.figure.add_subplot(place)
        for spectrum, color, marker in zip(spectra, colors, cycle(style.MARKERS)):
            shown = spectrum[f"sv_{matrix}"][: options["n_singular_values"]]
            g = f"$g = {spectrum['g'].item():g}$"
            look = {"color": color, "marker": marker, "markersize": 2.2, "linewidth": 0.9}
            panel.plot(shown["index"], shown, label=g, **look)
        panel.set_ylim(bottom=0)
        if column == 0:
            panel.set_ylabel(f"SV(${symbol}$)")
        panels.append(panel)
    panels[0].legend(loc="upper right")
    panels[0].tick_params(labelbottom=False)
    panels[-1].set_xlabel("Rank")
    return panels[0]


def _draw_eigenvalues(
    grid: GridSpec, row: int, column: int, spectrum: xr.Dataset, color: str, limit: float
) -> list[Axes]:
    """Draw the eigenvalues of ΔW and W, the circle of radius g, and where modes grow."""
    g = spectrum["g"].item()
    panels = []
    for k, (matrix, symbol) in enumerate(MATRICES.items()):
        if matrix == "w" and g == 0:
            continue
        panel = grid.figure.add_subplot(grid[row, column + k])
        real, imaginary = spectrum[f"eig_{matrix}"].values.T
        panel.scatter(real, imaginary, s=3, color=color, linewidth=0, zorder=3)
        panel.add_patch(Circle((0, 0), g, fill=False, color=color, linewidth=0.7))
        style.guide(panel)
        panel.axvline(0, color=style.LIGHT, linewidth=0.5, zorder=0)
        panel.axvline(1, color="0.5", linewidth=0.6, linestyle="--", zorder=0)
        panel.set(xlim=(-limit, limit), ylim=(-limit, limit), aspect="equal")
        panel.set_title(f"${symbol}$" + (" $= W$" if g == 0 else ""), fontsize=7, pad=3)
        if spectrum["diverged"]:
            panel.annotate("diverged", (0.5, 0.8), xycoords="axes fraction", ha="center")
        panel.tick_params(labelleft=column + k == 0)
        if row == grid.nrows - 1:
            panel.set_xlabel(r"Re $\lambda$")
        else:
            panel.tick_params(labelbottom=False)
        panels.append(panel)
    return panels
