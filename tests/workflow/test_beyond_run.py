"""Minimal ranks, and networks of other readout scales and ranks of W0, in a finished run."""

import json
from dataclasses import replace

import numpy as np

from deltaw.checkpoints import Checkpoint
from deltaw.networks.beginning import beginning
from deltaw.networks.beyond import RANKS, REGIMES
from deltaw.networks.kinds import NETWORK, TRUNCATION
from deltaw.networks.minimal_rank import SEARCH
from deltaw.networks.training import Training, train
from deltaw.spectra import first_below


def read(kind, run, task, name="network"):
    return kind.read(run.folder / f"results/tiny/networks/{task}/N24/g0.9/seed0/{name}.nc")


def network(run, task):
    return read(NETWORK, run, task)


def rank_of(matrix):
    values = np.linalg.svd(matrix, compute_uv=False)
    return (values > 1e-4 * values[0]).sum()


def losses_at(search, rank, folder):
    """Return the losses of a whole training of ΔW of this rank."""
    settings = json.loads(search.attrs["parameters"])
    at = {name: search[name].item() for name in ("task", "N", "g", "seed")}
    initial, batches, rng = beginning(at, settings, "")
    training = replace(Training.of(settings), dw_rank=rank)
    checkpoint = Checkpoint(folder / "network.nc", [])
    return train(initial, batches, training, checkpoint, lambda epoch, loss: None, rng).loss


def test_a_search_tries_all_ranks_where_none_solves_the_task(finished, tmp_path):
    search = read(SEARCH, finished, "flipflop_1", "minimal_rank")
    initial = read(TRUNCATION, finished, "flipflop_1", "truncation")["initial_loss"]
    np.testing.assert_allclose(search["goal"], 0.05 * initial)
    usual = network(finished, "flipflop_1")["loss"]
    for rank in (1, 2):
        losses = losses_at(search, rank, tmp_path)
        assert losses[0] == usual[0]  # of the same batch
        assert losses[1] != usual[1]
        assert losses.min() > search["goal"]
    assert search["rank_epoch"].isnull().all()


def test_a_search_ends_with_the_first_rank_that_solves_the_task(copy, tmp_path):
    before = read(SEARCH, copy, "flipflop_1", "minimal_rank")
    losses = losses_at(before, 1, tmp_path)
    part = 1.001 * losses.min() / (before["goal"].item() / 0.05)
    copy.configure(evaluation__threshold=float(part))
    place = "networks/flipflop_1/N24/g0.9/seed0"
    copy.run(f"results/tiny/{place}/minimal_rank.nc")
    search = read(SEARCH, copy, "flipflop_1", "minimal_rank")
    first = first_below(np.arange(len(losses)), losses, search["goal"].item())
    np.testing.assert_array_equal(search["rank_epoch"], [first, np.nan])
    assert not [name for name in copy.results() if name.endswith(".checkpoint")]


def test_variants_begin_as_the_network_that_they_differ_from(finished):
    usual = network(finished, "flipflop")
    scaled, flat = (
        network(finished, "flipflop-readout_scale0_3"),
        network(finished, "flipflop-w0_rank2"),
    )
    np.testing.assert_allclose(scaled["v0"], 0.3 * usual["v0"], rtol=1e-6)
    np.testing.assert_array_equal(scaled["w0"], usual["w0"])
    assert rank_of(flat["w0"]) == 2
    np.testing.assert_allclose(np.linalg.norm(flat["w0"]), np.linalg.norm(usual["w0"]), rtol=1e-5)


def test_each_task_has_its_ranks_and_the_verdicts_say_so(finished):
    folder = finished.folder / "results/tiny"
    for task in ("flipflop_1", "flipflop", "perceptual", "pattern"):
        found = RANKS.read(folder / f"summary/ranks_{task}_N24.nc", task=task)
        assert dict(found.sizes) == {"g": 1, "seed": 1, "trained_rank": 2}
        assert np.isnan(found["minimal_rank"]).item() == (found["minimal_found"] == 1).item()
    assert "| minimal, by training | 0.9 | 6 |" in (folder / "beyond.md").read_text()


def test_regimes_are_in_the_order_of_the_config(finished):
    found = REGIMES.read(finished.folder / "results/tiny/summary/regimes_flipflop_N24.nc")
    np.testing.assert_array_equal(found["readout_scale"], [1, 0.3, 1])
    np.testing.assert_array_equal(found["w0_rank"], [24, 24, 2])
    usual = network(finished, "flipflop")
    w0, dw = usual["w0"].values.ravel(), usual["dw"].values.ravel()
    cosine = w0 @ dw / np.linalg.norm(w0) / np.linalg.norm(dw)
    np.testing.assert_allclose(found["cosine"][0], cosine, rtol=1e-4)
