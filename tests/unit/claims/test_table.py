"""The table of claims: three answers, numbers beside the text, a page by section."""

import copy
import re

import numpy as np
import pandas as pd
import pytest

from deltaw.claims import CLAIMS, Evidence, check, markdown
from deltaw.claims.published import other_readings, published_evidence
from deltaw.claims.registry import SECTIONS
from deltaw.claims.table import CLAIMED, KNOWN, published_verdict


@pytest.fixture(scope="module")
def published(points):
    return published_evidence(points)


@pytest.fixture(scope="module")
def table(papers, published, agreement):
    return check(papers, published, [], agreement)


def row(table, name):
    return table.set_index("id").loc[name]


def test_every_claim_has_a_row_by_section(table):
    assert sorted(table["id"]) == sorted(CLAIMS)
    assert table["section"].is_monotonic_increasing
    assert (table["here"] == "holds").all()
    for section, rows in table.groupby("section"):
        assert list(rows["id"]) == [name for name, c in CLAIMS.items() if c.section == section]


def test_only_legible_claims_have_a_published_answer(table):
    answered = set(table.loc[table["published"] != "", "id"])
    # Flip-flop and Mante are not drawn at the largest g of the sweeps.
    assert answered == {name for name, c in CLAIMS.items() if c.legible} - {"slower_when_chaotic"}
    assert set(table["published"]) == {"", "holds", "partly", "fails"}


def test_fig_4_fails_its_exponents_as_published(table):
    exponents = table.set_index("id").loc[["linear_dw_norm", "gradient_norm"]]
    assert (exponents["published"] == "fails").all()
    assert row(table, "acceleration")["published"] == "partly"
    read = row(table, "acceleration")["measured_published"]
    assert "zhat = 2: exponent 2.48 [no]" in read


def test_numbers_are_of_the_first_comparison_that_fails(papers, published, agreement):
    evidence = copy.deepcopy(papers)
    evidence.linear["dw_norm"] = evidence.linear["dw_norm"] * 0 + 1
    found = row(check(evidence, published, [], agreement), "linear_dw_norm")
    assert found["here"] == "fails"
    assert (found["value"], found["limit"]) == pytest.approx((0, 0.85))
    assert (found["held"], found["of"]) == (0, 4)
    assert found["published_value"] == pytest.approx(1.23, abs=0.01)


def test_numbers_are_those_of_the_first_comparison_if_all_hold(table):
    found = row(table, "low_rank_flipflop")
    assert (found["value"], found["limit"]) == pytest.approx((1, 5))
    assert (found["held"], found["of"]) == (8, 8)
    assert found["published_value"] == pytest.approx(1.48, abs=0.01)


def test_a_published_verdict_is_not_sure_where_readings_differ(papers, points, agreement):
    readings = [*other_readings(points)]
    table = check(papers, published_evidence(points), readings, agreement)
    norms = row(table, "linear_dw_norm")
    assert (norms["published"], norms["published_sure"]) == ("fails", 1)
    assert published_verdict(norms) == "fails"
    # Fig. 5b at rank 10 and the final accuracy differ by the limit and less than both errors.
    rank_ten = row(table, "lstm_rank_ten")
    assert 0 < rank_ten["published_sure"] < 0.9
    assert published_verdict(rank_ten) == "fails?"
    assert published_verdict(row(table, "lstm_others")) == ""
    page = markdown(table, papers, agreement)
    assert len(re.findall(r"^\| holds +\| fails\? ", page, re.MULTILINE)) >= 1


def test_agreement_is_that_of_the_cells_that_the_claim_is_about(papers, published, agreement):
    cells = agreement.assign(z_deviations=5.0)
    weak = (cells["figure"] == "fig2") & (cells["panel"] == "c") & np.isclose(cells["g"], 0.3)
    cells.loc[weak, "z_deviations"] = [0.5, -1.5, 3]
    found = row(check(papers, published, [], cells), "weak_w0_spared")
    assert found["agree"] == "67% of 3"
    assert found["z"] == pytest.approx(2 / 3)
    nothing = row(check(papers, published, [], cells.assign(z_deviations=np.nan)), "weak_w0_spared")
    assert nothing["agree"] == ""
    assert np.isnan(nothing["z"])


