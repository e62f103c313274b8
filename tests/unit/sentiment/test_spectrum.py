"""Singular values of the LSTM's matrices."""

import numpy as np
import xarray as xr

from deltaw.sentiment.spectrum import singular_values
from small_lstm import DIMENSION


def test_singular_values(trained):
    before, after, _ = trained
    network = xr.Dataset()
    for when, weights in (("w0", before), ("w", after)):
        for name, weight in weights._asdict().items():
            dims = [f"{when}_{name}_{axis}" for axis in range(weight.ndim)]
            network[f"{when}_{name}"] = (dims, weight)
    values = singular_values(network)
    assert len(values["sv_w_in1"]) == DIMENSION
    for name in ("in1", "rec1", "in2", "rec2"):
        w0, w = (getattr(weights, name).astype(np.float64) for weights in (before, after))
        for part, matrix in (("w0", w0), ("dw", w - w0), ("w", w)):
            squares = np.linalg.eigvalsh(matrix.T @ matrix)[::-1]
            np.testing.assert_allclose(values[f"sv_{part}_{name}"] ** 2, squares, atol=1e-6)
