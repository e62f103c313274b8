"""How a run's numbers are compared with the published ones."""

import numpy as np
import pandas as pd
import pytest

import synthetic
from deltaw.config.common import PUBLISHED as FILE
from deltaw.published import page
from deltaw.published.agreement import AGREEMENT, by_panel, compare, criteria, figures_of, in_words
from deltaw.published.points import PUBLISHED, chosen


@pytest.fixture(scope="module")
def points():
    return PUBLISHED.read(FILE)


@pytest.fixture(scope="module")
def results():
    return synthetic.results(synthetic.evidence())


@pytest.fixture(scope="module")
def table(points, results):
    return compare(points, results)


def test_every_published_number_has_a_row_in_its_order(table, points):
    assert list(table) == list(AGREEMENT.columns)
    kept = points.dropna(subset=["value"])
    np.testing.assert_array_equal(table["published"], kept["value"])
    assert (table["figure"].to_numpy() == kept["figure"].to_numpy()).all()
    lacking = table["ours"].isna()
    assert (table.loc[lacking, "not_compared"] != "").all()
    assert (table.loc[~lacking, "not_compared"] == "").all()


def test_z_is_in_combined_deviations_and_in_standard_errors(table):
    (cell,) = chosen(table, figure="fig2", panel="a", of="mante", g=0.9).itertuples()
    assert cell.ours == 31.5
    assert cell.our_networks == 4
    assert cell.our_spread == pytest.approx(np.std([30, 31, 32, 33], ddof=1))
    theirs, error = (55.67 - 48.88) / 2, 3 + 0.5227
    total = np.sqrt(cell.our_spread**2 + theirs**2 + error**2)
    assert cell.z_deviations == pytest.approx((31.5 - 52.27) / total, rel=1e-3)
    total = np.sqrt(cell.our_spread**2 / 4 + theirs**2 / 4 + error**2)
    assert cell.z_errors == pytest.approx((31.5 - 52.27) / total, rel=1e-3)
    assert cell.ratio == pytest.approx(31.5 / 52.27)


def test_one_published_network_is_a_draw_and_has_no_standard_error(table):
    cells = chosen(table, figure="fig1", panel="g")
    assert (cells["published_networks"] == 1).all()
    expected = (cells["ours"] - cells["published"]) / np.hypot(
        cells["our_spread"], cells["reading_error"]
    )
    np.testing.assert_allclose(cells["z_deviations"], expected)
    assert cells["z_errors"].isna().all()


def test_a_prediction_is_off_by_the_reading_alone(table):
    cells = chosen(table, figure="fig3", quantity="loss_theory")
    assert len(cells) == 38
    assert cells["our_spread"].isna().all()
    assert (cells["z_deviations"].abs() < 1).all()


def test_what_agrees_by_definition_is_not_judged(table):
    for zero in (
        chosen(table, figure="fig3", quantity="s1", x=0.0),
        chosen(table, figure="fig4", quantity="dw_norm", g=0.0),
    ):
        assert len(zero) >= 2
        np.testing.assert_allclose(zero["ours"], zero["published"], atol=0.02)
        assert zero[["z_deviations", "z_errors"]].isna().all(axis=None)
    shuffled = chosen(table, figure="fig4", quantity="relative_shuffle_loss", g=0.0)
    assert shuffled["z_deviations"].notna().all()


def test_without_a_spread_of_either_side_nothing_is_judged(points, results):
    seed = synthetic.Results(
        {task: summary.isel(seed=[0]) for task, summary in results.tasks.items()},
        results.linear.isel(seed=[0]),
        results.sentiment.isel(seed=[0]),
    )
    table = compare(points, seed)
    assert chosen(table, figure="fig1", panel="g")["z_deviations"].isna().all()
    assert chosen(table, figure="fig3", quantity="loss")["z_deviations"].isna().all()
    fig2 = chosen(table, figure="fig2", panel="b").dropna(subset=["ours"])
    assert len(fig2)
    assert fig2["z_deviations"].notna().all()  # the published shade is known
    assert fig2["z_errors"].isna().all()


