"""Supplement: linear networks that fail to learn once an eigenvalue of W passes 1."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..linear.summary import FAILING_SUMMARY
from . import style
from .curves import name_ends, of_seed

READS = {"summary": FAILING_SUMMARY}


@style.styled
def draw(summary: xr.Dataset, options: Mapping) -> Figure:
    """Draw the loss, and below it the leading eigenvalues of W, one row for each g.

    Parameters
    ----------
    summary : xarray.Dataset
        Of kind "failing_summary".
    options : mapping
        ``figures.supp_failing_to_learn`` of the config.
    """
    targets, g_values = list(options["targets"].values()), summary["g"].values
    figure = style.new_figure(options["size"])
    panels = figure.subplots(1 + len(g_values), len(targets), squeeze=False, sharex=True)
    for column, target in zip(panels.T, targets, strict=True):
        cells = summary.sel(zhat=target["zhat"])
        column[0].set_title(rf"$\hat{{z}} = {target['zhat']}$")
        _draw_losses(column[0], cells, target["colors"], options["seed"])
        for g, color, panel in zip(g_values, target["colors"], column[1:], strict=True):
            _draw_eigenvalues(panel, cells.sel(g=g), color, options["seed"])
        column[-1].set_xlabel("Epoch")
        column[-1].set_xlim(0, 1.12 * summary["epoch"].max().item())
    panels[0, 0].set_ylabel("Loss")
    for panel in panels[1:, 0]:
        panel.set_ylabel(r"$\Re\,\lambda(W)$")
    style.letter(panels.flat)
    return figure


def _draw_losses(panel: Axes, cells: xr.Dataset, colors: list[str], shown: int) -> None:
    """Draw the losses of all seeds; a cross at the top where one diverged."""
    top = 1.15 * cells["loss"].sel(epoch=0).max().item()
    for g, color in zip(cells["g"].values, colors, strict=True):
        for seed in cells["seed"].values:
            one = cells.sel(g=g, seed=seed)
            panel.plot(one["epoch"], one["loss"], **of_seed(color, seed == shown))
            if one["diverged"]:
                panel.plot(_last(one["loss"]), top, "x", color=color, clip_on=False)
    handles = style.strengths(cells["g"].values, colors)
    if cells["diverged"].any():
        handles.append(style.line_of("diverged", marker="x", linestyle="none"))
    panel.set_ylim(-0.04 * top, top)
    style.guide(panel)
    above = {"loc": "lower right", "bbox_to_anchor": (1, 1.02)}
    panel.legend(handles=handles, ncols=len(handles), borderpad=0, **above)


def _last(loss: xr.DataArray) -> int:
    """Return the last epoch with a finite loss."""
    return int(loss["epoch"][np.isfinite(loss)][-1])


def _draw_eigenvalues(panel: Axes, cells: xr.Dataset, color: str, shown: int) -> None:
    """Draw the leading eigenvalues of one seed, the first of the others, and count."""
    for seed in cells["seed"].values:
        if seed != shown:
            first = cells["leading_real"].sel(seed=seed, order=1)
            panel.plot(first["followed"], first, **of_seed(color, shown=False))
    real = cells["leading_real"].sel(seed=shown).dropna("followed")
    panel.plot(real["followed"], real, color=color)
    style.guide(panel, 1, color=style.GREY, linestyle="--")
    before = cells["leading_real"].sel(followed=0)
    margin = 0.25 * (1 - before.min().item())
    panel.set_ylim(before.min().item() - margin, 1 + margin)
    name_ends(panel, real["followed"][-1].item(), real[-1].values, r"\lambda", color)
    count, total = _counts(cells), cells.sizes["seed"]
    panel.annotate(
        rf"$g = {cells['g'].item():g}$;  $\lambda_1 > 1$ in {count['passed']} of {total} seeds, "
        f"{count['diverged']} diverged",
        (0.02, 1.0),
        xycoords="axes fraction",
        fontsize=6.5,
    )


def _counts(cells: xr.Dataset) -> dict[str, int]:
    """Return in how many seeds an eigenvalue passed 1, and how many diverged."""
    passed = (cells["leading_real"].sel(order=1) > 1).any("followed")
    return {"passed": int(passed.sum()), "diverged": int(cells["diverged"].sum())}
