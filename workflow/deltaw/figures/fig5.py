"""Fig. 5: the sentiment analysis with a two-layer LSTM."""

from collections.abc import Mapping

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..sentiment.summary import SUMMARY
from . import style
from .lstm import draw_line, draw_singular_values, rank_ticks, source

READS = {"summary": SUMMARY}
ENOUGH = 10  # "a rank-10 approximation already yields the final training accuracy" (Section 4)


@style.styled
def draw(summary: xr.Dataset, options: Mapping) -> Figure:
    """Draw Fig. 5.

    Parameters
    ----------
    summary : xarray.Dataset
        Of kind "sentiment_summary".
    options : mapping
        ``figures.fig5`` of the config.
    """
    figure = style.new_figure(options["size"])
    figure.suptitle(source(summary))
    values, accuracies = figure.subplots(1, 2)
    draw_singular_values(values, summary, "rec2", "W", options["colors"])
    values.set_ylabel("Singular value (layer 2)")
    _draw_accuracies(accuracies, summary, options["colors"])
    for panel in (values, accuracies):
        panel.legend()
    style.letter([values, accuracies])
    return figure


def _draw_accuracies(panel: Axes, summary: xr.Dataset, colors: Mapping) -> None:
    """Draw the validation accuracy with ΔW and with W truncated."""
    for part, label in (("dw", r"Truncate $\Delta W$"), ("w", r"Truncate $W$")):
        variable = summary[f"accuracy_{part}"]
        draw_line(panel, variable, "rank", color=colors[part], label=label)
    final, test = (summary[f"{name}_accuracy"].mean().item() for name in ("final", "test"))
    label = f"Final accuracy {final:.2f} (test {test:.2f})"
    panel.axhline(final, color=colors["final"], linestyle="--", label=label, zorder=1)
    look = {"color": style.GREY, "linestyle": ":", "linewidth": 0.8}
    panel.axvline(ENOUGH, **look, label=f"Rank {ENOUGH}", zorder=1)
    panel.set(xlabel="Remaining rank", ylabel="Validation accuracy")
    rank_ticks(panel, summary.sizes["index"])
