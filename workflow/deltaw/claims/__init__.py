"""The paper's claims, checked on the results of a run and on the published points.

`registry` says what a claim is and turns its comparisons into a verdict; `table` puts all of them
together; `published` gives the published points the form of results. The other modules hold the
claims, each a small function with its criterion and the reason for it. The criteria come from the
paper's words and figures, not from the results of this workflow.

These sentences of the paper have no claim, as they need computations that no rule makes:

- W alone and SGD for Mante and Romo, whose networks are not trained so (Section 2);
- the transition to chaotic activity, a Lyapunov exponent of each network (Section 2);
- that W0 amplifies ΔW: losses with ΔW alone (Section 2);
- that gradient flow describes the updates at all g: flows are kept for two g and drawn in Fig. 3;
- the direction of the first gradient, Eq. 11: only its norm is kept;
- the span of B^T w, B B^T w, ... for ΔW (Section 3): `higher_rank` counts its rank;
- a rank bounded by N_in + N_out: linear networks with several inputs and outputs (Section 5);
- plateaus as phase transitions: weights during training (Section 5);
- that the function cannot be linearised around W0: a Jacobian of each network (Section 5);
- components that grow on top of others in nonlinear tasks: ΔW during training (Section 5);
- that the rank follows the task's dimension: tasks with more channels (Abstract, Section 5).

Three more follow from those that have one: ẑ enters nonlinearly (`time_of_target`,
`concave_loss`), W0 enlarges the pool of directions and the solution still has rank one
(`higher_rank`, `linear_rank_one`), and τ* scales with g as to first order (`acceleration`).
"""

# In the order of the paper, within its sections
from . import spectra, networks, initial_connectivity, network_size, ranks  # isort: skip
from . import linear, linear_geometry, expansion, linear_scaling, third_order  # isort: skip
from . import sentiment, supplement  # isort: skip
from .registry import CLAIMS, Claim, Evidence, NotEvaluated, Part
from .table import check, markdown

__all__ = [
    "CLAIMS",
    "Claim",
    "Evidence",
    "NotEvaluated",
    "Part",
    "check",
    "expansion",
    "initial_connectivity",
    "linear",
    "linear_geometry",
    "linear_scaling",
    "markdown",
    "network_size",
    "networks",
    "ranks",
    "sentiment",
    "spectra",
    "supplement",
    "third_order",
]
