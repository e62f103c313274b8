"""Panels that show an LSTM: curves over epochs or ranks, and singular values of its matrices."""

from collections.abc import Mapping

import seaborn as sns
import xarray as xr
from matplotlib.axes import Axes

from . import style

CORPORA = {"sst": "Stanford Sentiment Treebank", "rotten_tomatoes": "Rotten Tomatoes sentences"}
VECTORS = {"glove": "GloVe vectors", "random": "random vectors"}


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
    style.guide(panel)
    panel.set(xlabel="Rank", ylabel="Singular value")
    rank_ticks(panel, summary.sizes[axis])


def rank_ticks(panel: Axes, units: int) -> None:
    """Set ticks at no, half and all of the ranks."""
    panel.set_xticks([0, units // 2, units])
