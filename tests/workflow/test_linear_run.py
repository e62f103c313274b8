"""The linear network in the workflow: what runs, what a change reruns, and divergence."""

import numpy as np
import pytest
import xarray as xr

CHAIN = ("train_linear", "decompose_linear", "truncate_linear", "shuffle_linear")
ENDS = {"aggregate_linear": 1, "plot_fig3": 1, "plot_fig4": 1}


def test_the_paper_config_plans_every_network(checkout, paper):
    plan = checkout.planned("fig3", "fig4", overlay=None)
    linear = paper["linear"]
    count = len(linear["targets"]) * len(linear["g"]) * linear["seeds"]
    shown = len(linear["targets"]) * len(paper["figures"]["fig3"]["g"]) * linear["seeds"]
    assert plan == chains(count) | ENDS | {"integrate_flow": shown}


def chains(count):
    return dict.fromkeys(CHAIN, count)


@pytest.mark.parametrize(
    ("changes", "planned"),
    [
        ({}, {}),
        ({"linear__seeds": 2}, chains(4) | {"integrate_flow": 4} | ENDS),
        ({"linear__g": [0, 0.3, 0.6]}, chains(2) | ENDS),
        ({"linear__max_rank": 6}, {"truncate_linear": 4} | ENDS),
        ({"linear__flow_points": 4}, {"integrate_flow": 4, "plot_fig3": 1}),
        ({"linear__singular_values": 4}, chains(4) | {"integrate_flow": 4} | ENDS),
        ({"linear__trial__stimulus": 90}, chains(4) | {"integrate_flow": 4} | ENDS),
        ({"figures__fig3__size": [6, 3]}, {"plot_fig3": 1}),
        ({"figures__fig4__size": [6, 3]}, {"plot_fig4": 1}),
        ({"linear__dt": 0.50}, {}),
    ],
)
def test_what_a_change_reruns(copy, changes, planned):
    copy.configure(**changes)
    assert copy.planned("fig3", "fig4") == planned


@pytest.mark.parametrize(
    ("module", "planned"),
    [
        ("linear_theory", {"integrate_flow": 4} | ENDS),
        ("linear_flow", {"integrate_flow": 4, "plot_fig3": 1}),
        ("linear_summaries", ENDS),
        ("leading", chains(4) | {"integrate_flow": 4} | ENDS),
    ],
)
def test_a_library_edit_reaches_the_rules_that_use_it(copy, module, planned):
    with (copy.folder / f"workflow/deltaw/{module}.py").open("a", encoding="utf-8") as file:
        file.write("\nADDED = 1\n")
    assert copy.planned("fig3", "fig4") == planned


def test_the_summary_holds_what_its_networks_hold(finished):
    results = finished.results()
    with xr.open_dataset(results["summary/linear-N24.nc"]) as summary:
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


def test_diverged_networks_fail_no_job(checkout):
    checkout.configure(
        linear__epochs=40,
        linear__targets=[{"zhat": 0.5, "learning_rate": 0.015}, {"zhat": 2, "learning_rate": 5}],
    )
    checkout.run("fig3", "fig4")
    results = checkout.results()
    with xr.open_dataset(results["summary/linear-N24.nc"]) as summary:
        assert summary["diverged"].sel(zhat=2).values.all()
        assert not summary["diverged"].sel(zhat=0.5).values.any()
        assert np.isfinite(summary["loss"].sel(zhat=2, epoch=0)).all()
        assert summary["convergence_time"].sel(zhat=2).isnull().all()
        assert np.isfinite(summary["shuffle_loss"].sel(zhat=0.5)).all()
    assert "figures/fig3.png" in results
    assert "figures/fig4.png" in results
