"""The paper's claims, checked on the results of a run and on the published points.

`registry` says what a claim is and turns its comparisons into a verdict; `table` puts all of them
together; `published` gives the published points the form of results. The other modules hold the
claims, each a small function with its criterion and the reason for it. The criteria come from the
paper's words and figures, not from the results of this workflow.

Sentences without a claim, what they would need, and those that follow from claims on others stand
in docs/deviations.md.
"""

# In the order of the paper, within its sections
from . import spectra, networks, initial_connectivity, network_size, ranks  # isort: skip
from . import linear, linear_start, linear_geometry, expansion, linear_scaling  # isort: skip
from . import third_order, sentiment, supplement, dynamics, hierarchy  # isort: skip
from .registry import CLAIMS, Claim, Evidence, NotEvaluated, Part
from .table import check, markdown

__all__ = [
    "CLAIMS",
    "Claim",
    "Evidence",
    "NotEvaluated",
    "Part",
    "check",
    "dynamics",
    "expansion",
    "hierarchy",
    "initial_connectivity",
    "linear",
    "linear_geometry",
    "linear_scaling",
    "linear_start",
    "markdown",
    "network_size",
    "networks",
    "ranks",
    "sentiment",
    "spectra",
    "supplement",
    "third_order",
]
