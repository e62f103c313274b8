"""Beyond the paper: functional and minimal rank of each task, and one against the other."""

from collections.abc import Mapping, Sequence
from itertools import cycle

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from ..networks.beyond import RANKS, correlations, one_row_each
from . import style
from .sweeps import BARS, Quantity, draw_quantity, frame, left_out

READS = {"summaries": RANKS}
SHOWN = {
    "functional_rank": Quantity("Functional rank", whole=True),
    "minimal_rank": Quantity("Minimal rank", whole=True),
}
APART = 0.25  # of neighbouring g, where tasks are 1 apart


@style.styled
def draw(summaries: Sequence[xr.Dataset], options: Mapping) -> Figure:
    """Draw the ranks of all tasks.

    Parameters
    ----------
    summaries : sequence of xarray.Dataset
        One for each of ``options["titles"]``.
    options : mapping
        ``figures.beyond_rank`` of the config; ``titles`` of the tasks, ``g``, ``ranks`` and
        ``correlation`` of ``beyond``.
    """
    table = _placed(one_row_each(summaries), options)
    figure = style.new_figure(options["size"])
    rows = figure.add_gridspec(2, 1)
    above = rows[0].subgridspec(1, 2).subplots()
    below = rows[1].subgridspec(1, 2).subplots()
    for panel, (name, quantity) in zip(above, SHOWN.items(), strict=True):
        _draw_tasks(panel, table, name, options)
        frame(panel, quantity)
    verdicts = correlations(summaries, options["correlation"]).set_index(["measure", "g"])
    _draw_pairs(below[0], table, options)
    _draw_outputs(below[1], table, verdicts, options)
    panels = [*above, *below]
    style.letter(panels)
    markers = style.strengths(options["g"], options["colors"], cycle(style.MARKERS))
    style.name_above(figure, markers + left_out([table], SHOWN, "not all have both ranks"))
    return figure


def _placed(table: pd.DataFrame, options: Mapping) -> pd.DataFrame:
    """Return the table with a position for each task and g, and whether all seeds have ranks."""
    tasks = {name: place for place, name in enumerate(options["titles"])}
    beside = {g: k - (len(options["g"]) - 1) / 2 for k, g in enumerate(options["g"])}
    known = table[list(SHOWN)].notna().all(axis=1)
    complete = known.groupby([table["task"], table["g"]]).transform("all")
    position = table["task"].map(tasks) + APART * table["g"].map(beside)
    return table.assign(position=position, complete=complete)


def _looks(options: Mapping):
    return zip(options["g"], options["colors"], cycle(style.MARKERS), strict=False)


def _draw_tasks(panel: Axes, table: pd.DataFrame, name: str, options: Mapping) -> None:
    """Draw mean and spread of each task; seeds without a rank are counted at the top."""
    for g, color, marker in _looks(options):
        look = {"color": color, "marker": marker}
        rows = table[table["g"] == g]
        draw_quantity(panel, rows, name, look, over="position", linestyle="none", **BARS)
    sizes = table.groupby("task")[["n_inputs", "n_outputs"]].first()
    titles = [
        f"{title} ({sizes['n_inputs'][task]}, {sizes['n_outputs'][task]})"
        for task, title in options["titles"].items()
    ]
    panel.set_xticks(range(len(titles)), titles, rotation=90)
    panel.set_xlabel("")


def _draw_pairs(panel: Axes, table: pd.DataFrame, options: Mapping) -> None:
    """Draw one rank against the other, a point for each network; `never` above all ranks."""
    never = options["ranks"][-1] + 1
    shift = np.random.default_rng(0).uniform(-0.15, 0.15, (2, len(table)))  # so that none hides
    for g, color, marker in _looks(options):
        rows = (table["g"] == g).to_numpy()
        x, y = (
            table["functional_rank"][rows] + shift[0, rows],
            table["needed"][rows] + shift[1, rows],
        )
        panel.scatter(x, y, s=8, color=color, marker=marker, alpha=0.7, linewidth=0)
    style.guide(panel, never - 0.5, linestyle=":")
    panel.axline((1, 1), slope=1, color=style.LIGHT, linewidth=0.5, zorder=0)
    labels = [*options["ranks"], "never"]
    panel.set_yticks([*options["ranks"], never], labels)
    panel.xaxis.set_major_locator(MaxNLocator(integer=True))
    panel.set(xlabel="Functional rank", ylabel="Minimal rank", ylim=(0.5, never + 0.5))


def _draw_outputs(
    panel: Axes, table: pd.DataFrame, verdicts: pd.DataFrame, options: Mapping
) -> None:
    """Draw the minimal rank over the number of outputs, with both correlations."""
    never = options["ranks"][-1] + 1
    for k, (g, color, marker) in enumerate(_looks(options)):
        rows = table[table["g"] == g]
        shift = APART * (k - (len(options["g"]) - 1) / 2)
        counts = rows.groupby(["n_outputs", "needed"]).size()
        outputs, ranks = (counts.index.get_level_values(i) for i in range(2))
        panel.scatter(outputs + shift, ranks, s=6 * counts, color=color, marker=marker, linewidth=0)
        found = [verdicts.loc[(measure, g), "correlation"] for measure in ("functional", "minimal")]
        words = ["–" if np.isnan(rho) else f"{rho:.2f}" for rho in found]
        panel.text(
            *(0.98, 0.04 + 0.08 * k),
            rf"$\rho$ = {words[0]} (functional), {words[1]} (minimal)",
            **{"transform": panel.transAxes, "ha": "right", "color": color, "fontsize": 6},
        )
    style.guide(panel, never - 0.5, linestyle=":")
    panel.set_yticks([*options["ranks"], never], [*options["ranks"], "never"])
    panel.set_xticks(sorted(table["n_outputs"].unique()))
    panel.set(xlabel="Outputs", ylabel="Minimal rank", ylim=(-1.5, never + 0.5))
