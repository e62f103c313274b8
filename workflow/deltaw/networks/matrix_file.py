"""Initial connectivity from a file."""

import numpy as np


def read_matrix(path: str, n: int) -> np.ndarray:
    """Return the matrix in a .npy file, shape (N, N).

    Raises
    ------
    ValueError
        If the file does not hold such a matrix of finite numbers.
    """
    try:
        matrix = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise ValueError(f"{path} cannot be read as .npy ({error})") from None
    if not isinstance(matrix, np.ndarray) or matrix.dtype.kind not in "fiu":
        raise ValueError(f"{path} holds no matrix of real numbers")
    if matrix.shape != (n, n):
        raise ValueError(f"{path} has the shape {matrix.shape}, not ({n}, {n})")
    if not (np.isfinite(matrix).all() and matrix.any()):
        raise ValueError(f"{path} has entries that are not finite, or none but 0")
    return matrix
