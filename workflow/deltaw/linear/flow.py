"""The gradient flow of Eq. 6 at finite N, integrated.

No expansion and no limit: a sharper check of the simulation than the theory of the paper,
and of the theory itself. With R = (I - W)^-1, p = R^T w, q = R m, z = w^T R m and
e = zhat - z, Eq. 6 reads dW/dtau = e p q^T.
"""

from typing import NamedTuple

import numpy as np
from scipy import linalg
from scipy.integrate import solve_ivp

from .theory import gradient_flow, readout

TOLERANCE = {"rtol": 1e-10, "atol": 1e-13}


class Flow(NamedTuple):
    """Learning by the gradient flow.

    Attributes
    ----------
    readout : numpy.ndarray, shape (K,)
        z at each learning time.
    singular_values : numpy.ndarray, shape (K, 2)
        The two leading ones of ΔW.
    """

    readout: np.ndarray
    singular_values: np.ndarray


def integrate(
    w0: np.ndarray, m: np.ndarray, w: np.ndarray, zhat: float, times: np.ndarray
) -> np.ndarray:
    """Return ΔW at each learning time, shape (K, N, N), in double precision (Eq. 6).

    Parameters
    ----------
    w0 : numpy.ndarray, shape (N, N)
    m, w : numpy.ndarray, shape (N,)
        The paper's vectors of unit length.
    times : numpy.ndarray, shape (K,)
        Rising from 0.
    """

    def rate(_, change):
        return gradient_flow(w0 + change.reshape(w0.shape), m, w, zhat).ravel()

    return _solve(rate, w0.size, times).reshape(-1, *w0.shape)


def integrate_without_w0(overlap: float, zhat: float, times: np.ndarray) -> np.ndarray:
    """Return A of Eq. 9 at each learning time, shape (K, 2, 2): the flow at g = 0.

    With U = [w m] and S = U^T U, W = U A U^T gives p = U (I - A^T S)^-1 (1, 0)^T and
    q = U (I - A S)^-1 (0, 1)^T.

    Parameters
    ----------
    overlap : float
        w^T m, the readout before learning; of order 1 / sqrt(N).
    times : numpy.ndarray, shape (K,)
        Rising from 0.
    """
    gram = _gram(overlap)

    def rate(_, entries):
        a = entries.reshape(2, 2)
        p = np.linalg.solve(np.eye(2) - a.T @ gram, [1, 0])
        q = np.linalg.solve(np.eye(2) - a @ gram, [0, 1])
        return ((zhat - gram[0] @ q) * np.outer(p, q)).ravel()

    return _solve(rate, 4, times).reshape(-1, 2, 2)


def flow(w0: np.ndarray, m: np.ndarray, w: np.ndarray, zhat: float, times: np.ndarray) -> Flow:
    """Return the flow of one network; parameters are those of `integrate`.

    Without W0 it is integrated in the four entries of A, else in all N^2 of ΔW.
    """
    if not w0.any():
        return flow_without_w0(w @ m, zhat, times)
    changes = integrate(w0, m, w, zhat, times)
    readouts = [readout(w0 + dw, m, w) for dw in changes]
    values = [linalg.svdvals(dw)[:2] for dw in changes]
    return Flow(np.array(readouts), np.array(values))


def flow_without_w0(overlap: float, zhat: float, times: np.ndarray) -> Flow:
    """Return the flow at g = 0; parameters are those of `integrate_without_w0`."""
    gram = _gram(overlap)
    triangle = linalg.cholesky(gram)  # U = Q triangle with orthonormal Q
    changes = integrate_without_w0(overlap, zhat, times)
    readouts = [gram[0] @ np.linalg.solve(np.eye(2) - a @ gram, [0, 1]) for a in changes]
    values = np.linalg.svd(triangle @ changes @ triangle.T, compute_uv=False)
    return Flow(np.array(readouts), values)


def _gram(overlap: float) -> np.ndarray:
    return np.array([[1, overlap], [overlap, 1]])


def _solve(rate, size: int, times: np.ndarray) -> np.ndarray:
    solution = solve_ivp(
        rate, (times[0], times[-1]), np.zeros(size), method="DOP853", t_eval=times, **TOLERANCE
    )
    if not solution.success:
        raise RuntimeError(f"the gradient flow could not be integrated: {solution.message}")
    return solution.y.T
