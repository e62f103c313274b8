"""The workflow from end to end, on a tiny config."""

import json
import shutil

import matplotlib.image
import numpy as np
import pytest
import xarray as xr

from deltaw.datasets import DatasetError
from deltaw.summaries import network_cell

HOSTILE = "$(touch hacked); `touch hacked` {snakemake} \\"


def test_the_paper_config_plans_every_network(checkout, paper):
    plan = checkout.planned("fig1", "fig2", overlay=None)
    networks, shown = paper["networks"], paper["figures"]["fig2"]["tasks"]
    count = networks["seeds"] * sum(len(networks["tasks"][task]["g"]) for task in shown)
    chain = ("train_network", "decompose", "evaluate_truncation", "evaluate_shuffle")
    assert {rule: plan[rule] for rule in chain} == dict.fromkeys(chain, count)
    assert plan["aggregate_task"] == plan["simulate_trial"] == 3
    assert plan["plot_fig1"] == plan["plot_fig2"] == 1


def test_the_supplement_trains_nothing_twice(checkout, paper):
    networks, sizes = paper["networks"], paper["supplement"]["sizes"]
    main = networks["seeds"] * sum(
        len(networks["tasks"][task]["g"]) for task in paper["figures"]["fig2"]["tasks"]
    )
    others = 3 * len(sizes["g"]) * sizes["seeds"] * (len(sizes["N"]) - 1)
    variants = 3 * len(paper["figures"]["supp_robustness"]["g"]) * networks["seeds"]
    plan = checkout.planned("fig1", "fig2", "all_supplementary", overlay=None)
    assert plan["train_network"] == main + others + variants
    assert plan["aggregate_task"] == 3 + 3 * (len(sizes["N"]) - 1) + 3


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
    with xr.open_dataset(results["summary/romo_N24.nc"]) as summary:
        assert summary["g"].values.tolist() == [0, 0.9]
        assert summary["seed"].values.tolist() == [0]
        for g in ("0", "0.9"):
            cell = summary.sel(g=float(g), seed=0)
            chain = f"networks/romo/N24/g{g}/seed0"
            with xr.open_dataset(results[f"{chain}/network.nc"]) as network:
                np.testing.assert_array_equal(cell["loss"], network["loss"])
                norm = np.linalg.norm(network["dw"])
            assert cell["dw_norm"].item() == pytest.approx(norm, rel=1e-6)
            with xr.open_dataset(results[f"{chain}/truncation.nc"]) as truncation:
                np.testing.assert_array_equal(
                    cell["truncation_loss"], truncation["truncation_loss"]
                )
                assert truncation["truncation_loss"].sizes["rank"] == 13


def test_a_size_has_a_sweep_of_its_own(finished):
    with xr.open_dataset(finished.results()["summary/romo_N16.nc"]) as summary:
        assert summary["N"] == 16
        assert summary["g"].values.tolist() == [0]
        np.testing.assert_allclose(summary["w_norm"], summary["dw_norm"])


def test_same_bytes_in_another_folder_with_other_cores(finished, checkout):
    checkout.run("all_figures", cores=4)
    ours, theirs = checkout.results(), finished.results()
    compared = [n for n in ours if n.endswith((".nc", ".pdf"))]
    assert len(compared) > 20
    for name in compared:
        assert ours[name].read_bytes() == theirs[name].read_bytes(), name
    for name in [n for n in ours if n.endswith(".png")]:
        pixels = [matplotlib.image.imread(found[name]) for found in (ours, theirs)]
        np.testing.assert_array_equal(*pixels)


def test_a_diverged_network_fails_no_job(checkout):
    checkout.configure(
        networks__optimizer="sgd",
        networks__tasks__romo__learning_rate=1e30,
        networks__tasks__romo__epochs=30,
        figures__fig2__tasks__romo__title=HOSTILE,
    )
    checkout.run("fig1", "fig2")
    assert not list(checkout.folder.rglob("hacked"))
    results = checkout.results()
    with xr.open_dataset(results["summary/romo_N24.nc"]) as summary:
        assert summary["diverged"].values.all()
        assert np.isfinite(summary["loss"].sel(epoch=0)).all()
        assert summary["convergence_epoch"].isnull().all()
    assert "figures/fig1.png" in results


def test_a_broken_input_is_named_and_kept_results_stay(finished, tmp_path):
    shutil.copytree(finished.folder, tmp_path / "copy", symlinks=True)
    finished = type(finished).__new__(type(finished))
    finished.folder = tmp_path / "copy"
    network = finished.results()["networks/romo/N24/g0/seed0/network.nc"]
    network.write_bytes(network.read_bytes()[:1000])
    finished.configure(evaluation__shuffles=3)
    done = finished.snakemake("fig2", "--cores", "2", "--keep-going")
    assert done.returncode != 0
    assert "romo/N24/g0/seed0/network.nc cannot be read" in done.stdout + done.stderr
    assert "rule train_network makes it anew" in done.stdout + done.stderr


def test_a_file_in_another_networks_place_is_noticed(finished):
    chain = ("network", "spectrum", "truncation", "shuffle")
    base = finished.folder / "results/tiny/networks/romo/N24/g0/seed0"
    cell = network_cell(*(base / f"{name}.nc" for name in chain))
    assert cell["g"] == 0
    foreign = finished.folder / "foreign/N24/g0.3/seed0"
    shutil.copytree(base, foreign)
    with pytest.raises(DatasetError, match=r"has g = 0, not 0\.3"):
        network_cell(*(foreign / f"{name}.nc" for name in chain))
    shutil.rmtree(finished.folder / "foreign")


def test_a_misspelt_key_stops_before_any_job(checkout):
    checkout.configure(networks__learning_rat=0.1)
    done = checkout.snakemake("all_figures", "--cores", "1")
    assert done.returncode != 0
    words = done.stdout + done.stderr
    assert "networks: unknown key 'learning_rat'; did you mean 'learning_rate'?" in words
    assert "Traceback" not in words
