"""How a run's numbers agree with the published ones: cell by cell, and panel by panel."""

import numpy as np
import pandas as pd

from .measured import LacksError, Results, measured
from .points import NUMBER, PLACE, TEXT, Table, chosen, spreads

NEAR, FAR = 1, 2  # combined deviations
GROUP = ["figure", "panel", "quantity", "of", "g"]  # a curve, or a cell of Fig. 2 or 4
AGREEMENT = Table(
    PLACE
    | dict.fromkeys(
        (
            "ours",
            "our_spread",
            "our_networks",
            "published",
            "published_spread",
            "published_networks",
            "reading_error",
            "z_deviations",
            "z_errors",
            "ratio",
        ),
        NUMBER,
    )
    | {"not_compared": TEXT},
    "rule compare_published makes it anew",
)


def compare(points: pd.DataFrame, results: Results) -> pd.DataFrame:
    """Return the published numbers with what the run measured of each.

    Parameters
    ----------
    points : pandas.DataFrame
        The table of published numbers.
    results : deltaw.published.measured.Results

    Returns
    -------
    pandas.DataFrame
        The columns of `AGREEMENT`. `z_deviations` is ours minus theirs in combined standard
        deviations: of our networks, of theirs where a shade is drawn, and the reading error, added
        in squares. Where the figure shows one network it is a draw from our distribution, and a
        predicted curve has no spread. `z_errors` is the same with the standard errors of both
        means. Both are missing where no spread is known, or where the number is one by definition.
    """
    points = points[points["value"].notna()]
    groups = [_compared(group, results) for _, group in points.groupby(GROUP, dropna=False)]
    table = pd.concat(groups).sort_index()
    judged = ~_by_definition(table)
    ratio = table["ours"] / table["published"]
    legible = table["published"].abs() > 2 * table["reading_error"]
    table = table.assign(
        z_deviations=_in_deviations(table).where(judged),
        z_errors=_in_errors(table).where(judged),
        ratio=ratio.where(legible),
    )
    return table[list(AGREEMENT.columns)]


def _compared(group: pd.DataFrame, results: Results) -> pd.DataFrame:
    """Return the rows of a curve with mean, spread and number of our networks."""
    row = group.iloc[0]
    where = row["figure"], row["quantity"], row["of"], row["g"]
    lack = ""
    try:
        values = measured(results, *where, group["x"].to_numpy())
    except LacksError as error:
        values, lack = np.full((len(group), 0), np.nan), str(error)
    several = values.shape[1] > 1
    reached = np.isfinite(values).all(axis=1) & (values.shape[1] > 0)
    means = np.where(reached, values.mean(axis=1) if values.size else np.nan, np.nan)
    return group[list(PLACE)].assign(
        ours=means,
        our_spread=values.std(axis=1, ddof=1) if several else np.nan,
        our_networks=np.where(reached, values.shape[1], 0),
        published=group["value"],
        published_spread=spreads(group),
        published_networks=group["networks"],
        reading_error=group["error"],
        not_compared=np.where(reached, "", lack or "the run does not reach so far"),
    )


def _in_deviations(table: pd.DataFrame) -> pd.Series:
    difference = table["ours"] - table["published"]
    spread = table[["our_spread", "published_spread"]]
    known = spread.notna().any(axis=1) | (table["published_networks"] == 0)
    total = np.sqrt((spread.fillna(0) ** 2).sum(axis=1) + table["reading_error"] ** 2)
    return (difference / total).where(known)


def _in_errors(table: pd.DataFrame) -> pd.Series:
    """Return the differences in standard errors; those drawn have n, not n - 1, below them."""
    ours = table["our_spread"] ** 2 / table["our_networks"]
    theirs = table["published_spread"] ** 2 / (table["published_networks"] - 1)
    total = np.sqrt(ours + theirs + table["reading_error"] ** 2)
    return (table["ours"] - table["published"]) / total


