"""Numbers as people read them."""

import numpy as np
import pytest

from deltaw.numerals import number, spread


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (2390.4, "2,390"),
        (12345678, "1.23·10⁷"),
        (0.1234, "0.123"),
        (10, "10"),
        (99.96, "100"),
        (-0.5, "-0.5"),
        (4.2e-9, "4.2·10⁻⁹"),
        (float("nan"), "none"),
        (float("inf"), "never"),
    ],
)
def test_numbers(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([2200, 2390, 2580], "2,390 ± 190"),
        ([0.12, 0.15, 0.18], "0.150 ± 0.030"),
        ([1, 1 + 2e-9], "1 ± 1.4·10⁻⁹"),
        ([2, 2], "2 ± 0"),
        ([5], "5"),
        ([4, np.inf, 6], "5.0 ± 1.4 (2 of 3)"),
        ([4, np.nan], "4 (1 of 2)"),
        ([np.nan], "none"),
    ],
)
def test_means_have_the_digits_that_their_spread_allows(values, text):
    assert spread(values) == text
