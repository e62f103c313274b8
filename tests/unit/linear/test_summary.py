"""Linear networks in one dataset, and the quantities of Fig. 4."""

import numpy as np
import pytest
from deltaw.linear_summaries import geometry, linear_cell, linear_summary

from deltaw import linear_datasets as datasets
from deltaw import linear_theory
from deltaw.connectivity import random_connectivity, unit_columns

N, EPOCHS = 3, 4


def write_chain(folder, zhat, g, seed, **changes):
    """Write the four files of one network; `changes` replace variables."""
    at = {"zhat": zhat, "N": N, "g": g, "seed": seed}
    unit = zhat**2 / 2
    values = {
        "linear_network": {
            "w0": np.ones((N, N)),
            "dw": np.ones((N, N)),
            "m": np.ones(N),
            "v": np.ones(N),
            "time": [0.5, 1],
            "inputs": [0, 1],
            "outputs": [0, zhat],
            "loss": unit * np.array([1, 0.5, 0.1, 0.04, 0.01]),
            "readout": np.arange(EPOCHS + 1),
            "gradient_norm": [4.0, 3, 2, 1, 0],
            "leading": np.ones((EPOCHS + 1, 2)),
            "learning_rate": 0.1,
        },
        "linear_spectrum": {"sv_dw": [4, 3, 0], "u_dw": np.eye(N), "v_dw": np.eye(N)},
        "linear_truncation": {"truncation_loss": unit * np.array([1, 0.03, 0.01])},
        "linear_shuffle": {"shuffle_loss": unit * np.array([0.5, 0.7])},
    }
    coords = {
        "linear_network": {"epoch": np.arange(EPOCHS + 1), "value": [1, 2]},
        "linear_spectrum": {"index": [1, 2, 3]},
        "linear_truncation": {"rank": [0, 1, 2]},
        "linear_shuffle": {"shuffle": [0, 1]},
    }
    paths = []
    for kind, own in values.items():
        own = {"diverged": 0} | own
        own |= {name: value for name, value in changes.items() if name in own}
        paths.append(folder / f"{kind}{zhat}{g}{seed}.nc")
        datasets.write(datasets.build(kind, own, at | coords[kind], {}), paths[-1])
    return paths


def summary_of(folder, **changes):
    cells = [
        linear_cell(
            *write_chain(
                folder, zhat, g, seed, **(changes if (zhat, g, seed) == (2, 0.6, 1) else {})
            )
        )
        for zhat in (0.5, 2)
        for g in (0, 0.6)
        for seed in (0, 1)
    ]
    return linear_summary(cells, threshold=0.05)


def test_quantities_of_fig_4(tmp_path):
    summary = summary_of(tmp_path)
    for zhat in (0.5, 2):
        cell = summary.sel(zhat=zhat, g=0.6, seed=1)
        assert cell["convergence_time"].item() == pytest.approx(3 * 0.1)
        assert cell["mean_gradient_norm"].item() == pytest.approx(2.5)  # epochs 0 to 3
        assert cell["dw_norm"].item() == pytest.approx(5)
        assert cell["relative_shuffle_loss"].item() == pytest.approx(0.6)
        assert cell["functional_rank"].item() == 1
    assert "w0" not in summary


def test_the_summary_can_be_written_and_read(tmp_path):
    summary = summary_of(tmp_path)
    values = {name: summary[name].values for name in datasets.SCHEMAS["linear_summary"]}
    coords = {name: np.asarray(c) for name, c in summary.coords.items() if name not in values}
    datasets.write(datasets.build("linear_summary", values, coords, {}), tmp_path / "s.nc")
    back = datasets.read(tmp_path / "s.nc", "linear_summary")
    assert back["loss"].dims == ("zhat", "g", "seed", "epoch")


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
    assert np.isfinite(summary["convergence_time"].sel(zhat=0.5)).all()


def test_one_shuffle_beyond_all_numbers_leaves_no_mean(tmp_path):
    summary = summary_of(tmp_path, shuffle_loss=[1, np.nan])
    assert np.isnan(summary["relative_shuffle_loss"].sel(zhat=2, g=0.6, seed=1).item())


def test_geometry_of_a_change_within_and_outside_the_span():
    rng = np.random.default_rng(0)
    n = 30
    m, w = unit_columns(rng, n, 2).T
    w0 = random_connectivity(rng, n, 0.5)
    a = np.array([[0.1, 0.7], [0.2, 0.3]])
    inside = linear_theory.low_rank_change(a, m, w)
    found = geometry(w0, inside, m, w)
    np.testing.assert_allclose(found["a"], a, rtol=1e-12)
    assert found["outside_span"] < 1e-12
    assert found["overlap"] == pytest.approx(w @ m)
    b = np.linalg.inv(np.eye(n) - w0)
    assert found["beta_w"] == pytest.approx(w @ b @ b.T @ w)
    assert found["beta_m"] == pytest.approx(m @ b.T @ b @ m)
    # A direction orthogonal to both, of the same norm as the rest
    x = rng.standard_normal(n)
    span = np.linalg.qr(np.stack([w, m], axis=1))[0]
    x -= span @ (span.T @ x)
    outside = np.outer(x, x) / (x @ x) * np.linalg.norm(inside)
    found = geometry(w0, inside + outside, m, w)
    np.testing.assert_allclose(found["a"], a, rtol=1e-10)
    assert found["outside_span"] == pytest.approx(np.sqrt(0.5))


def test_geometry_of_no_change_and_of_a_diverged_network():
    m, w = np.eye(3)[:2]
    assert geometry(np.zeros((3, 3)), np.zeros((3, 3)), m, w)["outside_span"] == 0
    found = geometry(np.zeros((3, 3)), np.full((3, 3), np.nan), m, w)
    assert np.isnan(found["a"]).all()
    assert np.isnan(found["outside_span"])
    assert found["beta_w"] == 1
