"""What a claim is, and how comparisons become a verdict."""

import pytest

from deltaw.claims import CLAIMS, Part
from deltaw.claims.registry import SECTIONS, claim, verdict


def test_no_claim_is_registered_twice():
    def beta(evidence):
        return []

    with pytest.raises(ValueError, match="beta is registered twice"):
        claim("", "", "", "", section=3)(beta)


def test_criteria_reasons_and_sections_are_given():
    for c in CLAIMS.values():
        assert any(letter.isdigit() for letter in c.criterion), c.id
        assert all((c.sentence, c.source, c.reason)), c.id
        assert c.section in SECTIONS, c.id


def test_panels_are_those_of_the_published_numbers(points):
    known = set(points["figure"] + points["panel"])
    for c in CLAIMS.values():
        assert set(c.panels) <= known, c.id
        assert set(c.at) <= {"g", "quantity"}, c.id
        assert c.panels or not c.legible, c.id


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
    assert verdict([Part("", "", held, of) for held, of in counts]) == expected


def test_a_part_says_where_it_falls_short():
    assert str(Part("a", "1", 1)) == "a 1"
    assert str(Part("a", "1", 0)) == "a 1 [no]"
    assert str(Part("a", "1", 3, 5)) == "a 1 [3 of 5]"
    assert str(Part("", "1 of 5 left out", 0, 0)) == "1 of 5 left out"