def test_ratios_leave_out_what_cannot_be_told_from_zero(table):
    zero = chosen(table, figure="fig2", panel="c", g=0.0)
    assert zero["ours"].notna().all()
    assert zero["ratio"].isna().all()


def cells(z, **columns):
    """Return a table with these differences in deviations."""
    numbers = {"ours": 1.0, "z_errors": np.nan, "ratio": 1.0}
    return pd.DataFrame({"z_deviations": z, **(numbers | columns)})


def test_shares_are_of_the_cells_that_can_be_judged():
    found = figures_of(cells([0.5, -1.5, 3, np.nan], z_errors=[1, 3, np.nan, np.nan]))
    assert (found["cells"], found["compared"], found["judged"]) == (4, 4, 3)
    assert (found["near"], found["far"], found["errors"]) == pytest.approx((1 / 3, 2 / 3, 1 / 2))
    assert found["z"] == pytest.approx(2 / 3)


def test_panels_stand_in_the_order_of_the_paper(table):
    names = by_panel(table)["panel"].tolist()
    assert names[:2] == ["Fig. 1g", "Fig. 1h"]
    assert names[-3:] == ["LSTM details a", "LSTM details b", "LSTM details f"]
    assert names.index("Fig. 3b") + 1 == names.index("Fig. 3b (theory)")
    assert by_panel(table)["cells"].sum() == len(table) == 589


def exactly(points, change=1.0):
    """Return a table in which ours are the published numbers, times a factor."""
    table = points.dropna(subset=["value"]).assign(ratio=change, ours=1, z_errors=0.0)
    return table.assign(
        published_networks=table["networks"], z_deviations=np.where(change == 1, 0.0, 5.0)
    )


@pytest.mark.parametrize(("change", "met"), [(1.0, "yes"), (1.2, "no")])
def test_the_criteria_of_the_inferred_settings(points, change, met):
    rows = criteria(exactly(points, change))
    assert len(rows) == 2 + 2 * 3
    expected = [met, "yes", *[met] * 6]  # the standard errors are left alone
    assert rows["met"].tolist() == expected


def test_criteria_without_numbers_have_no_answer(points):
    table = exactly(points).assign(z_deviations=np.nan, z_errors=np.nan, ratio=np.nan)
    assert (criteria(table)["met"] == "").all()


@pytest.mark.parametrize(
    ("change", "share", "ratio"), [(1.136, "0 %", "1.14"), (1.0, "100 %", "1")]
)
def test_an_answer_shows_why_it_is_met_or_not(points, change, share, ratio):
    found = page.answers(exactly(points, change))["found"].tolist()
    assert found == [share, "100 %", *[ratio] * 6]


def test_what_is_reproduced_in_a_sentence(points):
    assert in_words(exactly(points)) == (
        "Of 513 published numbers 513 can be judged; 513 of these (100%) are within two combined "
        "standard deviations."  # without the 76 of predicted lines
    )
    nothing = exactly(points).assign(z_deviations=np.nan)
    assert in_words(nothing) == "None of the 513 published numbers can be judged."


def test_the_page_has_the_panels_the_criteria_and_what_is_left_out(table, results):
    text = page.markdown(table, results)
    assert text.splitlines()[0] == in_words(table)
    assert "| Fig. 2a " in text
    assert "at least 95 % of Fig. 2 within 2 combined deviations" in text
    assert "- the run has no g = 1.5: " in text
    assert "- the LSTM has other sentences, word vectors or units: " in text
    whole = table.assign(not_compared="")
    assert "not compared, and why" not in page.markdown(whole, results)


def test_the_table_survives_csv(table, tmp_path):
    table.to_csv(tmp_path / "agreement.csv", index=False)
    back = AGREEMENT.read(tmp_path / "agreement.csv")
    pd.testing.assert_frame_equal(back, table.reset_index(drop=True), check_dtype=False)
