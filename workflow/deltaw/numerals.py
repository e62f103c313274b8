"""Numbers as people read them: no more digits than their spread allows, no exponents."""

import math

import numpy as np

SMALLEST, LARGEST = 1e-3, 1e7  # of what is written without a power of ten
NEGLIGIBLE = 1e-4  # a spread below this part of the mean leaves the mean's digits alone
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(x: float, digits: int = 3) -> str:
    """Return a number with so many significant digits: 2,390, 0.14, 5·10⁻⁹."""
    if not math.isfinite(x):
        return "none" if math.isnan(x) else "never"
    if x == 0:
        return "0"
    exponent = math.floor(math.log10(abs(x)))
    if not SMALLEST <= abs(x) < LARGEST:
        return f"{x / 10.0**exponent:.{digits}g}·10{str(exponent).translate(RAISED)}"
    decimals = max(digits - 1 - exponent, 0)
    text = f"{round(x, digits - 1 - exponent):,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def spread(values) -> str:
    """Return mean ± standard deviation of the finite values, and how many are finite if not all."""
    values = np.asarray(values, dtype=float).ravel()
    finite = values[np.isfinite(values)]
    if not finite.size:
        return "none"
    rest = f" ({len(finite)} of {len(values)})" if len(finite) < len(values) else ""
    deviation = finite.std(ddof=1) if finite.size > 1 else None
    return with_deviation(finite.mean(), deviation) + rest


def with_deviation(mean: float, deviation: float | None) -> str:
    """Return a mean to the digits that its standard deviation allows: 2,390 ± 190."""
    if deviation is None or not math.isfinite(deviation):
        return number(mean)
    if deviation <= NEGLIGIBLE * abs(mean) or deviation < SMALLEST**2:
        return f"{number(mean)} ± {number(deviation, 2)}"
    decimals = 1 - math.floor(math.log10(deviation))
    shown = max(decimals, 0)
    return " ± ".join(f"{round(x, decimals):,.{shown}f}" for x in (mean, deviation))
