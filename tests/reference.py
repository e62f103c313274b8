"""The network as most people write it: autograd through a Python loop, trials one by one.

The tests compare with it, and the benchmark measures against it.
"""

import numpy as np
import torch

from deltaw.networks.simulation import Weights

PHI = {
    "tanh": torch.tanh,
    "relu": torch.relu,
    "softplus": lambda x: torch.logaddexp(x, torch.zeros_like(x)),
    "identity": lambda x: x,
}


def plain_trial(w, m, v, inputs, dt, phi=torch.tanh, noise=None):
    """Return z, shape (B, T, O), by Eq. 2 and 3, step by step; noise has shape (B, T, N)."""
    n_trials, n_steps, _ = inputs.shape
    x = torch.zeros(n_trials, len(w), dtype=w.dtype)
    r = phi(x)
    z = torch.zeros(n_trials, n_steps, v.shape[1], dtype=w.dtype)
    for k in range(n_steps):
        x = x + dt * (-x + r @ w.T + inputs[:, k] @ m.T)
        x = x if noise is None else x + noise[:, k]
        r = phi(x)
        z[:, k] = r @ v
    return z


class Simulated(torch.autograd.Function):
    """z of a workspace's trials as a function that autograd can check and differentiate."""

    @staticmethod
    def forward(ctx, w, m, v, workspace):
        """Return z, shape (B, T, O), of the trials that the workspace has loaded."""
        ctx.weights, ctx.workspace = Weights(*as_arrays((w, m, v))), workspace
        return torch.from_numpy(workspace.forward(ctx.weights))

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, grad_z):
        """Return the gradients of w, m and v."""
        gradients = ctx.workspace.backward(grad_z.numpy(), ctx.weights)
        return *(torch.from_numpy(g.copy()) for g in gradients), None


def as_arrays(tensors):
    """Return the values of tensors."""
    return [t.detach().numpy() for t in tensors]


def as_tensors(weights, dtype=torch.float64):
    """Return weights as tensors that autograd follows."""
    return [torch.from_numpy(w).to(dtype).requires_grad_() for w in weights]


def plain_loss(outputs, targets, mask):
    """Return half the mean squared error over what the mask penalises."""
    error = outputs - targets
    return 0.5 * (mask * error * error).sum() / mask.sum()


def plain_flipflop(rng, task, n_trials, dt):
    """Draw flip-flop trials (variant "independent") in a Python loop."""
    n_steps = round(task.duration / dt)
    inputs = np.zeros((n_trials, n_steps, task.channels), dtype=np.float32)
    targets, mask = np.zeros_like(inputs), np.zeros_like(inputs)
    for b in range(n_trials):
        onset = round(task.start / dt)
        while onset < n_steps:
            channel, sign = rng.integers(task.channels), rng.choice([-1, 1])
            decision = onset + round(task.decision / dt)
            inputs[b, onset : onset + round(task.pulse / dt), channel] = task.amplitude * sign
            targets[b, onset:, channel] = task.target * sign
            mask[b, onset:, channel] = 1
            mask[b, onset:decision] = -np.inf  # put back to 0 below
            onset = decision + int(rng.uniform(*task.delay) / dt)
        for c in range(task.channels):
            first = np.flatnonzero(inputs[b, :, c])
            begin = first[0] if len(first) else n_steps
            mask[b, :begin, c] = 0
            mask[b, begin:, c] = np.where(mask[b, begin:, c] < 0, 0, 1)
    return inputs, targets, mask


def plain_mante(rng, task, n_trials, dt):
    """Draw Mante trials in a Python loop."""
    lengths = (task.fixation, task.stimulus, task.delay, task.decision)
    on, off, go, end = np.cumsum([round(length / dt) for length in lengths])
    inputs = np.zeros((n_trials, end, 4), dtype=np.float32)
    targets = np.zeros((n_trials, end, 1), dtype=np.float32)
    mask = np.zeros_like(targets)
    for b in range(n_trials):
        context = rng.integers(2)
        coherence = rng.choice(task.coherences, size=2) * rng.choice([-1, 1], size=2)
        inputs[b, :, :2] = task.noise / np.sqrt(dt) * rng.standard_normal((end, 2))
        inputs[b, on:off, :2] += coherence
        inputs[b, on:off, 2 + context] = 1
        targets[b, go:] = task.target * np.sign(coherence[context])
        mask[b, :off] = mask[b, go:] = 1
    return inputs, targets, mask


