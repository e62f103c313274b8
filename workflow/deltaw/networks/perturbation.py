"""What a network does by itself and to first order: chaos, linearisation, ΔW without W0.

Without input the Euler scheme of Eq. 2 is x[k+1] = (1 - dt) x[k] + dt W phi(x[k]), and a small
difference d follows

    d[k+1] = (1 - dt) d[k] + dt W phi'(x[k]) d[k].

The largest Lyapunov exponent is the mean growth of log |d| over a long time (Benettin et al. 1980).
The same linearisation with the changes of the weights as its source, instead of a first difference,
gives the outputs to first order in ΔW, ΔM and ΔV, the product of a Jacobian with these changes:

    d[k+1] = (1 - dt) d[k] + dt (W0 phi'(x[k]) d[k] + ΔW r[k] + ΔM u[k]),
    z[k] = V0^T (r[k+1] + phi'(x[k+1]) d[k+1]) + ΔV^T r[k+1],       r = phi(x) with W0 and M0.
"""

from collections.abc import Mapping

import numpy as np
import xarray as xr

from ..randomness import generator
from .dynamics import Dynamics, Nonlinearity
from .evaluation import NetworkLoss
from .simulation import Weights, evaluate_outputs, masked_loss


def describe_dynamics(network: xr.Dataset, at: Mapping, settings: Mapping) -> dict[str, float]:
    """Return the variables of `kinds.DYNAMICS` of one network; NaN where it diverged.

    Parameters
    ----------
    network : xarray.Dataset
        Of kind `kinds.NETWORK`.
    at : mapping
        Its coordinates, which name the random draws.
    settings : mapping
        ``time`` and ``transient`` of the Lyapunov exponents, and those of
        `evaluation.evaluation_trials`.
    """
    before = Weights(*(network[name].values for name in ("w0", "m0", "v0")))
    dw, m, v = (network[name].values for name in ("dw", "m", "v"))
    trained, change = Weights(before.w + dw, m, v), Weights(dw, m - before.m, v - before.v)
    of_task = NetworkLoss.of(settings, at["task"])
    root = settings["root_seed"]
    with np.errstate(over="ignore", invalid="ignore"):
        exponents = {
            f"lyapunov_{name}": lyapunov_exponent(
                w.astype(np.float64),
                generator(root, "networks", "lyapunov", matrix=name, **at),
                of_task.dynamics,
                settings["time"],
                settings["transient"],
            )
            for name, w in (("w0", before.w), ("w", trained.w))
        }
        z = linearised_outputs(before, change, of_task)
        return exponents | {
            "linearised_loss": masked_loss(z, of_task.trials.targets, of_task.trials.mask),
            "alone_output": output_without_w0(trained, dw, of_task),
        }


def lyapunov_exponent(
    w: np.ndarray, rng: np.random.Generator, dynamics: Dynamics, time: float, transient: float
) -> float:
    """Return the largest Lyapunov exponent without input and noise, per time constant.

    Parameters
    ----------
    w : numpy.ndarray, shape (N, N)
        W.
    rng : numpy.random.Generator
        Of the first state, N(0, 1), and of the first difference.
    dynamics : Dynamics
    time, transient : float
        Time over which growth is averaged, and time before it, in which the state comes to where
        it stays; in units of the time constant.
    """
    dt, phi, grown = dynamics.dt, dynamics.phi, 0.0
    n_steps, dropped = round(time / dt), round(transient / dt)
    x, d = rng.standard_normal((2, len(w)))
    for k in range(-dropped, n_steps):
        r, slope = _rate_and_slope(phi, x)
        product = w @ np.stack([r, slope * d], axis=1)
        x = (1 - dt) * x + dt * product[:, 0]
        d = (1 - dt) * d + dt * product[:, 1]
        length = np.linalg.norm(d)
        d /= length
        if k >= 0:
            grown += np.log(length)
    return grown / (n_steps * dt)


def linearised_outputs(before: Weights, change: Weights, of_task: NetworkLoss) -> np.ndarray:
    """Return z to first order in the changes of the weights, shape (B, T, O), in double.

    Parameters
    ----------
    before : Weights
        W0, M and V before training.
    change : Weights
        ΔW, ΔM and ΔV.
    of_task : NetworkLoss
        Its trials, dynamics and noise.
    """
    before, change = (Weights(*(a.astype(np.float64) for a in w)) for w in (before, change))
    inputs, dynamics = of_task.trials.inputs, of_task.dynamics
    dt, (n_trials, n_steps, _) = dynamics.dt, inputs.shape
    x, d = np.zeros((2, n_trials, len(before.w)))
    noise = dynamics.draw_noise(of_task.noise(), (n_trials, n_steps, len(before.w)))
    r, slope = _rate_and_slope(dynamics.phi, x)
    z = np.empty((n_trials, n_steps, before.v.shape[1]))
    for k in range(n_steps):
        u = inputs[:, k]
        first = (slope * d) @ before.w.T + r @ change.w.T + u @ change.m.T
        x = (1 - dt) * x + dt * (r @ before.w.T + u @ before.m.T)
        x = x if noise is None else x + noise[:, k]
        d = (1 - dt) * d + dt * first
        r, slope = _rate_and_slope(dynamics.phi, x)
        z[:, k] = (r + slope * d) @ before.v + r @ change.v
    return z


def output_without_w0(trained: Weights, dw: np.ndarray, of_task: NetworkLoss) -> float:
    """Return the root mean square of the penalised outputs with ΔW alone, over that with W.

    Parameters
    ----------
    trained : Weights
        After training: W = W0 + ΔW, M and V, which stay.
    dw : numpy.ndarray, shape (N, N)
    of_task : NetworkLoss
        Its trials, dynamics and noise.
    """
    inputs, _, mask, _ = of_task.trials
    alone, whole = (
        evaluate_outputs(weights, inputs, mask, of_task.dynamics, of_task.noise())[mask > 0]
        for weights in (trained._replace(w=dw), trained)
    )
    return float(np.linalg.norm(alone) / np.linalg.norm(whole))


def _rate_and_slope(phi: Nonlinearity, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return phi(x) and phi'(x)."""
    r, slope = np.empty((2, *x.shape), x.dtype)
    phi.rate(x, out=r)
    phi.slope(r, out=slope)
    return r, slope
