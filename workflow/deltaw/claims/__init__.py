"""The paper's claims, checked on the results of a run.

`registry` says what a claim is and turns its comparisons into a verdict; `networks`,
`initial_connectivity`, `linear`, `linear_scaling` and `sentiment` hold the claims, each a small
function with its criterion and the reason for it.
The criteria come from the paper's words and figures, not from the results of this workflow.
"""

# In the order of the paper, which is that of the table
from . import networks, initial_connectivity, linear, linear_scaling, sentiment  # isort: skip
from .registry import CLAIMS, Claim, Evidence, NotEvaluated, Part, check, markdown

__all__ = [
    "CLAIMS",
    "Claim",
    "Evidence",
    "NotEvaluated",
    "Part",
    "check",
    "initial_connectivity",
    "linear",
    "linear_scaling",
    "markdown",
    "networks",
    "sentiment",
]
