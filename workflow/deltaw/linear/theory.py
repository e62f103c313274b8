"""The theory of the linear network (Section 3): one function an equation.

m and w are here the paper's vectors of unit length, M = sqrt(N) m and V = w / sqrt(N), and
the connectivity W is called `weights`. tau is the learning time, eta times the epoch, and
tt = beta^2 tau the effective learning time. The first part holds for any network; the second
is the paper's limit of infinite N, in which m, w and W0 are independent. An expansion takes
its `order` in tau, 1 to 3.
"""

import numpy as np
from numpy.polynomial.polynomial import polyval
from scipy import linalg

# Any network


def unit_vectors(m: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the paper's m and w of length 1, from M and V, all of shape (N,), in double."""
    root = np.sqrt(len(m))
    return m.astype(np.float64) / root, v.astype(np.float64) * root


def fixed_point(weights: np.ndarray, m: np.ndarray) -> np.ndarray:
    """Return x* = sqrt(N) (I - W)^-1 m, shape (N,), for constant input 1 (before Eq. 5)."""
    n = len(m)
    return np.sqrt(n) * linalg.solve(np.eye(n) - weights, m)


def readout(weights: np.ndarray, m: np.ndarray, w: np.ndarray) -> float:
    """Return z = w^T x* / sqrt(N) at the fixed point (Eq. 5)."""
    return w @ fixed_point(weights, m) / np.sqrt(len(m))


def gradient_flow(weights: np.ndarray, m: np.ndarray, w: np.ndarray, zhat: float) -> np.ndarray:
    """Return dW/dtau, shape (N, N), with the trial's end at the fixed point (Eq. 6)."""
    factors = linalg.lu_factor(np.eye(len(m)) - weights)
    p = linalg.lu_solve(factors, w, trans=1)
    q = linalg.lu_solve(factors, m)
    return np.outer((zhat - w @ q) * p, q)


def first_coefficient(w0: np.ndarray, m: np.ndarray, w: np.ndarray, zhat: float) -> np.ndarray:
    """Return W1 = zhat B^T w m^T B^T, B = (I - W0)^-1, for z0 = 0 (Eq. 11; Eq. 8 if W0 = 0)."""
    factors = linalg.lu_factor(np.eye(len(m)) - w0)
    return zhat * np.outer(linalg.lu_solve(factors, w, trans=1), linalg.lu_solve(factors, m))


def amplification(w0: np.ndarray, m: np.ndarray, w: np.ndarray) -> tuple[float, float]:
    """Return w^T B B^T w and m^T B^T B m, which are both near beta (Eq. 12)."""
    factors = linalg.lu_factor(np.eye(len(m)) - w0)
    p, q = linalg.lu_solve(factors, w, trans=1), linalg.lu_solve(factors, m)
    return p @ p, q @ q


def gathered_vectors(w0: np.ndarray, m: np.ndarray, w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the vectors that Eq. 6 gathers on the left and right of ΔW, each of shape (N, 3).

    They are B^T w, B^T B m, B^T B B^T w and B m, B B^T w, B B^T B m, one for each order in tau
    (Section 3, "Higher-order terms").
    """
    factors = linalg.lu_factor(np.eye(len(m)) - w0)
    left, right = [linalg.lu_solve(factors, w, trans=1)], [linalg.lu_solve(factors, m)]
    for _ in range(2):
        left.append(linalg.lu_solve(factors, right[-1], trans=1))
        right.append(linalg.lu_solve(factors, left[-2]))
    return np.stack(left, axis=1), np.stack(right, axis=1)


def low_rank_change(a: np.ndarray, m: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Return ΔW = [w m] A [w m]^T, shape (N, N), of A, shape (2, 2), at g = 0 (Eq. 9)."""
    both = np.stack([w, m], axis=1)
    return both @ a @ both.T


def oscillating_eigenvalue(dt: float, period: float) -> complex:
    """Return the eigenvalue of W with which the Euler scheme oscillates and does not decay.

    A step multiplies its mode by 1 - dt + dt lambda, which has to be exp(2 pi i dt / period);
    as dt goes to 0, lambda goes to 1 + 2 pi i / period.
    """
    return 1 + np.expm1(2j * np.pi * dt / period) / dt


# Infinite N


def beta(g):
    """Return beta = 1 / (1 - g^2) (Eq. 12)."""
    return 1 / (1 - np.square(g))


def change_without_w0(tau, zhat: float, order: int = 3) -> np.ndarray:
    """Return A of Eq. 9, shape (..., 2, 2) for tau of shape (...), at g = 0 (Eq. 10)."""
    a11 = _expand(tau, [0, 0, zhat**2 / 2, -(zhat**2) / 2], order)
    a12 = _expand(tau, [0, zhat, -zhat / 2, zhat * (1 + 2 * zhat**2) / 6], order)
    a21 = _expand(tau, [0, 0, 0, zhat**3 / 3], order)
    return np.stack([np.stack([a11, a12], axis=-1), np.stack([a21, a11], axis=-1)], axis=-2)


def readout_expansion(tau, zhat: float, g: float, order: int = 3):
    """Return z (Eq. 15; Eq. 13 at order 1)."""
    return zhat * _expand(beta(g) ** 2 * np.asarray(tau), _readout_terms(zhat, g), order)


def _readout_terms(zhat: float, g: float) -> list[float]:
    """Return the coefficients of z / zhat in powers of beta^2 tau (Eq. 15)."""
    return [0, 1, -1 / 2, (1 + 8 * zhat**2 * beta(g)) / 6]


def end_of_learning(zhat: float, g: float) -> float:
    """Return the tau at which z of Eq. 15 reaches zhat. It rises throughout, so there is one."""
    constant, *terms = _readout_terms(zhat, g)
    roots = np.roots([*reversed(terms), constant - 1])
    return roots[abs(roots.imag).argmin()].real / beta(g) ** 2


def singular_value_expansion(tau, zhat: float, g: float, order: int = 3):
    """Return s1 and s2 of ΔW (Eq. 14)."""
    tt = beta(g) ** 2 * np.asarray(tau)
    third = (1 + 7 / 2 * zhat**2 * beta(g)) / 6
    s1 = zhat / beta(g) * _expand(tt, [0, 1, -1 / 2, third], order)
    return s1, _expand(tt, [0, 0, 0, zhat**3 / 12], order)


def held_prediction(tau: np.ndarray, zhat: float, g: float) -> dict[str, np.ndarray]:
    """Return what Fig. 3 shows of the third order: learning ends when z reaches zhat.

    Parameters
    ----------
    tau : numpy.ndarray, shape (K,)

    Returns
    -------
    dict
        ``loss``, ``s1`` and ``s2``, shape (K,): from the tau on at which z reaches zhat the loss is
        0 and the singular values stay.
    """
    end = end_of_learning(zhat, g)
    learning = np.minimum(tau, end)
    z = np.where(np.asarray(tau) < end, readout_expansion(learning, zhat, g), zhat)
    s1, s2 = singular_value_expansion(learning, zhat, g)
    return {"loss": (zhat - z) ** 2 / 2, "s1": s1, "s2": s2}


def convergence_time(g):
    """Return tau* = 1 / beta^2, to first order (after Eq. 13)."""
    return 1 / beta(g) ** 2


def change_norm(zhat: float, g):
    """Return |ΔW| = |W1| tau* = zhat / beta at the convergence time, to first order."""
    return zhat / beta(g)


def gradient_norm(zhat: float, g):
    """Return |dW/dtau| = |W1| = zhat beta, to first order (before Eq. 12)."""
    return zhat * beta(g)


def shuffled_loss(g):
    """Return the loss with W0 shuffled over zhat^2 / 2, to first order (end of Section 3).

    It is (1 - z / zhat)^2 with z = tau* zhat, the readout without its factor beta^2.
    """
    return (1 - convergence_time(g)) ** 2


def _expand(x, coefficients: list[float], order: int):
    """Return the sum of coefficients[k] x^k up to an order of 1 to 3."""
    if order not in (1, 2, 3):
        raise ValueError(f"the expansion is known at order 1, 2 and 3, not {order!r}")
    return polyval(np.asarray(x, dtype=float), coefficients[: order + 1])
