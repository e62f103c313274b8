"""What the rules of ranks and regimes ask of the config."""

import pytest

from deltaw.config.beyond import Beyond
from deltaw.config.entries import entries, named
from deltaw.config.networks import Networks
from deltaw.config.schema import ConfigError
from planning import RUN, at

WHERE = {"task": "flipflop", "N": 256}


@pytest.fixture
def beyond(networks):
    return Beyond(networks)


def test_names_say_what_differs():
    assert named("romo") == "romo"
    assert named("romo", w0_rank=3) == "romo-w0_rank3"
    assert named("romo", readout_scale=0.3) == "romo-readout_scale0_3"


def test_entries_differ_by_one_switch_and_draw_alike(paper):
    found = entries(paper)
    usual = paper["networks"]["tasks"]["mante"]
    assert found["mante"] == usual
    assert found["mante-readout_scale3"] == usual | {"readout_scale": 3, "draws": "mante"}
    flat = {"kind": "low_rank", "rank": 10}
    assert found["mante-w0_rank10"] == usual | {"w0": flat, "draws": "mante"}
    assert found["flipflop_3"]["task"]["channels"] == 3
    assert "title" not in found["flipflop_3"]


def test_entries_of_networks_tasks_stand_over_others_of_their_name(paper):
    own = paper["networks"]["tasks"]["romo"]
    paper["networks"]["tasks"]["pattern"] = own
    assert entries(paper)["pattern"] == own
    assert entries(paper)["pattern-w0_rank1"]["task"] == own["task"]


def test_a_tasks_ranks_are_taken_from_its_networks_and_their_searches(beyond):
    files = beyond.rank_files(at(**WHERE))
    folder = f"{RUN}/networks/flipflop/N256/g0.9/seed4"
    assert files["networks"][-1] == f"{folder}/network.nc"
    assert files["spectra"][-1] == f"{folder}/spectrum.nc"
    assert files["searches"][-1] == f"{folder}/minimal_rank.nc"
    assert {len(paths) for paths in files.values()} == {2 * 5}


def test_a_search_depends_on_its_networks_training_and_on_what_counts_as_solved(beyond, networks):
    search = beyond.search(at(**WHERE))
    assert networks.training(at(**WHERE)).items() <= search.items()
    asked = {"ranks": list(range(1, 9)), "threshold": 0.05, "floor": "zero", "trials": 512}
    assert asked.items() <= search.items()
    assert beyond.searched(at(**WHERE)) == [{"at": {}, "rank_search": search}]


def test_a_search_sets_the_rank_itself(paper):
    paper["networks"]["tasks"]["romo"] |= {"dw_rank": 2, "follow": {"number": 2, "every": 5}}
    romo = at(task="romo", N=256)
    assert Beyond(Networks(paper, RUN)).search(romo)["switches"] is None
    paper["networks"]["tasks"]["romo"]["noise"] = 0.1
    assert Beyond(Networks(paper, RUN)).search(romo)["switches"] == {"noise": 0.1}


def test_ranks_are_at_most_the_n_that_is_asked_for(paper):
    paper["beyond"]["ranks"] = [1, 64, 100]
    beyond = Beyond(Networks(paper, RUN))
    assert beyond.search(at(**WHERE))["ranks"] == [1, 64, 100]
    with pytest.raises(ConfigError, match=r"beyond\.ranks is \[1, 64, 100\].* N = 64 at most"):
        beyond.search(at(task="flipflop", N=64))


def test_a_search_may_take_as_long_as_half_of_its_ranks(beyond, networks):
    one = networks.training_minutes(at(**WHERE), 1)
    assert beyond.search_minutes(at(**WHERE), 1) == 4 * one


def test_regimes_begin_with_the_papers_and_have_files_and_parameters_alike(beyond, networks):
    variants, files = beyond.variants(at(**WHERE)), beyond.regime_files(at(**WHERE))
    assert variants[:2] == [{}, {"readout_scale": 0.1}]
    assert variants[-1] == {"w0_rank": 100}
    assert len(files["shuffles"]) == 3 * len(variants) == 3 * 10
    assert files["shuffles"][3].startswith(f"{RUN}/networks/flipflop-readout_scale0_1/")
    parameters = beyond.regime_parameters(at(**WHERE))
    switches = [known["network"]["switches"] for (known,) in parameters]
    assert switches[0] is None
    assert switches[1] == {"draws": "flipflop", "readout_scale": 0.1}
    assert parameters[0] == networks.expected(at(**WHERE))
