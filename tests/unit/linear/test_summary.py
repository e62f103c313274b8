"""Linear networks in one dataset, and the quantities of Fig. 4."""

import numpy as np
import pytest

from chains import write_chain
from deltaw.connectivity import random_connectivity, unit_columns
from deltaw.datasets import DatasetError
from deltaw.linear import theory
from deltaw.linear.flow import integrate
from deltaw.linear.summary import CHAIN, SUMMARY, geometry, parameter_units, summarise

N, EPOCHS = 3, 4
AXES = {
    "post": N,
    "pre": N,
    "step": 2,
    "epoch": np.arange(EPOCHS + 1),
    "value": [1, 2],
    "index": [1, 2, 3],
    "rank": [0, 1, 2],
    "shuffle": [0, 1],
}
EXPECTED = [
    {"at": {}, "linear_network": {"dt": 0.5}},
    {"at": {"zhat": 0.5}, "linear_network": {"learning_rate": 0.2}},
    {"at": {"zhat": 2, "g": 0.6}, "linear_network": {"learning_rate": 0.05}},
]


def chain(folder, zhat, g, seed, **changes):
    """Write the files of one network; `changes` replace variables."""
    unit = zhat**2 / 2
    values = {
        "w0": np.ones((N, N)),
        "dw": np.full((N, N), 5 / 3),
        "m": np.ones(N),
        "v": [1, 2, 3],
        "loss": unit * np.array([1, 0.5, 0.1, 0.04, 0.01]),
        "gradient_norm": [4.0, 3, 2, 1, 0],
        "learning_rate": 0.1 / zhat,
        "sv_dw": [4, 3, 0],
        "truncation_loss": unit * np.array([1, 0.03, 0.01]),
        "shuffle_loss": unit * np.array([0.5, 0.7]),
    }
    at = {"zhat": zhat, "N": N, "g": g, "seed": seed}
    values |= changes
    parameters = {"linear_network": {"dt": 0.5, "learning_rate": values["learning_rate"]}}
    place = folder / f"zhat{zhat}/N{N}/g{g}/seed{seed}"
    return write_chain(place, CHAIN, at, AXES, parameters, **values)


def summary_of(folder, **changes):
    """Return the summary of two networks at each zhat and g, one of them with changes."""
    chains = [
        chain(folder, zhat, g, seed, **(changes if (zhat, g, seed) == (2, 0.6, 1) else {}))
        for zhat in (0.5, 2)
        for g in (0, 0.6)
        for seed in (0, 1)
    ]
    return summarise(chains, EXPECTED, threshold=0.05)


def test_quantities_of_fig_4(tmp_path):
    summary = summary_of(tmp_path)
    for zhat in (0.5, 2):
        cell = summary.sel(zhat=zhat, g=0.6, seed=1)
        assert cell["convergence_time"].item() == pytest.approx(3 * 0.1 / zhat)
        assert cell["mean_gradient_norm"].item() == pytest.approx(2.5)  # epochs 0 to 3
        assert cell["dw_norm"].item() == pytest.approx(5)
        assert cell["relative_shuffle_loss"].item() == pytest.approx(0.6)
        assert cell["functional_rank"].item() == 1
        assert cell["convergence"].item() == cell["rank_found"].item() == 0
    assert "w0" not in summary


def test_networks_of_another_learning_rate_are_refused(tmp_path):
    with pytest.raises(DatasetError, match=r"learning_rate = 0\.07, the config says 0\.05"):
        summary_of(tmp_path, learning_rate=0.07)


def test_a_spectrum_of_another_network_is_refused(tmp_path):
    with pytest.raises(DatasetError, match="has the singular values of another matrix"):
        summary_of(tmp_path, sv_dw=[4, 2, 0])


def test_the_summary_can_be_written_and_read(tmp_path):
    summary = summary_of(tmp_path)
    SUMMARY.write(tmp_path / "s.nc", summary, summary.coords, {})
    back = SUMMARY.read(tmp_path / "s.nc")
    assert back["loss"].dims == ("zhat", "g", "seed", "epoch")
    assert back["row"].values.tolist() == ["w", "m"]


def test_a_network_that_does_not_learn_has_neither_time_nor_rank(tmp_path):
    summary = summary_of(tmp_path, loss=np.ones(EPOCHS + 1), truncation_loss=np.ones(3))
    cell = summary.sel(zhat=2, g=0.6, seed=1)
    assert SUMMARY.variables["convergence"].flags[cell["convergence"].item()] == "not_converged"
    assert SUMMARY.variables["rank_found"].flags[cell["rank_found"].item()] == "not_found"
    for name in ("convergence_time", "mean_gradient_norm", "functional_rank"):
        assert np.isnan(cell[name].item()), name


