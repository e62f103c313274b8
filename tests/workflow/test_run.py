"""The workflow from end to end, on a tiny config."""

import json
import shutil

import matplotlib.image
import numpy as np
import pytest
import xarray as xr

from deltaw.datasets import DatasetError
from deltaw.networks.summary import CHAIN
from deltaw.summaries import cell


def test_the_paper_config_plans_every_network(paper_plans, paper):
    main, _ = paper_plans
    networks, shown = paper["networks"], paper["figures"]["fig2"]["tasks"]
    count = networks["seeds"] * sum(len(networks["tasks"][task]["g"]) for task in shown)
    chain = ("train_network", "decompose", "evaluate_truncation", "evaluate_shuffle")
    assert {rule: main[rule] for rule in chain} == dict.fromkeys(chain, count)
    assert main["aggregate_task"] == main["simulate_trial"] == 3
    assert main["plot_fig1"] == main["plot_fig2"] == 1


def test_the_supplement_trains_nothing_twice(paper_plans, paper):
    main, full = paper_plans
    networks, sizes = paper["networks"], paper["supplement"]["sizes"]
    others = 3 * len(sizes["g"]) * sizes["seeds"] * (len(sizes["N"]) - 1)
    variants = 3 * len(paper["figures"]["supp_robustness"]["g"]) * networks["seeds"]
    assert full["train_network"] == main["train_network"] + others + variants
    assert full["aggregate_task"] == 3 + 3 * (len(sizes["N"]) - 1) + 3


def test_all_figures_are_drawn(finished):
    figures = [name for name in finished.results() if name.startswith("figures/")]
    assert {"figures/fig1.pdf", "figures/supp_network_size.pdf"} <= set(figures)
    for name in figures:
        path = finished.results()[name]
        assert path.stat().st_size > 5000, name
        if path.suffix == ".png":
            assert np.ptp(matplotlib.image.imread(path)) > 0.5


def test_nothing_is_left_beside_the_results(finished):
    names = finished.results()
    assert not [name for name in names if name.endswith((".part", ".checkpoint"))]


def test_results_say_where_they_come_from(finished):
    for name, path in finished.results().items():
        if path.suffix != ".nc":
            continue
        with xr.open_dataset(path) as dataset:
            assert "numpy" in json.loads(dataset.attrs["versions"]), name
            assert dataset.attrs["code"], name
            text = str(dataset.attrs) + str({v: dataset[v].attrs for v in dataset.variables})
            assert str(finished.folder) not in text, name


def test_a_summary_holds_what_its_networks_hold(finished):
    results = finished.results()
    with xr.open_dataset(results["summary/networks_romo_N24.nc"]) as summary:
        assert summary["g"].values.tolist() == [0, 0.9]
        assert summary["seed"].values.tolist() == [0]
        for g in ("0", "0.9"):
            one = summary.sel(g=float(g), seed=0)
            chain = f"networks/romo/N24/g{g}/seed0"
            with xr.open_dataset(results[f"{chain}/network.nc"]) as network:
                np.testing.assert_array_equal(one["loss"], network["loss"])
                norm = np.linalg.norm(network["dw"])
            assert one["dw_norm"].item() == pytest.approx(norm, rel=1e-6)
            with xr.open_dataset(results[f"{chain}/truncation.nc"]) as truncation:
                np.testing.assert_array_equal(one["truncation_loss"], truncation["truncation_loss"])
                assert truncation["truncation_loss"].sizes["rank"] == 13


def test_a_size_has_a_sweep_of_its_own(finished):
    with xr.open_dataset(finished.results()["summary/networks_romo_N16.nc"]) as summary:
        assert summary["N"] == 16
        assert summary["g"].values.tolist() == [0]
        np.testing.assert_allclose(summary["w_norm"], summary["dw_norm"])


def test_a_diverged_network_fails_no_job(diverged, finished):
    assert not list(diverged.folder.rglob("hacked"))  # as a title of a figure would have it
    results = diverged.results()
    with xr.open_dataset(results["summary/networks_romo_N24.nc"]) as summary:
        assert summary["diverged"].values.all()
        assert np.isfinite(summary["loss"].sel(epoch=0)).all()
        assert summary["convergence_epoch"].isnull().all()
    for name in ("fig1", "fig2"):
        drawn = [run.results()[f"figures/{name}.png"].read_bytes() for run in (diverged, finished)]
        assert drawn[0] != drawn[1]


def test_a_broken_input_is_named_and_other_jobs_go_on(copy):
    network, shuffle = (
        copy.results()[f"networks/romo/N24/{name}.nc"]
        for name in ("g0/seed0/network", "g0.9/seed0/shuffle")
    )
    network.write_bytes(network.read_bytes()[:1000])
    copy.configure(evaluation__shuffles=3)
    done = copy.snakemake("sweep_romo", "--cores", "2", "--keep-going")
    assert done.returncode != 0
    assert "romo/N24/g0/seed0/network.nc cannot be read" in done.stdout + done.stderr
    assert "rule train_network makes it anew" in done.stdout + done.stderr
    with xr.open_dataset(shuffle) as other:
        assert other.sizes["shuffle"] == 3


def test_a_file_in_another_networks_place_is_noticed(finished, tmp_path):
    base = finished.folder / "results/tiny/networks/romo/N24/g0/seed0"
    assert cell([base / f"{kind.name}.nc" for kind in CHAIN], CHAIN)["g"] == 0
    foreign = tmp_path / "foreign/N24/g0.3/seed0"
    shutil.copytree(base, foreign)
    with pytest.raises(DatasetError, match=r"has g = 0, not 0\.3"):
        cell([foreign / f"{kind.name}.nc" for kind in CHAIN], CHAIN)


def test_a_misspelt_key_stops_before_any_job(checkout):
    checkout.configure(networks__learning_rat=0.1)
    done = checkout.snakemake("all_figures", "--cores", "1")
    assert done.returncode != 0
    words = done.stdout + done.stderr
    assert "networks: unknown key 'learning_rat'; did you mean 'learning_rate'?" in words
    assert "Traceback" not in words


def test_a_figure_that_cannot_be_drawn_refuses_no_other_target(checkout):
    checkout.configure(figures__supp_spectra__g=[0, 1.8])
    chain = ("train_network", "decompose", "evaluate_truncation", "evaluate_shuffle")
    assert checkout.planned("sweep_flipflop") == dict.fromkeys(chain, 2) | {"aggregate_task": 1}
    done = checkout.snakemake("supp_spectra", "--dry-run")
    assert done.returncode == 1
    sentence = "figures.supp_spectra.g asks for 1.8, which networks.tasks.romo.g does not have"
    assert f"config: {sentence}: 0, 0.9" in done.stderr.splitlines()
    assert "Traceback" not in done.stdout + done.stderr


def test_null_takes_a_task_and_a_target_out_of_their_figures(copy):
    before = {name: path.read_bytes() for name, path in copy.results().items()}
    copy.configure(figures__fig2__tasks__mante=None, figures__fig4__targets__large=None)
    assert copy.planned("all_figures") == {"plot_fig2": 1, "plot_fig4": 1}
    copy.run("fig2", "fig4")
    for name in ("figures/fig2.png", "figures/fig4.png"):
        after = copy.results()[name]
        assert np.ptp(matplotlib.image.imread(after)) > 0.5
        assert after.read_bytes() != before[name]
    # The kept config says it, too: laid over config.yaml it is the same run.
    assert copy.planned("all_figures", overlay="results/tiny/config.yaml") == {}
