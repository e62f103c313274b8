"""The linear networks in the workflow: what is planned, what datasets hold, and divergence."""

import numpy as np
import pytest
import xarray as xr


def test_the_paper_config_plans_every_network(paper_plans, paper):
    main, _ = paper_plans
    linear = paper["linear"]
    count = len(linear["targets"]) * len(linear["g"]) * linear["seeds"]
    shown = len(linear["targets"]) * len(paper["figures"]["fig3"]["g"]) * linear["seeds"]
    for rule in ("train_linear", "decompose_linear", "truncate_linear", "shuffle_linear"):
        assert main[rule] == count
    assert main["integrate_flow"] == shown
    assert main["aggregate_linear"] == main["plot_fig3"] == main["plot_fig4"] == 1
    assert not {"train_failing", "train_cosine"} & set(main)


def test_the_paper_config_plans_the_supplements_networks(paper_plans, paper):
    main, full = paper_plans
    failing, cosine = paper["supplement"]["failing"], paper["supplement"]["cosine"]
    count = len(failing["targets"]) * len(failing["g"]) * failing["seeds"]
    assert full["train_failing"] == count
    assert full["train_cosine"] == len(cosine["strengths"]) * cosine["seeds"]
    assert full["aggregate_failing"] == full["aggregate_cosine"] == 1
    assert full["train_linear"] == main["train_linear"]


def test_the_summary_holds_what_its_networks_hold(finished):
    results = finished.results()
    with xr.open_dataset(results["summary/linear_N24.nc"]) as summary:
        assert summary["zhat"].values.tolist() == [0.5, 2]
        cell = summary.sel(zhat=0.5, g=0.6, seed=0)
        chain = "linear/zhat0.5/N24/g0.6/seed0"
        with xr.open_dataset(results[f"{chain}/network.nc"]) as network:
            np.testing.assert_array_equal(cell["loss"], network["loss"])
            np.testing.assert_array_equal(cell["leading"], network["leading"])
            values = np.linalg.svd(network["dw"].values, compute_uv=False)
            np.testing.assert_allclose(network["leading"][-1], values[:5], rtol=1e-4, atol=1e-9)
            np.testing.assert_allclose(cell["dw_norm"], np.linalg.norm(network["dw"]), rtol=1e-6)
            last, outputs = network["loss"][-1].item(), network["outputs"].values
        assert cell["loss"][0] == cell["truncation_loss"].sel(rank=0)
        np.testing.assert_allclose(cell["truncation_loss"].sel(rank=5), last, rtol=1e-4)
        np.testing.assert_allclose(np.mean((outputs[-2:] - 0.5) ** 2) / 2, last, rtol=1e-5)


@pytest.mark.parametrize("name", ["log_singular_values", "failing_to_learn", "cosine"])
def test_the_supplements_figures_are_drawn(finished, name):
    for suffix in ("pdf", "png"):
        assert finished.results()[f"figures/supp_{name}.{suffix}"].stat().st_size > 5000


def test_networks_that_oscillate(finished):
    results = finished.results()
    with xr.open_dataset(results["summary/linear_cosine_N24.nc"]) as summary:
        cell = summary.sel(g=0.4, seed=0)
        with xr.open_dataset(results["linear_cosine/N24/g0.4/seed0/network.nc"]) as network:
            np.testing.assert_array_equal(cell["loss"], network["loss"])
            np.testing.assert_array_equal(network["followed"], [0, 2, 4])
            np.testing.assert_allclose(network["v"].values @ network["m"].values, 1, rtol=1e-6)
            assert network.attrs["parameters"].count('"learning_rate": 0.15') == 1


def test_networks_that_may_fail_to_learn(finished):
    results = finished.results()
    with xr.open_dataset(results["summary/linear_failing_N24.nc"]) as summary:
        assert summary.sizes["order"] == 5
        assert summary.sizes["step"] == 402
        rate = summary["learning_rate"].sel(zhat=4, g=0.8, seed=4)
        np.testing.assert_allclose(rate, 0.001 * (1 - 0.64) ** 2)
    with xr.open_dataset(results["linear_failing/zhat2/N24/g0.6/seed4/network.nc"]) as network:
        w = (network["w0"] + network["dw"]).values.astype(float)
        leading = np.sort(np.linalg.eigvals(w).real)[:-6:-1]
        np.testing.assert_allclose(network["leading_real"][-1], leading, atol=1e-5)


def test_diverged_networks_fail_no_job(diverged, finished):
    results = diverged.results()
    with xr.open_dataset(results["summary/linear_N24.nc"]) as summary:
        assert summary["diverged"].sel(zhat=2).values.all()
        assert not summary["diverged"].sel(zhat=0.5).values.any()
        assert np.isfinite(summary["loss"].sel(zhat=2, epoch=0)).all()
        assert summary["convergence_time"].sel(zhat=2).isnull().all()
        assert np.isfinite(summary["shuffle_loss"].sel(zhat=0.5)).all()
    for name in ("fig3", "fig4"):
        drawn = [run.results()[f"figures/{name}.png"].read_bytes() for run in (diverged, finished)]
        assert drawn[0] != drawn[1]
