"""Criteria that several claims share count what meets them, and keep value and limit."""

import numpy as np
import pytest

from deltaw.claims import measures


@pytest.mark.parametrize(
    ("criterion", "held"),
    [("at_most", 2), ("at_least", 2), ("below", 1), ("above", 1)],
)
def test_limits_count_those_on_their_side(criterion, held):
    part = getattr(measures, criterion)("x", [1.0, 2.0, 3.0], 2)
    assert (part.held, part.of) == (held, 3)
    assert (part.value, part.limit) == (2, 2)
    assert str(part).startswith("x 2.0 ± 1.0")


def test_near_is_to_both_sides_and_names_the_limit_that_is_closer():
    assert measures.near("x", [0.9, 1.1, 1.3], 1, 0.2).held == 2
    assert measures.near("x", 1.3, 1, 0.2).limit == pytest.approx(1.2)
    assert measures.near("x", 0.7, 1, 0.2).limit == pytest.approx(0.8)


def test_what_is_not_finite_counts_against_and_not_for_the_mean():
    part = measures.at_most("epoch", [10, np.inf], 20, "ten, and never")
    assert (part.held, part.of, part.value) == (1, 2, 10)
    assert str(part) == "epoch ten, and never [1 of 2]"
