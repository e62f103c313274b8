"""Tables in CSV: the published numbers, and a run's agreement with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ..datasets import DatasetError

TEXT, NUMBER = "text", "number"


@dataclass(frozen=True)
class Table:
    """One sort of CSV file.

    Attributes
    ----------
    columns : mapping
        Its columns, in order: "text" or "number". A number may be missing.
    origin : str
        Where the file comes from, for the message on an unfit one.
    """

    columns: Mapping[str, str]
    origin: str

    def read(self, path: str | Path) -> pd.DataFrame:
        """Read a table.

        Raises
        ------
        deltaw.datasets.DatasetError
            If it cannot be read, or has other columns.
        """
        texts = {name: str for name, sort in self.columns.items() if sort == TEXT}
        missing = {name: [""] for name in self.columns if name not in texts}
        try:
            table = pd.read_csv(path, dtype=texts, keep_default_na=False, na_values=missing)
        except (OSError, ValueError) as error:
            raise DatasetError(f"{path} cannot be read ({error}); {self.origin}") from error
        if list(table) != list(self.columns):
            raise DatasetError(f"{path} has the columns {list(table)}; {self.origin}")
        return table


# What a number is: figure and panel of the paper, the task, target or matrix that it is of, its
# place on the horizontal axis.
PLACE = {
    "figure": TEXT,
    "panel": TEXT,
    "quantity": TEXT,
    "of": TEXT,
    "g": NUMBER,
    "x": NUMBER,
}
PUBLISHED = Table(
    PLACE
    | {
        "value": NUMBER,
        "lower": NUMBER,
        "upper": NUMBER,
        "error": NUMBER,
        "networks": NUMBER,
        "note": TEXT,
    },
    "it belongs to the workflow: git restore it",
)


def chosen(points: pd.DataFrame, **equal) -> pd.DataFrame:
    """Return the rows with these values of columns, such as figure="fig2", panel="a"."""
    for name, value in equal.items():
        points = points[points[name] == value]
    return points


def spreads(points: pd.DataFrame) -> pd.Series:
    """Return the standard deviation over networks that is drawn; NaN where none is."""
    return (points["upper"] - points["lower"]) / 2
