"""When a network has solved its task (Section 2, Fig. 2a, d)."""

import numpy as np


def goal_loss(initial, trained, threshold: float, floor: str):
    """Return the loss below which a network has converged, or arrays of it.

    Parameters
    ----------
    initial, trained : float or numpy.ndarray
        The losses before and after training.
    threshold : float
        The part of the initial loss.
    floor : {"zero", "trained"}
        The loss from which that part is counted: 0 as in the paper, or the loss after training,
        for tasks that no network can solve to the end.
    """
    lowest = trained if floor == "trained" else np.zeros_like(trained)
    return lowest + threshold * (initial - lowest)