def plain_romo(rng, task, n_trials, dt):
    """Draw Romo trials in a Python loop."""
    parts = (task.fixation, task.pulse, task.pulse, task.wait, task.decision)
    longest = sum(round(part / dt) for part in parts) + int(task.delay[1] / dt)
    inputs = np.zeros((n_trials, longest, 1), dtype=np.float32)
    targets = np.zeros((n_trials, longest, 2), dtype=np.float32)
    mask = np.zeros_like(targets)
    pulse = round(task.pulse / dt)
    for b in range(n_trials):
        heights = rng.uniform(*task.heights, size=2)
        while abs(heights[0] - heights[1]) < task.least_difference:
            heights = rng.uniform(*task.heights, size=2)
        first = round(task.fixation / dt)
        second = first + pulse + int(rng.uniform(*task.delay) / dt)
        go = second + pulse + round(task.wait / dt)
        end = go + round(task.decision / dt)
        inputs[b, first : first + pulse] = heights[0]
        inputs[b, second : second + pulse] = heights[1]
        targets[b, go:end, int(heights[1] > heights[0])] = task.target
        mask[b, : second + pulse] = mask[b, go:end] = 1
    return inputs, targets, mask


def plain_perceptual(rng, task, n_trials, dt):
    """Draw trials of the perceptual decision in a Python loop."""
    on, off = round(task.fixation / dt), round(task.fixation / dt) + round(task.stimulus / dt)
    inputs = np.zeros((n_trials, off + round(task.decision / dt), 1), dtype=np.float32)
    targets, mask = np.zeros_like(inputs), np.zeros_like(inputs)
    for b in range(n_trials):
        mean = rng.choice(task.means) * rng.choice([-1, 1])
        for k in range(on, off):
            inputs[b, k] = rng.normal(mean, task.noise / np.sqrt(dt))
        targets[b, off:] = task.target * np.sign(mean)
        mask[b, :on] = mask[b, off:] = 1
    return inputs, targets, mask


def plain_match_to_sample(rng, task, n_trials, dt):
    """Draw trials of the delayed match to sample in a Python loop."""
    pulse, first = round(task.pulse / dt), round(task.fixation / dt)
    parts = (task.fixation, task.pulse, task.delay[1], task.pulse, task.wait, task.decision)
    longest = sum(round(part / dt) for part in parts)
    inputs = np.zeros((n_trials, longest, 2), dtype=np.float32)
    targets = np.zeros((n_trials, longest, 1), dtype=np.float32)
    mask = np.zeros_like(targets)
    delays = range(round(task.delay[0] / dt), round(task.delay[1] / dt) + 1)
    for b in range(n_trials):
        sample, match = rng.integers(2), rng.integers(2)
        second = first + pulse + rng.choice(delays)
        inputs[b, first : first + pulse, sample] = 1
        inputs[b, second : second + pulse, sample if match else 1 - sample] = 1
        go = second + pulse + round(task.wait / dt)
        end = go + round(task.decision / dt)
        targets[b, go:end] = task.target if match else -task.target
        mask[b, : second + pulse] = mask[b, go:end] = 1
    return inputs, targets, mask


def plain_ready_set_go(rng, task, n_trials, dt):
    """Draw trials of the reproduced interval in a Python loop."""
    pulse, first = round(task.pulse / dt), round(task.fixation / dt)
    shortest, longest = (round(bound / dt) for bound in task.interval)
    rest = round(task.rest / dt)
    inputs = np.zeros((n_trials, first + 2 * longest + rest, 1), dtype=np.float32)
    targets, mask = np.zeros_like(inputs), np.zeros_like(inputs)
    for b in range(n_trials):
        interval = rng.choice(range(shortest, longest + 1))
        for onset in (first, first + interval):
            inputs[b, onset : onset + pulse] = 1
        end = first + 2 * interval + rest
        for k in range(first + interval, end):
            late = dt * (k + 1 - first - 2 * interval)  # the target is that after the step
            targets[b, k] = task.target * np.exp(-(late**2) / (2 * task.width**2))
        mask[b, :end] = 1
    return inputs, targets, mask


def plain_pattern(rng, task, n_trials, dt):
    """Draw trials of the started pattern in a Python loop."""
    earliest, latest = (round(bound / dt) for bound in task.start)
    duration = round(task.duration / dt)
    inputs = np.zeros((n_trials, latest + duration, 1), dtype=np.float32)
    targets, mask = np.zeros_like(inputs), np.zeros_like(inputs)
    for b in range(n_trials):
        start = rng.choice(range(earliest, latest + 1))
        inputs[b, start : start + round(task.pulse / dt)] = 1
        for k in range(duration):
            phases = [2 * np.pi * (k + 1) * dt / period for period in task.periods]
            targets[b, start + k] = task.target * np.sin(phases).sum()
        mask[b, : start + duration] = 1
    return inputs, targets, mask


PLAIN_TRIALS = {
    "flipflop": plain_flipflop,
    "mante": plain_mante,
    "romo": plain_romo,
    "perceptual": plain_perceptual,
    "match_to_sample": plain_match_to_sample,
    "ready_set_go": plain_ready_set_go,
    "pattern": plain_pattern,
}


def plain_linear_trial(w, m, v, inputs, dt, start):
    """Return z, shape (T,), of the linear network with one input and output, step by step."""
    x = start
    z = []
    for u in inputs:
        x = x + dt * (-x + w @ x + m * u)
        z.append(v @ x)
    return torch.stack(z)