def test_a_diverged_network_has_no_quantities(tmp_path):
    nan = np.nan
    summary = summary_of(
        tmp_path,
        diverged=1,
        dw=np.full((N, N), nan),
        loss=[2, 3, nan, nan, nan],
        gradient_norm=[1, 2, nan, nan, nan],
        sv_dw=[nan] * 3,
        truncation_loss=[nan] * 3,
        shuffle_loss=[nan] * 2,
    )
    cell = summary.sel(zhat=2, g=0.6, seed=1)
    assert cell["diverged"].item() == 1
    for name in ("convergence_time", "mean_gradient_norm", "dw_norm", "functional_rank"):
        assert np.isnan(cell[name].item()), name
    assert np.isnan(cell["relative_shuffle_loss"].item())
    for name in ("convergence", "rank_found"):
        assert SUMMARY.variables[name].flags[cell[name].item()] == "diverged"
    assert np.isfinite(summary["convergence_time"].sel(zhat=0.5)).all()


def test_one_shuffle_beyond_all_numbers_leaves_no_mean(tmp_path):
    summary = summary_of(tmp_path, shuffle_loss=[1, np.nan])
    assert np.isnan(summary["relative_shuffle_loss"].sel(zhat=2, g=0.6, seed=1).item())


def test_units_of_the_parameters_are_those_of_times():
    parameters = {"linear_network": {"dt": 0.5, "trial": {"stimulus": 100}, "epochs": 3}}
    units = parameter_units(parameters)
    assert units["dt"] == units["trial.stimulus"] == units["trial.period"] == "time constants"
    assert "epochs" not in units


def test_geometry_of_a_change_within_and_outside_the_span():
    rng = np.random.default_rng(0)
    n = 30
    m, w = unit_columns(rng, n, 2).T
    w0 = random_connectivity(rng, n, 0.5)
    a = np.array([[0.1, 0.7], [0.2, 0.3]])
    inside = theory.low_rank_change(a, m, w)
    found = geometry(w0, inside, m, w)
    np.testing.assert_allclose(found["a"], a, rtol=1e-12)
    assert found["outside_span"] < 1e-12
    assert found["overlap"] == pytest.approx(w @ m)
    b = np.linalg.inv(np.eye(n) - w0)
    assert found["beta_w"] == pytest.approx(w @ b @ b.T @ w)
    assert found["beta_m"] == pytest.approx(m @ b.T @ b @ m)
    after = np.linalg.inv(np.eye(n) - w0 - inside)
    assert found["fixed_point"] == pytest.approx(w @ after @ m)
    assert found["along_mw"] == pytest.approx(w @ inside @ m / np.linalg.norm(inside))
    # A direction orthogonal to both, of the same norm as the rest
    x = rng.standard_normal(n)
    span = np.linalg.qr(np.stack([w, m], axis=1))[0]
    x -= span @ (span.T @ x)
    outside = np.outer(x, x) / (x @ x) * np.linalg.norm(inside)
    found = geometry(w0, inside + outside, m, w)
    np.testing.assert_allclose(found["a"], a, rtol=1e-10)
    assert found["outside_span"] == pytest.approx(np.sqrt(0.5))


def test_the_first_gradient_lies_along_its_own_direction_and_less_along_w_and_m():
    rng = np.random.default_rng(0)
    m, w = unit_columns(rng, 200, 2).T
    w0 = random_connectivity(rng, 200, 0.5)
    first = theory.first_coefficient(w0, m, w, zhat=3)
    found = geometry(w0, first, m, w)
    assert found["along_w0"] == pytest.approx(1)
    # The cosines of B^T w to w and of B m to m
    b = np.linalg.inv(np.eye(200) - w0)
    left, right = w @ b.T @ w / np.linalg.norm(b.T @ w), m @ b @ m / np.linalg.norm(b @ m)
    assert found["along_mw"] == pytest.approx(left * right)
    assert 0.5 < found["along_mw"] < 0.9
    assert geometry(w0, -first, m, w)["along_w0"] == pytest.approx(-1)


def test_a_flow_leaves_the_gathered_vectors_at_fourth_order_alone():
    """Half the learning time, an eighth of the part outside; that outside of w, m stays."""
    rng = np.random.default_rng(3)
    m, w = unit_columns(rng, 20, 2).T
    w0 = random_connectivity(rng, 20, 0.5)
    changes = integrate(w0, m, w, 1.0, np.array([0, 0.05, 0.1]))[1:]
    half, whole = (geometry(w0, dw, m, w) for dw in changes)
    assert whole["outside_powers"] / half["outside_powers"] == pytest.approx(8, rel=0.25)
    assert half["outside_powers"] < 1e-3
    assert half["outside_span"] == pytest.approx(whole["outside_span"], rel=0.1)
    assert half["outside_span"] > 0.1


def test_geometry_of_no_change_and_of_a_diverged_network():
    m, w = np.eye(3)[:2]
    still = geometry(np.zeros((3, 3)), np.zeros((3, 3)), m, w)
    assert still["outside_span"] == still["along_w0"] == still["along_mw"] == 0
    found = geometry(np.zeros((3, 3)), np.full((3, 3), np.nan), m, w)
    assert np.isnan(found["a"]).all()
    for name in ("outside_span", "outside_powers", "fixed_point", "along_w0", "along_mw"):
        assert np.isnan(found[name]), name
    assert found["beta_w"] == 1
