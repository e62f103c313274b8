"""Structures of W0: what each promises, and that norm, M and V stay."""

import numpy as np
import pytest

from deltaw.networks.matrix_file import read_matrix
from deltaw.networks.simulation import initial_weights
from deltaw.networks.structure import STRUCTURES, with_switches
from deltaw.randomness import generator

N = 300
KINDS = {
    "sparse": {"density": 0.1},
    "low_rank": {"rank": 7},
    "excitatory_inhibitory": {"fraction": 0.8, "balanced": True},
}


def gaussian(g=1.5):
    return initial_weights(generator(0, "weights"), N, 2, 3, g)


def changed(g=1.5, path="", **switches):
    return with_switches(gaussian(g), generator(0, "structure"), g, switches, path)


def made(kind, **other):
    return changed(w0={"kind": kind} | KINDS[kind] | other).w.astype(float)


def test_every_structure_is_tested():
    assert set(KINDS) == set(STRUCTURES)


@pytest.mark.parametrize("kind", KINDS)
def test_norm_m_and_v_stay(kind):
    weights, usual = changed(w0={"kind": kind} | KINDS[kind]), gaussian()
    assert np.linalg.norm(weights.w) == pytest.approx(np.linalg.norm(usual.w), rel=1e-5)
    assert not np.array_equal(weights.w, usual.w)
    assert {w.dtype for w in weights} == {np.dtype("float32")}
    np.testing.assert_array_equal(weights.m, usual.m)
    np.testing.assert_array_equal(weights.v, usual.v)


@pytest.mark.parametrize("kind", KINDS)
def test_g_scales_it_and_at_0_there_is_none(kind):
    w0 = {"kind": kind} | KINDS[kind]
    np.testing.assert_allclose(
        changed(g=3, w0=w0).w, 2 * changed(g=1.5, w0=w0).w, rtol=1e-4, atol=1e-6
    )
    assert not changed(g=0, w0=w0).w.any()


def test_without_switches_the_weights_are_the_papers():
    for ours, theirs in zip(changed(), gaussian(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_the_readout_is_scaled_alone():
    scaled = changed(readout_scale=0.25)
    np.testing.assert_array_equal(scaled.v, gaussian().v * np.float32(0.25))
    np.testing.assert_array_equal(scaled.w, gaussian().w)


def test_sparse_keeps_this_part_of_the_entries():
    w = made("sparse")
    assert (w != 0).mean() == pytest.approx(0.1, abs=0.005)
    assert w.var() == pytest.approx(1.5**2 / N, rel=0.01)
    kept = w != 0
    np.testing.assert_allclose(
        w[kept] / gaussian().w[kept], w.std() / w[kept].std() * 10, rtol=0.03
    )


def test_low_rank_has_its_rank_and_full_rank_is_gaussian():
    assert np.linalg.matrix_rank(made("low_rank"), tol=1e-4) == 7
    np.testing.assert_allclose(made("low_rank", rank=N), gaussian().w, atol=1e-6)


def test_neurons_excite_or_inhibit_and_balance_leaves_no_outlier():
    w = made("excitatory_inhibitory")
    assert (w[:, :240] >= 0).all()
    assert (w[:, 240:] <= 0).all()
    assert abs(w.sum(axis=1)).max() < 1e-4 * abs(w).sum(axis=1).min()
    unbalanced = made("excitatory_inhibitory", balanced=False)
    radius, outlier = (abs(np.linalg.eigvals(m)).max() for m in (w, unbalanced))
    # Alone, entries of one sign have the mean sqrt(2 / pi) times the root mean square.
    mean = 1.5 / np.sqrt(N) * np.sqrt(2 / np.pi)
    assert outlier == pytest.approx(0.6 * mean * N, rel=0.05)
    assert radius < 1.7


def test_a_file_is_multiplied_by_g(tmp_path):
    matrix = np.random.default_rng(0).standard_normal((N, N))
    np.save(tmp_path / "w.npy", matrix)
    weights = changed(g=0.5, w0={"kind": "file", "content": "x"}, path=str(tmp_path / "w.npy"))
    np.testing.assert_allclose(weights.w, 0.5 * matrix, rtol=1e-6)
    np.testing.assert_array_equal(weights.v, gaussian().v)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (np.eye(3), r"has the shape \(3, 3\), not \(4, 4\)"),
        (np.full((4, 4), np.nan), "not finite"),
        (np.zeros((4, 4)), "none but 0"),
        (np.full((4, 4), "x"), "no matrix of real numbers"),
        (np.array({"a": 1}), "cannot be read"),
        (b"text", "cannot be read"),
        (b"", "cannot be read"),
        (None, "cannot be read"),
    ],
)
def test_files_that_do_not_fit_are_refused(tmp_path, content, words):
    path = tmp_path / "w.npy"
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content is not None:
        np.save(path, content, allow_pickle=True)
    with pytest.raises(ValueError, match=words):
        read_matrix(str(path), 4)
