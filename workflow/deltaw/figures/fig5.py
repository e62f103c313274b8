"""Fig. 5: the sentiment analysis with a two-layer LSTM."""

from collections.abc import Mapping

import matplotlib as mpl
import seaborn as sns
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..sentiment.summary import SUMMARY
from . import style

READS = {"summary": SUMMARY}
CORPORA = {"sst": "Stanford Sentiment Treebank", "rotten_tomatoes": "Rotten Tomatoes sentences"}
VECTORS = {"glove": "GloVe vectors", "random": "random vectors"}


def draw(summary: xr.Dataset, options: Mapping) -> Figure:
    """Draw Fig. 5.

    Parameters
    ----------
    summary : xarray.Dataset
        Of kind "sentiment_summary".
    options : mapping
        ``figures.fig5`` of the config.
    """
    with mpl.rc_context(style.STYLE):
        figure = style.new_figure(options["size"])
        figure.suptitle(source(summary))
        values, accuracies = figure.subplots(1, 2)
        draw_singular_values(values, summary, "rec2", "W^{(2)}", options["colors"])
        _draw_accuracies(accuracies, summary, options["colors"])
        for panel, letter in ((values, "a"), (accuracies, "b")):
            panel.set_title(" ")  # room for the letter below the figure's title
            panel.legend()
            style.label_panel(panel, letter)
    return figure


def source(summary: xr.Dataset) -> str:
    """Return which sentences and word vectors the networks learnt from."""
    corpus, vectors = (summary[name].item() for name in ("corpus", "embeddings"))
    return f"{CORPORA[corpus]}, {VECTORS[vectors]}"


def draw_line(panel: Axes, variable: xr.DataArray, axis: str, **look) -> None:
    """Draw the mean over seeds, with the standard deviation where there are several."""
    table = variable.drop_vars(["corpus", "embeddings"]).to_dataframe(name="y").reset_index()
    sns.lineplot(data=table, x=axis, y="y", errorbar="sd", ax=panel, **look)


def draw_singular_values(
    panel: Axes, summary: xr.Dataset, matrix: str, symbol: str, colors: Mapping
) -> None:
    """Draw the singular values of one of `deltaw.sentiment.kinds.MATRICES`."""
    for part, label, dash in (
        ("dw", rf"$\Delta {symbol}$", "-"),
        ("w", f"${symbol}$", "-"),
        ("w0", f"${symbol}_0$", "--"),
    ):
        variable = summary[f"sv_{part}_{matrix}"]
        (axis,) = set(variable.dims) - {"seed"}
        draw_line(panel, variable, axis, color=colors[part], label=label, linestyle=dash)
    panel.axhline(0, color="0.8", linewidth=0.5, zorder=0)
    panel.set(xlabel="Rank", ylabel="Singular value")
    _rank_ticks(panel, summary.sizes[axis])


def _draw_accuracies(panel: Axes, summary: xr.Dataset, colors: Mapping) -> None:
    """Draw the validation accuracy with ΔW and with W truncated."""
    for part, label in (("dw", r"Truncate $\Delta W$"), ("w", r"Truncate $W$")):
        variable = summary[f"accuracy_{part}"]
        draw_line(panel, variable, "rank", color=colors[part], label=label)
    final, test = (summary[f"{name}_accuracy"].mean().item() for name in ("final", "test"))
    label = f"Final accuracy {final:.2f} (test {test:.2f})"
    panel.axhline(final, color=colors["final"], linestyle="--", label=label, zorder=1)
    panel.set(xlabel="Remaining rank", ylabel="Validation accuracy")
    _rank_ticks(panel, summary.sizes["index"])


def _rank_ticks(panel: Axes, units: int) -> None:
    panel.set_xticks([0, units // 2, units])
