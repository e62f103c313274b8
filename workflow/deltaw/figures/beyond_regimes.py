"""Beyond the paper: what readout scale and rank of W0 change."""

from collections.abc import Mapping, Sequence
from itertools import cycle

import pandas as pd
import xarray as xr
from matplotlib.figure import Figure

from ..networks.beyond import REGIMES
from . import style
from .selection import only
from .sweeps import BARS, OF_NETWORKS, Quantity, draw_quantity, frame, left_out

READS = {"summaries": REGIMES}
SHOWN = {
    "dw_norm": OF_NETWORKS["dw_norm"],
    "cosine": Quantity(r"Cosine of $\Delta W$ and $W_0$"),
    "functional_rank": OF_NETWORKS["functional_rank"],
}
OVER = {"readout_scale": "Scale of the readout", "w0_rank": "Rank of $W_0$"}


def rows_of(summary: xr.Dataset, over: str) -> pd.DataFrame:
    """Return one row for each network of one sweep: where the other quantity is the paper's."""
    other = next(name for name in OVER if name != over)
    usual = summary[other].values == summary[other].values[0]  # variant 0 is the paper's
    table = summary[[*SHOWN, "convergence_epoch"]].isel(variant=usual).to_dataframe().reset_index()
    table[over] = summary[over].sel(variant=table["variant"].to_numpy()).values
    converged = table["convergence_epoch"].notna()
    return table.assign(complete=converged.groupby(table["variant"]).transform("all"))


@style.styled
def draw(summaries: Sequence[xr.Dataset], options: Mapping) -> Figure:
    """Draw the norm and direction of ΔW and its functional rank in each regime.

    Parameters
    ----------
    summaries : sequence of xarray.Dataset
        One for each of ``options["tasks"]``.
    options : mapping
        ``figures.beyond_regimes`` of the config, ``tasks`` of ``beyond.regimes``, and ``titles``.
    """
    figure = style.new_figure(options["size"])
    panels = figure.subplots(len(OVER), len(SHOWN), squeeze=False)
    looks = {
        task: {"color": color, "marker": marker, "title": options["titles"][task]}
        for task, color, marker in zip(
            options["tasks"], options["colors"], cycle(style.MARKERS), strict=False
        )
    }
    tables = []
    for row, (over, label) in zip(panels, OVER.items(), strict=True):
        for panel, (name, quantity) in zip(row, SHOWN.items(), strict=True):
            for task, look in looks.items():
                table = rows_of(only(summaries, task=task), over)
                draw_quantity(panel, table, name, look, over=over, **BARS)
                tables.append(table)
            if name == "cosine":
                panel.set_ylabel(quantity.label)
                style.guide(panel)  # and so 0, between the signs, is in sight
            else:
                frame(panel, quantity)
            panel.set(xscale="log", xlabel=label)
            style.without_exponents(panel.xaxis)
    style.letter(panels.ravel())
    handles = [
        style.line_of(look["title"], color=look["color"], marker=look["marker"], markersize=4)
        for look in looks.values()
    ]
    style.name_above(figure, handles + left_out(tables, ["dw_norm", "functional_rank"]))
    return figure
