"""The supplement's linear networks in the workflow: what runs, and what a change reruns."""

from collections import Counter

import numpy as np
import pytest
import xarray as xr

TARGETS = ("supp_log_singular_values", "supp_failing_to_learn", "supp_cosine")
FAILING = Counter(aggregate_failing=1, plot_supp_failing_to_learn=1)
COSINE = Counter(aggregate_cosine=1, plot_supp_cosine=1)


def test_the_paper_config_plans_every_network(checkout, paper):
    plan = checkout.planned(*TARGETS[1:], overlay=None)
    failing, cosine = paper["supplement"]["failing"], paper["supplement"]["cosine"]
    assert plan == FAILING + COSINE + Counter(
        train_failing=len(failing["targets"]) * len(failing["g"]) * failing["seeds"],
        train_cosine=len(cosine["strengths"]) * cosine["seeds"],
    )


def test_figures_and_summaries(finished):
    results = finished.results()
    for name in TARGETS:
        for suffix in ("pdf", "png"):
            assert results[f"figures/{name}.{suffix}"].stat().st_size > 5000
    with xr.open_dataset(results["summary/linear_cosine-N24.nc"]) as summary:
        cell = summary.sel(g=0.4, seed=0)
        with xr.open_dataset(results["linear_cosine/N24/g0.4/seed0/network.nc"]) as network:
            np.testing.assert_array_equal(cell["loss"], network["loss"])
            np.testing.assert_array_equal(network["followed"], [0, 2, 4])
            np.testing.assert_allclose(network["v"].values @ network["m"].values, 1, rtol=1e-6)
            assert network.attrs["parameters"].count('"learning_rate": 0.15') == 1
    with xr.open_dataset(results["summary/linear_failing-N24.nc"]) as summary:
        assert summary.sizes["order"] == 5
        assert summary.sizes["step"] == 402
        rate = summary["learning_rate"].sel(zhat=4, g=0.8, seed=4)
        np.testing.assert_allclose(rate, 0.001 * (1 - 0.64) ** 2)
        chain = "linear_failing/zhat2/N24/g0.6/seed4/network.nc"
        with xr.open_dataset(results[chain]) as network:
            w = (network["w0"] + network["dw"]).values.astype(float)
            leading = np.sort(np.linalg.eigvals(w).real)[:-6:-1]
            np.testing.assert_allclose(network["leading_real"][-1], leading, atol=1e-5)


STRENGTHS = [
    {"g": 0, "learning_rate": 0.2},
    {"g": 0.4, "learning_rate": 0.1},  # another learning rate
    {"g": 0.7, "learning_rate": 0.05},  # another g
]


@pytest.mark.parametrize(
    ("changes", "planned"),
    [
        ({}, {}),
        (
            {"supplement__failing__seeds": [3, 4], "supplement__cosine__strengths": STRENGTHS},
            Counter(train_failing=4, train_cosine=2) + FAILING + COSINE,
        ),
        (
            {
                "figures__supp_cosine__size": [6, 3],
                "figures__supp_log_singular_values__size": [6, 3],
            },
            {"plot_supp_cosine": 1, "plot_supp_log_singular_values": 1},
        ),
    ],
)
def test_what_a_change_reruns(copy, changes, planned):
    copy.configure(**changes)
    assert copy.planned(*TARGETS) == planned


def test_a_library_edit_reaches_the_rules_that_use_it(copy):
    with (copy.folder / "workflow/deltaw/linear_supplement.py").open("a") as file:
        file.write("\nADDED = 1\n")
    trainings = Counter(train_failing=4, train_cosine=3)
    assert copy.planned(*TARGETS) == trainings + FAILING + COSINE
