"""Taylor coefficients of the gradient flow at finite N, for the tests of theory and flow."""

from typing import NamedTuple

import numpy as np
from scipy import linalg


class Taylor(NamedTuple):
    """Derivatives at tau = 0 of the flow, exact at finite N (Eq. 7).

    Attributes
    ----------
    readout : numpy.ndarray, shape (4,)
        z and its derivatives of order 1 to 3.
    weights : numpy.ndarray, shape (3, N, N)
        W1, W2 and W3 of Eq. 7.
    """

    readout: np.ndarray
    weights: np.ndarray


def taylor_coefficients(w0: np.ndarray, m: np.ndarray, w: np.ndarray, zhat: float) -> Taylor:
    """Return the derivatives of z and W at tau = 0 from B = (I - W0)^-1, m and w.

    From dR = R dW R follow p' = e (p.p) R^T q, q' = e (q.q) R p and z' = e (p.p)(q.q); the
    rest is the product rule.
    """
    b = linalg.inv(np.eye(len(m)) - w0)
    p, q = b.T @ w, b @ m
    bp, bq = b @ p, b.T @ q
    pp, qq, overlap = p @ p, q @ q, p @ bq
    e = zhat - w @ q

    z1 = e * pp * qq
    p1, q1 = e * pp * bq, e * qq * bp
    pp1, qq1 = 2 * p @ p1, 2 * q @ q1

    z2 = -z1 * pp * qq + e * (pp1 * qq + pp * qq1)
    # (R^T q)' = e (p.R^T q) R^T q + R^T q', (R p)' = e (q.R p) R p + R p'
    p2 = (-z1 * pp + e * pp1) * bq + e * pp * (e * overlap * bq + b.T @ q1)
    q2 = (-z1 * qq + e * qq1) * bp + e * qq * (e * overlap * bp + b @ p1)
    pp2, qq2 = 2 * (p1 @ p1 + p @ p2), 2 * (q1 @ q1 + q @ q2)

    z3 = -z2 * pp * qq - 2 * z1 * (pp1 * qq + pp * qq1)
    z3 += e * (pp2 * qq + 2 * pp1 * qq1 + pp * qq2)
    first, second = np.outer(p1, q) + np.outer(p, q1), np.outer(p2, q) + np.outer(p, q2)
    weights = (
        e * np.outer(p, q),
        -z1 * np.outer(p, q) + e * first,
        -z2 * np.outer(p, q) - 2 * z1 * first + e * (second + 2 * np.outer(p1, q1)),
    )
    return Taylor(np.array([zhat - e, z1, z2, z3]), np.stack(weights))


def singular_value_coefficients(weights: np.ndarray) -> tuple[np.ndarray, float]:
    """Return what s1 and s2 of ΔW grow with, at finite N, from W1 to W3 (compare Eq. 14).

    W1 = s u v^T is perturbed by W2 tau / 2 + W3 tau^2 / 6, to second order for s1 and to
    lowest order for s2, which feels only what is orthogonal to u and v.

    Parameters
    ----------
    weights : numpy.ndarray, shape (3, N, N)
        W1, W2 and W3; W1 has rank 1.

    Returns
    -------
    numpy.ndarray, shape (3,)
        s1 = c[0] tau + c[1] tau^2 + c[2] tau^3 + O(tau^4).
    float
        s2 = c tau^3 + O(tau^4).
    """
    w1, w2, w3 = weights
    row = w1[np.linalg.norm(w1, axis=1).argmax()]
    v = row / np.linalg.norm(row)
    s = np.linalg.norm(w1 @ v)
    u = w1 @ v / s
    right, left = w2 @ v, w2.T @ u
    bend = (right @ right - (u @ right) ** 2 + left @ left - (v @ left) ** 2) / (8 * s)
    s1 = np.array([s, u @ right / 2, u @ w3 @ v / 6 + bend])
    rest = w3 / 6 - np.outer(right, left) / (4 * s)
    rest -= np.outer(u, u @ rest)
    rest -= np.outer(rest @ v, v)
    return s1, np.linalg.norm(rest, 2)
