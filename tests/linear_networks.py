"""Small linear networks and trials, and their loss by autograd."""

import numpy as np
import torch

from deltaw.linear.simulation import Trial, initial_weights
from reference import plain_linear_trial


def network(n=12, g=0.7, dtype=np.float64, seed=0):
    """Yield W0, M and V."""
    weights = initial_weights(np.random.default_rng(seed), n, g)
    return (a.astype(dtype) for a in weights)


def any_trial(n_steps=9, seed=1):
    """Return a trial of random inputs and targets, of which some are penalised."""
    rng = np.random.default_rng(seed)
    mask = (rng.random(n_steps) < 0.6).astype(float)
    return Trial(rng.standard_normal(n_steps), rng.standard_normal(n_steps), mask)


def loss_by_autograd(w, m, v, trial, dt, start):
    """Return loss and outputs of a trial, both with their graph."""
    z = plain_linear_trial(w, m, v, torch.tensor(trial.inputs), dt, start)
    mask = torch.tensor(trial.mask)
    return 0.5 * (mask * (z - torch.tensor(trial.targets)) ** 2).sum() / mask.sum(), z