def test_the_table_survives_csv(papers, published, agreement, tmp_path):
    lacking = copy.deepcopy(papers)
    del lacking.tasks["flipflop_sgd", 256]
    table = check(lacking, published, [], agreement)
    assert row(table, "trained_alike")["here"] == "not evaluated"
    assert "no networks of flipflop_sgd with N = 256" in row(table, "trained_alike")["measured"]
    path = tmp_path / "claims.csv"
    table.to_csv(path, index=False)
    written = table.astype({"known": str})
    pd.testing.assert_frame_equal(CLAIMED.read(path), written, check_dtype=False)


def test_the_page_starts_with_what_is_reproduced(table, papers, agreement):
    first, empty, seeds, *_ = markdown(table, papers, agreement).splitlines()
    assert re.match(r"Of 513 published numbers \d+ can be judged; \d+ of these \(\d+%\)", first)
    n = len(CLAIMS)
    assert first.endswith(f"{n} of {n} statements are supported by their criteria ({n} holds, "
                          "0 partly, 0 fails, 0 not evaluated).")  # fmt: skip
    assert empty == ""
    assert seeds.startswith("Seeds: flipflop, N = 64: 4; ")
    assert seeds.endswith("linear network, N = 1,024: 3; linear, before training, N = 1,024: 21; "
                          "several channels, N = 256: 2; failing, N = 256: 2; cosine, N = 256: 2; "
                          "LSTM, 120 units: 2.")  # fmt: skip


def test_the_page_says_what_is_not_supported_and_why(papers, published, agreement):
    evidence = copy.deepcopy(papers)
    evidence.linear["dw_norm"] = evidence.linear["dw_norm"] * 0 + 1
    summary = evidence.tasks["mante", 256]
    summary["truncation_loss"] = 1 + 0 * summary["truncation_loss"]
    lines = markdown(check(evidence, published, [], agreement), evidence, agreement).splitlines()
    assert lines[2] == ("Not supported: `linear_dw_norm` (zhat = 0.5: exponent 0 ± 0, limit 0.85).")
    assert lines[4].startswith("In part: `low_rank_mante`, `solved_before_ten`, ")


def test_the_page_has_every_claim_below_its_section_the_verdicts_first(table, papers, agreement):
    page = markdown(table, papers, agreement)
    parts = page.split("\n## ")[1:]
    assert [part.splitlines()[0] for part in parts] == [f"{k} {v}" for k, v in SECTIONS.items()]
    rows = [line for part in parts for line in part.splitlines() if line.startswith("| holds")]
    assert len(rows) == len(CLAIMS)
    assert {row.count("|") for row in rows} == {9}
    header = [cell.strip() for cell in parts[0].splitlines()[2].strip("|").split("|")]
    assert header[:4] == ["here", "published", "agree", "claim"]
    marked = [name for name, c in CLAIMS.items() if c.known]
    assert sum(KNOWN in row for row in rows) == len(marked) > 0


def test_a_run_without_results_has_a_table_too(published, agreement):
    none = agreement.assign(ours=np.nan, z_deviations=np.nan)
    table = check(Evidence(256), published, [], none)
    assert (table["here"] == "not evaluated").all()
    first = markdown(table, Evidence(256), none).splitlines()[0]
    assert first.startswith("None of the 513 published numbers can be judged. 0 of 0 statements")


def test_the_same_results_give_the_same_table(table, papers, published, agreement):
    again = check(copy.deepcopy(papers), published, [], agreement)
    assert table.to_csv() == again.to_csv()
