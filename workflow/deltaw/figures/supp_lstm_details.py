"""Supplement: training of the LSTM, and the singular values of all its matrices."""

from collections.abc import Mapping

import matplotlib as mpl
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..sentiment.summary import SUMMARY
from . import style
from .fig5 import draw_line, draw_singular_values, source

READS = {"summary": SUMMARY}
HISTORIES = {"loss": "Loss", "accuracy": "Accuracy"}
MATRICES = (("in1", "U^{(1)}"), ("rec1", "W^{(1)}"), ("in2", "U^{(2)}"), ("rec2", "W^{(2)}"))


def draw(summary: xr.Dataset, options: Mapping) -> Figure:
    """Draw the figure of the LSTM's details.

    Parameters
    ----------
    summary : xarray.Dataset
        Of kind "sentiment_summary".
    options : mapping
        ``figures.supp_lstm_details`` of the config.
    """
    colors = options["colors"]
    with mpl.rc_context(style.STYLE):
        figure = style.new_figure(options["size"])
        figure.suptitle(source(summary))
        panels = figure.subplots(3, 2)
        for panel, (quantity, label) in zip(panels[0], HISTORIES.items(), strict=True):
            _draw_history(panel, summary, quantity, colors)
            panel.set_ylabel(label)
            panel.set_title(" ")  # room for the letter below the figure's title
        for panel, (matrix, symbol) in zip(panels[1:].flat, MATRICES, strict=True):
            draw_singular_values(panel, summary, matrix, symbol, colors)
        for panel, title in zip(
            panels[1], ("Input weights $U$", "Recurrent weights $W$"), strict=True
        ):
            panel.set(title=title, xlabel="")
        for row, panel in enumerate(panels[1:, 0], start=1):
            panel.set_ylabel(f"Layer {row}\nSingular value")
        for panel in panels[1:, 1]:
            panel.set_ylabel("")
        for panel, letter in zip(panels.flat, "abcdef", strict=True):
            panel.legend()
            style.label_panel(panel, letter)
    return figure


def _draw_history(panel: Axes, summary: xr.Dataset, quantity: str, colors: Mapping) -> None:
    """Draw a quantity of the training and the validation sentences over epochs."""
    for part in ("training", "validation"):
        variable = summary[f"{part}_{quantity}"]
        draw_line(panel, variable, "epoch", color=colors[part], label=part.capitalize())
    panel.set_xlabel("Epoch")