def _by_definition(table: pd.DataFrame) -> pd.Series:
    """Return which numbers agree in any run: ΔW before learning, ratios to g = 0 at g = 0."""
    before = table["quantity"].str.match("s[12]") & (table["x"] == 0)
    shuffled = table["quantity"] == "relative_shuffle_loss"
    return before | ((table["figure"] == "fig4") & (table["g"] == 0) & ~shuffled)


def panel_name(figure: str, panel: str, quantity: str = "") -> str:
    """Return how a panel is called: Fig. 2a, Fig. 3b (theory), LSTM details a."""
    name = f"Fig. {figure[3:]}{panel}" if figure.startswith("fig") else f"LSTM details {panel}"
    return f"{name} (theory)" if quantity.endswith("_theory") else name


def figures_of(table: pd.DataFrame) -> dict:
    """Return what some cells amount to.

    Returns
    -------
    dict
        ``cells``, how many there are, ``compared``, with a number of ours; ``judged``, with a z;
        of these the shares ``near`` and ``far`` within 1 and 2 deviations and the mean ``z``; the
        share ``errors`` within 2 standard errors; and the median ``ratio``.
    """
    z, errors = table["z_deviations"].dropna(), table["z_errors"].dropna()
    return {
        "cells": len(table),
        "compared": int(table["ours"].notna().sum()),
        "judged": len(z),
        "near": (z.abs() <= NEAR).mean(),
        "far": (z.abs() <= FAR).mean(),
        "errors": (errors.abs() <= FAR).mean(),
        "z": z.mean(),
        "ratio": table["ratio"].median(),
    }


def by_panel(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each panel, in the order of the figures (`figures_of`)."""
    names = [
        panel_name(*place)
        for place in zip(table["figure"], table["panel"], table["quantity"], strict=True)
    ]
    groups = table.groupby(names)
    rows = {name: figures_of(group) for name, group in groups}
    ordered = sorted(rows, key=lambda name: (name.startswith("LSTM"), name))
    return pd.DataFrame([{"panel": name} | rows[name] for name in ordered])


def criteria(table: pd.DataFrame) -> pd.DataFrame:
    """Return what was asked of the inferred settings before they were tried on fresh seeds.

    Returns
    -------
    pandas.DataFrame
        Columns asked, found, met; rows without a number of the run have no answer.
    """
    fig2 = chosen(table, figure="fig2")
    all_cells = figures_of(fig2)
    rows = [
        ("at least 95 % of Fig. 2 within 2 combined deviations", all_cells["far"], 0.95, 1),
        ("at least 75 % of Fig. 2 within 2 standard errors", all_cells["errors"], 0.75, 1),
    ]
    for task in fig2["of"].unique():
        epochs = chosen(fig2, quantity="convergence_epoch", of=task)
        norms = chosen(fig2, quantity="dw_norm", of=task)
        ratios = epochs.loc[epochs["g"] > 0, "ratio"].median(), norms["ratio"].median()
        rows += [
            (f"{task}: median ratio of epochs, g > 0, from 0.9 to 1.1", ratios[0], 0.9, 1.1),
            (f"{task}: median ratio of ‖ΔW‖ from 0.95 to 1.05", ratios[1], 0.95, 1.05),
        ]
    answers = [(asked, found, _met(found, low, high)) for asked, found, low, high in rows]
    return pd.DataFrame(answers, columns=["asked", "found", "met"])


def _met(found: float, low: float, high: float) -> str:
    return "" if np.isnan(found) else "yes" if low <= found <= high else "no"


def in_words(table: pd.DataFrame) -> str:
    """Return in one sentence how many numbers of the published networks are reproduced."""
    cells = figures_of(table[table["published_networks"] > 0])
    if not cells["judged"]:
        return f"None of the {cells['cells']} published numbers can be judged."
    reproduced = round(cells["far"] * cells["judged"])
    return (
        f"Of {cells['cells']} published numbers {cells['judged']} can be judged; {reproduced} of "
        f"these ({cells['far']:.0%}) are within two combined standard deviations."
    )
