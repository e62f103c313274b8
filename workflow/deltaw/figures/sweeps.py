"""Panels that show a quantity over g: mean and standard deviation over seeds."""

from collections.abc import Mapping

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.lines import Line2D


def draw_quantity(panel: Axes, table: pd.DataFrame, quantity: str, look: Mapping) -> None:
    """Draw mean and standard deviation where all seeds converged, else each seed as a cross.

    Parameters
    ----------
    panel : matplotlib.axes.Axes
    table : pandas.DataFrame
        One row for each network, with the columns ``g``, ``complete`` (whether all seeds of
        this g converged) and the quantity.
    quantity : str
    look : mapping
        ``color`` and ``marker``.
    """
    sns.lineplot(
        data=table[table["complete"]],
        x="g",
        y=quantity,
        errorbar="sd",
        color=look["color"],
        marker=look["marker"],
        markeredgewidth=0,
        markersize=4,
        ax=panel,
    )
    rest = table[~table["complete"]]
    panel.scatter(rest["g"], rest[quantity], color=look["color"], marker="x", s=10, linewidth=0.7)
    missing = rest.loc[rest[quantity].isna(), "g"].unique()
    panel.scatter(
        missing,
        [1.0] * len(missing),
        color=look["color"],
        marker="v",
        s=10,
        transform=panel.get_xaxis_transform(),
        clip_on=False,
    )


def left_out_handles() -> list[Line2D]:
    """Return the legend of what stands for a g at which not every seed converged."""
    grey = {"color": "0.4", "linestyle": "none", "markersize": 3.5}
    return [
        Line2D([], [], marker="x", label="one seed; not all converged", **grey),
        Line2D([], [], marker="v", label="seeds without a value", **grey),
    ]
