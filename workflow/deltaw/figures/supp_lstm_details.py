"""Supplement: training of the LSTM, and the singular values of all its matrices."""

from collections.abc import Mapping

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..sentiment.summary import SUMMARY
from . import style
from .lstm import draw_line, draw_singular_values, source

READS = {"summary": SUMMARY}
HISTORIES = {"loss": "Loss", "accuracy": "Accuracy"}
MATRICES = (("in1", "U"), ("rec1", "W"), ("in2", "U"), ("rec2", "W"))


@style.styled
def draw(summary: xr.Dataset, options: Mapping) -> Figure:
    """Draw the figure of the LSTM's details.

    Parameters
    ----------
    summary : xarray.Dataset
        Of kind "sentiment_summary".
    options : mapping
        ``figures.supp_lstm_details`` of the config.
    """
    figure = style.new_figure(options["size"])
    figure.suptitle(source(summary))
    panels = figure.subplots(3, 2)
    for panel, (quantity, label) in zip(panels[0], HISTORIES.items(), strict=True):
        _draw_history(panel, summary, quantity, options["colors"])
        panel.set_ylabel(label)
    for panel, (matrix, symbol) in zip(panels[1:].flat, MATRICES, strict=True):
        draw_singular_values(panel, summary, matrix, symbol, options["colors"])
    for panel, title in zip(panels[1], ("Input weights $U$", "Recurrent weights $W$"), strict=True):
        panel.set(title=title, xlabel="")
    for row, (left, right) in enumerate(panels[1:], start=1):
        left.set_ylabel(f"Layer {row}\nSingular value")
        right.set_ylabel("")
    for panel in panels.flat:
        panel.legend()
    figure.align_ylabels(panels)
    style.letter(panels.flat)
    return figure


def _draw_history(panel: Axes, summary: xr.Dataset, quantity: str, colors: Mapping) -> None:
    """Draw a quantity of the training and the validation sentences over epochs."""
    for part in ("training", "validation"):
        variable = summary[f"{part}_{quantity}"]
        draw_line(panel, variable, "epoch", color=colors[part], label=part.capitalize())
    panel.set_xlabel("Epoch")
    panel.xaxis.get_major_locator().set_params(integer=True)
