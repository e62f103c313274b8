"""What the rules of ranks and regimes ask of the config."""

import pytest

from deltaw.config.beyond import Beyond
from deltaw.config.entries import entries, named
from planning import RUN, at

WHERE = {"task": "flipflop", "N": 256}


@pytest.fixture
def beyond(networks):
    return Beyond(networks)


def test_names_say_what_differs():
    assert named("romo") == "romo"
    assert named("romo", dw_rank=3) == "romo-dw_rank3"
    assert named("romo", readout_scale=0.3) == "romo-readout_scale0_3"


def test_entries_differ_by_one_switch_and_draw_alike(paper):
    found = entries(paper)
    usual = paper["networks"]["tasks"]["mante"]
    assert found["mante"] == usual
    assert found["mante-dw_rank2"] == usual | {"dw_rank": 2, "draws": "mante"}
    flat = {"kind": "low_rank", "rank": 10}
    assert found["mante-w0_rank10"] == usual | {"w0": flat, "draws": "mante"}
    assert found["flipflop_3"]["task"]["channels"] == 3
    assert "title" not in found["flipflop_3"]


def test_entries_of_networks_tasks_stand_over_others_of_their_name(paper):
    own = paper["networks"]["tasks"]["romo"]
    paper["networks"]["tasks"]["pattern"] = own
    assert entries(paper)["pattern"] == own
    assert entries(paper)["pattern-dw_rank1"]["task"] == own["task"]


def test_a_tasks_ranks_are_taken_from_its_networks_and_those_of_each_rank(beyond):
    files = beyond.rank_files(at(**WHERE))
    folder = f"{RUN}/networks/flipflop/N256/g0.9/seed4"
    assert files["networks"][-1] == f"{folder}/network.nc"
    assert files["spectra"][-1] == f"{folder}/spectrum.nc"
    assert len(files["networks"]) == 2 * 5
    assert len(set(files["ranked"])) == 8 * 2 * 5
    assert f"{RUN}/networks/flipflop-dw_rank8/N256/g0/seed0/network.nc" in files["ranked"]


def test_networks_of_given_rank_must_be_those_of_their_rule(beyond, networks):
    known = beyond.rank_parameters(at(**WHERE))
    assert [one["network"]["switches"]["dw_rank"] for one in known] == list(range(1, 9))
    assert known[1] == {
        "at": {"task": "flipflop-dw_rank2"},
        "network": networks.training(at(task="flipflop-dw_rank2", N=256)),
    }


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
