"""Fig. 1: learning dynamics in the three tasks."""

from collections.abc import Mapping, Sequence
from itertools import cycle
from string import ascii_lowercase

import matplotlib as mpl
import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import SubplotSpec

from ..networks.kinds import TRIAL
from ..networks.summary import SUMMARY
from . import style

READS = {"summaries": SUMMARY, "trials": TRIAL}
GREY, DARK = "0.6", "0.1"


def draw(summaries: Sequence[xr.Dataset], trials: Sequence[xr.Dataset], options: Mapping) -> Figure:
    """Draw Fig. 1.

    Parameters
    ----------
    summaries : sequence of xarray.Dataset
        One for each of ``options["tasks"]``.
    trials : sequence of xarray.Dataset
        One for each.
    options : mapping
        ``figures.fig1`` of the config.
    """
    with mpl.rc_context(style.STYLE):
        figure = style.new_figure(options["size"])
        figure.get_layout_engine().set(wspace=0.09, hspace=0.03, h_pad=0.04)  # room for the letters
        grid = figure.add_gridspec(4, len(summaries), height_ratios=[2.5, 1.2, 1, 1])
        for k, task in enumerate(options["tasks"].values()):
            trial = _draw_trial(grid[0, k], trials[k])
            trial.set_title(task["title"], pad=8)
            panels = [figure.add_subplot(grid[row, k]) for row in (1, 2, 3)]
            _draw_task(panels, summaries[k], task, options)
            for row, panel in enumerate([trial, *panels]):
                style.label_panel(panel, ascii_lowercase[row * len(summaries) + k])
            if k == 0:
                for panel, label in zip(panels, ("Loss", r"SV($\Delta W$)", "Loss"), strict=True):
                    panel.set_ylabel(label)
    return figure


def _draw_trial(place: SubplotSpec, trial: xr.Dataset) -> Axes:
    """Draw inputs, outputs, targets where penalised and phases; return the first panel."""
    n_outputs = trial.sizes["output"]
    labels = trial["panel"].values
    inputs = []
    for label in dict.fromkeys(labels):
        channels = np.flatnonzero(labels == label)
        inputs.append((label, trial["symbol"].values[channels[0]], channels))
    rows = place.subgridspec(len(inputs) + n_outputs, 1)
    panels = rows.subplots(sharex=True, squeeze=False)[:, 0]
    time = trial["time"].values
    for panel, (label, symbol, channels) in zip(panels, inputs, strict=False):
        panel.set_ylabel(label)
        for place, (channel, color) in enumerate(zip(channels, cycle([GREY, DARK])), start=1):
            name = f"${symbol}_{place}$" if len(channels) > 1 else f"${symbol}$"
            panel.plot(time, trial["inputs"][:, channel], color=color, label=name, linewidth=1)
    for k, panel in enumerate(panels[len(inputs) :]):
        index = f"_{k + 1}" if n_outputs > 1 else ""
        target = trial["targets"][:, k].where(trial["mask"][:, k] > 0)
        panel.plot(time, trial["outputs"][:, k], color=GREY, label=f"$z{index}$")
        panel.plot(time, target, color=DARK, label=rf"$\hat{{z}}{index}$")
        panel.set_ylabel(f"Out {k + 1}" if n_outputs > 1 else "Out")
        panel.set_ylim(-0.75, 0.75)
    end = time[-1]
    for panel in panels:
        panel.axhline(0, color="0.8", linewidth=0.5, zorder=0)
        panel.vlines(
            trial["phases"],
            0,
            1,
            transform=panel.get_xaxis_transform(),
            color="0.7",
            linewidth=0.5,
            linestyle="--",
            zorder=0,
        )
        # The legend stands in the free part of the axis, behind the end of the trial.
        panel.set_xlim(-0.03 * end, 1.38 * end)
        panel.set_xticks([tick for tick in panel.get_xticks() if 0 <= tick <= end])
        panel.legend(loc="center right", borderpad=0, borderaxespad=0, labelspacing=0.2)
    panels[-1].set_xlabel("Trial time $t$")
    return panels[0]


def _draw_task(
    panels: Sequence[Axes], summary: xr.Dataset, task: Mapping, options: Mapping
) -> None:
    """Draw loss, singular values and truncation loss of one task, one colour for each g."""
    losses, values, truncated = panels
    highest = options["n_singular_values"]
    diverged, full = 0, []
    for g, color, marker in zip(options["g"], task["colors"], cycle("os^"), strict=False):
        shown = summary.sel(g=g)
        for seed in shown["seed"].values:
            one = shown.sel(seed=seed)
            if one["diverged"]:
                diverged += 1
                continue
            main = seed == options["seed"]
            look = {"color": color, "alpha": 1 if main else 0.25, "linewidth": 1.1 if main else 0.6}
            if main:
                look |= {"label": f"$g = {g}$", "zorder": 3}
            mark = {"marker": marker if main else None}
            epochs = one["epoch"] <= task["epochs"]
            (line,) = losses.plot(one["epoch"][epochs], one["loss"][epochs], **look)
            full += [line] if main else []
            index = slice(0, highest)
            values.plot(one["index"][index], one["sv_dw"][index], **look, **mark)
            ranks = (one["rank"] >= 1) & (one["rank"] <= highest)
            truncated.plot(one["rank"][ranks], one["truncation_loss"][ranks], **look, **mark)
    # L0 belongs to g = 0, or to the weakest g that is shown
    reference = summary["initial_loss"].sel(g=min(options["g"]), seed=options["seed"]).item()
    losses.legend(loc="lower left", bbox_to_anchor=(0.1, 0.98), ncols=2, borderpad=0)
    losses.set(xlabel="Epoch", xlim=(0, task["epochs"]))
    losses.set_ylim(top=1.1 * max([reference, *(max(line.get_ydata()) for line in full)]))
    for panel in (losses, truncated):
        panel.set_yticks([0, reference], ["0", "$L_0$"])
        panel.axhline(reference, color="0.8", linewidth=0.5, linestyle=":", zorder=0)
        panel.set_ylim(bottom=-0.05 * reference)
    values.set_ylim(bottom=0)
    for panel in (values, truncated):
        panel.set_xticks(np.linspace(1, highest, 3).round().astype(int))
    truncated.set_xlabel("Rank")
    if diverged:
        losses.annotate(f"{diverged} diverged", (0.5, 0.9), xycoords="axes fraction", ha="center")
