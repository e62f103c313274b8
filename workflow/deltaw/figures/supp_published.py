"""Supplement: this run beside the published numbers of Fig. 2, 4, 5 and the LSTM's training."""

from collections.abc import Mapping, Sequence

import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from ..linear.summary import SUMMARY as LINEAR
from ..networks.summary import SUMMARY as NETWORKS
from ..published.points import PUBLISHED, chosen, spreads
from ..sentiment.summary import SUMMARY as SENTIMENT
from . import fig2, fig4, style
from .lstm import draw_line, draw_singular_values, source
from .selection import only
from .sweeps import draw_over_g, frame, left_out, marks

READS = {"summaries": NETWORKS, "linear": LINEAR, "sentiment": SENTIMENT, "published": PUBLISHED}
HISTORIES = {"loss": "Loss", "accuracy": "Accuracy"}
SORTS = ("training", "validation")
OPEN = {"markerfacecolor": "white", "markeredgewidth": 0.8, "markersize": 4, "elinewidth": 0.8}


@style.styled
def draw(
    summaries: Sequence[xr.Dataset],
    linear: xr.Dataset,
    sentiment: xr.Dataset,
    published: pd.DataFrame,
    options: Mapping,
) -> Figure:
    """Draw the figure.

    Parameters
    ----------
    summaries : sequence of xarray.Dataset
        One for each of ``options["tasks"]``.
    linear, sentiment : xarray.Dataset
        Of kind "linear_summary" and "sentiment_summary".
    published : pandas.DataFrame
        The table of published numbers.
    options : mapping
        ``figures.supp_published`` of the config, with the looks of the figures that it repeats.
    """
    figure = style.new_figure(options["size"])
    rows = figure.subfigures(3, 1, height_ratios=[1, 1, 1.05])
    tasks = options["tasks"]
    tables = {name: fig2.cells(only(summaries, task=name)) for name in tasks}
    points = chosen(published, figure="fig2")
    panels = _draw_sweeps(rows[0], tables, tasks, fig2.QUANTITIES, points)
    targets = {
        f"{look['zhat']:g}": look | {"title": rf"$\hat{{z}} = {look['zhat']:g}$"}
        for look in options["targets"].values()
    }
    tables = {name: fig4.cells(linear.sel(zhat=look["zhat"])) for name, look in targets.items()}
    points = chosen(published, figure="fig4")
    panels += _draw_sweeps(rows[1], tables, targets, fig4.QUANTITIES, points)
    panels += _draw_lstm(rows[2], sentiment, published, options["colors"])
    style.letter(panels)
    return figure


def _draw_sweeps(
    figure: SubFigure,
    tables: Mapping[str, pd.DataFrame],
    looks: Mapping[str, Mapping],
    quantities: Mapping,
    points: pd.DataFrame,
) -> list[Axes]:
    """Draw the panels of Fig. 2 or 4, with the published means and deviations on them."""
    panels = draw_over_g(figure, tables, looks, quantities)
    for panel, (name, quantity) in zip(panels, quantities.items(), strict=True):
        for sweep, look in looks.items():
            _mark(panel, chosen(points, quantity=name, of=sweep), look["color"], look["marker"])
        frame(panel, quantity)
    theirs = style.line_of("published", marker="o", linestyle="none", **_of_legend())
    style.name_above(figure, [*marks(looks), theirs, *left_out(tables.values(), quantities)])
    return panels


def _of_legend() -> dict:
    return {name: value for name, value in OPEN.items() if name.startswith("marker")}


def _mark(panel: Axes, points: pd.DataFrame, color: str, marker: str = "o") -> None:
    """Draw published numbers as open marks, with the standard deviation where it is known."""
    legible = points.dropna(subset=["value"])
    bars = spreads(legible).fillna(0)
    look = {"color": color, "marker": marker, "linestyle": "none", "zorder": 4}
    panel.errorbar(legible["x"], legible["value"], bars, **look, **OPEN)


def _draw_lstm(
    figure: SubFigure, summary: xr.Dataset, published: pd.DataFrame, colors: Mapping
) -> list[Axes]:
    """Draw loss, accuracy, spectrum and truncated accuracies of the LSTM."""
    figure.suptitle(f"LSTM: {source(summary)}")
    panels = list(figure.subplots(1, 4))
    details, fig5 = (chosen(published, figure=name) for name in ("supp_lstm_details", "fig5"))
    for panel, (quantity, label) in zip(panels[:2], HISTORIES.items(), strict=True):
        for sort in SORTS:
            color = colors[sort]
            draw_line(panel, summary[f"{sort}_{quantity}"], "epoch", color=color, label=sort)
            _mark(panel, chosen(details, quantity=quantity, of=sort), color)
        panel.set(xlabel="Epoch", ylabel=label)
    highest = panels[0].dataLim.y1
    panels[0].set_ylim(
        -0.05 * highest, 1.4 * highest
    )  # room for the legend above a loss that rises
    values, accuracies = panels[2:]
    draw_singular_values(values, summary, "rec2", "W", colors)
    for of in ("dw", "w"):
        label = r"truncate $\Delta W$" if of == "dw" else "truncate $W$"
        draw_line(accuracies, summary[f"accuracy_{of}"], "rank", color=colors[of], label=label)
    for panel, quantity in ((values, "singular_value"), (accuracies, "accuracy")):
        for of in ("dw", "w", "w0"):
            _mark(panel, chosen(fig5, quantity=quantity, of=of), colors[of])
    accuracies.set(xlabel="Remaining rank", ylabel="Validation accuracy")
    for panel in panels:
        panel.legend()
    return panels
