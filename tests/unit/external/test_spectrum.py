"""Spectra of matrices of several shapes."""

import numpy as np
import pytest

from deltaw.external.kinds import SPECTRA
from deltaw.external.reading import Pair
from deltaw.external.spectrum import describe


@pytest.fixture
def pair():
    """Return matrices whose changes are known: one entry, and two equal singular values."""
    rng = np.random.default_rng(0)
    before = {"a": np.zeros((2, 5)), "b": rng.standard_normal((4, 3)), "bias": np.ones(3)}
    after = {name: array.copy() for name, array in before.items()}
    after["a"][0, 3] = 3
    left, _ = np.linalg.qr(rng.standard_normal((4, 2)))
    right, _ = np.linalg.qr(rng.standard_normal((3, 2)))
    after["b"] += 2 * left @ right.T
    return Pair(before, after, ["a", "b"])


def test_spectra_norms_and_stable_ranks(pair):
    found = describe(pair)
    assert found["rows"].tolist() == [2, 4]
    assert found["columns"].tolist() == [5, 3]
    np.testing.assert_allclose(found["sv_dw"], [[3, 0, np.nan], [2, 2, 0]], atol=1e-12)
    np.testing.assert_allclose(found["dw_norm"], [3, np.sqrt(8)])
    np.testing.assert_allclose(found["dw_stable_rank"], [1, 2])
    np.testing.assert_allclose(found["dw_share"], [[1, 1, np.nan], [0.5, 1, 1]])
    for name, weights in (("w0", pair.before), ("w", pair.after)):
        s = np.linalg.svd(weights["b"], compute_uv=False)
        np.testing.assert_allclose(found[f"sv_{name}"][1], s)
        np.testing.assert_allclose(found[f"{name}_norm"][1], np.linalg.norm(weights["b"]))
        stable = np.linalg.norm(weights["b"]) ** 2 / np.linalg.norm(weights["b"], 2) ** 2
        np.testing.assert_allclose(found[f"{name}_stable_rank"][1], stable)
    assert np.isnan(found["w0_stable_rank"][0])  # W0 is 0


def test_they_are_the_variables_of_their_kind(pair, tmp_path):
    coords = {"model": "m", "matrix": pair.matrices, "index": [1, 2, 3]}
    SPECTRA.write(tmp_path / "s.nc", describe(pair), coords, {})
    read = SPECTRA.read(tmp_path / "s.nc")
    assert read["dw_stable_rank"].sel(matrix="b").item() == pytest.approx(2)


@pytest.mark.parametrize("factor", [1e200, 1e-200, 1e-310])
def test_numbers_of_any_size_have_norms_and_stable_ranks(pair, factor, tmp_path):
    parts = ({n: w * factor for n, w in part.items()} for part in (pair.before, pair.after))
    plain, found = describe(pair), describe(Pair(*parts, pair.matrices))
    for name, values in plain.items():
        scale = factor if name.startswith("sv") or name.endswith("norm") else 1
        np.testing.assert_allclose(found[name], values * scale, rtol=1e-9, atol=1e-9 * scale)
    coords = {"model": "m", "matrix": pair.matrices, "index": [1, 2, 3]}
    SPECTRA.write(tmp_path / "s.nc", found, coords, {})
    SPECTRA.read(tmp_path / "s.nc")
