"""How comparisons become a verdict, and verdicts a table."""

import copy
import io

import numpy as np
import pandas as pd
import pytest

from deltaw.claims import CLAIMS, Part, check, markdown
from deltaw.claims.registry import claim, verdict


def test_no_claim_is_registered_twice():
    def beta(evidence):
        return []

    with pytest.raises(ValueError, match="beta is registered twice"):
        claim("", "", "", "")(beta)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([(5, 5), (1, 1)], "holds"),
        ([(5, 5), (0, 0)], "partly"),
        ([(3, 5)], "partly"),
        ([(1, 2)], "partly"),
        ([(2, 5)], "fails"),
        ([(0, 1)], "fails"),
        ([(0, 0)], "not evaluated"),
    ],
)
def test_verdicts(counts, expected):
    assert verdict([Part("", held, of) for held, of in counts]) == expected


def test_a_part_says_where_it_falls_short():
    assert str(Part("a 1", 1)) == "a 1"
    assert str(Part("a 1", 0)) == "a 1 [no]"
    assert str(Part("a 1", 3, 5)) == "a 1 [3 of 5]"
    assert str(Part("1 of 5 left out", 0, 0)) == "1 of 5 left out"


def test_the_table_survives_csv(evidence):
    del evidence.tasks["flipflop_sgd", 256]
    table = check(evidence)
    back = pd.read_csv(io.StringIO(table.to_csv(index=False)))
    pd.testing.assert_frame_equal(back, table, check_dtype=False)
    assert list(back["id"]) == list(CLAIMS)
    assert set(back["verdict"]) == {"holds", "not evaluated"}


def test_the_markdown_has_six_columns_and_every_claim(evidence):
    caption, empty, *lines = markdown(check(evidence), evidence).splitlines()
    assert "flipflop, N = 64: 4" in caption
    assert "linear network, N = 1024: 3; LSTM, 40 units: 2." in caption
    assert empty == ""
    assert len(lines) == len(CLAIMS) + 2
    assert {line.count("|") for line in lines} == {7}
    header = [cell.strip() for cell in lines[0].strip("|").split("|")]
    assert header == ["id", "claim", "source", "measured", "criterion", "verdict"]
    assert [line.split("|")[1].strip() for line in lines[2:]] == list(CLAIMS)


def test_the_same_results_give_the_same_table(evidence):
    table = check(evidence)
    assert table.to_csv() == check(copy.deepcopy(evidence)).to_csv()
    assert np.all(table["verdict"] == "holds")
