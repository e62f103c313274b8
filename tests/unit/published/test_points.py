"""The table of published numbers is whole, and an unfit one is named."""

import pytest

from deltaw.config.common import PUBLISHED as FILE
from deltaw.datasets import DatasetError
from deltaw.published.points import PUBLISHED, chosen, spreads


@pytest.fixture(scope="module")
def points():
    return PUBLISHED.read(FILE)


def test_every_number_has_an_error_and_lies_in_its_shade(points):
    assert len(points) == 597
    numbers = points.dropna(subset=["value"])
    assert len(numbers) == 589
    assert (numbers["error"] > 0).all()
    shaded = numbers.dropna(subset=["lower"])
    assert ((shaded["lower"] <= shaded["value"]) & (shaded["value"] <= shaded["upper"])).all()
    assert (points.loc[points["value"].isna(), "note"] != "").all()


def test_no_number_stands_twice(points):
    place = ["figure", "panel", "quantity", "of", "g", "x"]
    assert not points.dropna(subset=["value"]).duplicated(place).any()


def test_rows_are_chosen_by_their_columns(points):
    (row,) = chosen(points, figure="fig2", panel="a", of="mante", g=0.9).itertuples()
    assert row.value == 52.27
    assert spreads(chosen(points, figure="fig2", panel="a", of="mante", g=0.9)).item() == (
        pytest.approx((55.67 - 48.88) / 2)
    )
    assert spreads(chosen(points, figure="fig5")).isna().all()


@pytest.mark.parametrize("text", ["", "figure,panel\nfig1,a\n", "\0"])
def test_an_unfit_table_is_named_with_what_to_do(text, tmp_path):
    path = tmp_path / "published.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError, match=r"published\.csv .*git restore"):
        PUBLISHED.read(path)
    with pytest.raises(DatasetError, match="cannot be read"):
        PUBLISHED.read(tmp_path / "none.csv")
