"""The claims as targets of the workflow, on the tiny config."""

import shutil

import pandas as pd
from checkouts import EVERYTHING

from deltaw.claims import CLAIMS
from deltaw.published.agreement import AGREEMENT


def test_every_claim_has_a_verdict(finished):
    results = finished.results()
    table = pd.read_csv(results["claims.csv"], keep_default_na=False)
    assert set(table["id"]) == set(CLAIMS)
    assert table["here"].isin(["holds", "partly", "fails", "not evaluated"]).all()
    assert (table.set_index("id").loc["linear_dw_norm", "published"]) == "fails"
    assert (table[["measured", "criterion", "reason"]] != "").all(axis=None)
    text = results["claims.md"].read_text(encoding="utf-8")
    assert all(f"| {name} " in text for name in CLAIMS)


def test_the_run_is_compared_with_the_published_numbers(finished):
    """Networks of the tiny run learn nothing; the theory's lines are the paper's."""
    results = finished.results()
    table = AGREEMENT.read(results["agreement.csv"])
    judged = table["z_deviations"].notna()
    assert (table.loc[judged, "published_networks"] == 0).all()
    assert (table.loc[judged, "z_deviations"].abs() < 2).all()
    assert table["not_compared"].str.contains("did not converge").any()
    text = results["agreement.md"].read_text(encoding="utf-8")
    assert text.startswith("None of the 513 published numbers can be judged.")


def test_the_table_with_the_supplement_rests_on_its_networks(finished):
    results = finished.results()
    names = ("claims.md", "claims_with_supplement.md")
    without, full = (results[name].read_text(encoding="utf-8") for name in names)
    for name in ("romo, N = 16", "flipflop_sgd, N = 24"):
        assert f"; {name}: 1;" in full
    assert "no networks of flipflop_w_only" not in full
    assert "N = 16" not in without
    assert (
        "no networks of flipflop_w_only with N = 24; the target claims_with_supplement" in without
    )


def test_another_criterion_checks_again_and_no_more(finished, checkout):
    """Copy the results into a fresh copy of the workflow, and change one criterion there."""
    for made in ("results", ".snakemake"):
        shutil.copytree(finished.folder / made, checkout.folder / made)
    checkout.edit("workflow/deltaw/claims/sentiment.py", "= 10, 0.01", "= 10, 0.02")
    assert checkout.planned(*EVERYTHING) == {"check_claims": 2}
