"""Files of many networks become one dataset, if they are what their names and the config say."""

from pathlib import Path

import pytest

from chains import write_chain
from deltaw.datasets import DIVERGED, Coordinate, DatasetError, Kind, Variable
from deltaw.summaries import cell, differing, join, read_as_named, shared, summarised

COORDS = {name: Coordinate(name) for name in ("task", "zhat", "N", "g", "seed", "epoch", "rank")}
NETWORK = Kind(
    "network",
    {
        "w0": Variable("post pre", "a matrix", in_summary=False),
        "loss": Variable("epoch", "a history", dtype="float64"),
        "updates": Variable("", "a count of one network", dtype="int32"),
        "diverged": DIVERGED,
    },
    COORDS,
    made_by="train",
)
TRUNCATION = Kind(
    "truncation",
    {
        "truncation_loss": Variable("rank", "losses", dtype="float64"),
        "diverged": DIVERGED,
    },
    COORDS,
    made_by="truncate",
)
CHAIN = (NETWORK, TRUNCATION)
AXES = {"post": 3, "pre": 3, "epoch": [0, 1], "rank": [0, 1, 2]}
PARAMETERS = {"network": {"epochs": 1, "task": {"kind": "romo"}}, "truncation": {"trials": 8}}


def network(folder, g=0.9, seed=0, parameters=PARAMETERS, **given):
    """Write the files of a network into its folder."""
    at = {"task": "romo", "N": 3, "g": g, "seed": seed}
    return write_chain(folder / f"romo/N3/g{g}/seed{seed}", CHAIN, at, AXES, parameters, **given)


def test_a_cell_holds_what_belongs_into_a_summary(tmp_path):
    files = network(tmp_path, loss=[2, 1], truncation_loss=[2, 1.5, 1], updates=7)
    found = cell(files, CHAIN)
    assert set(found) == {"loss", "updates", "truncation_loss", "diverged"}
    assert found["loss"].values.tolist() == [2, 1]
    assert found["truncation_loss"].values.tolist() == [2, 1.5, 1]
    assert found["updates"] == 7
    assert found["g"] == 0.9
    assert found.attrs == {"parameters": PARAMETERS, "file": files[0]}


@pytest.mark.parametrize(
    ("task", "diverged", "named"), [("mante", 0, "task"), ("romo", 1, "diverged")]
)
def test_parts_that_are_not_of_one_network_are_refused(tmp_path, task, diverged, named):
    files = network(tmp_path)
    at = {"task": task, "N": 3, "g": 0.9, "seed": 0}
    write_chain(tmp_path / "romo/N3/g0.9/seed0", [TRUNCATION], at, AXES, diverged=diverged)
    with pytest.raises(DatasetError, match=rf"(?s){files[0]} and .* of one network .*{named}"):
        cell(files, CHAIN)


def cells(folder, changed=PARAMETERS):
    """Return the cells of two g and two seeds, that of g = 0.9, seed 1 with other parameters."""
    files = [
        network(folder, g, seed, changed if (g, seed) == (0.9, 1) else PARAMETERS, loss=[g, seed])
        for g in (0.9, 0)
        for seed in (1, 0)
    ]
    return [cell(chain, CHAIN) for chain in files]


EXPECTED = [{"at": {}, **PARAMETERS}]


def test_cells_are_joined_in_order(tmp_path):
    joined = join(cells(tmp_path), ("g", "seed"), EXPECTED)
    assert joined["g"].values.tolist() == [0, 0.9]
    assert joined["seed"].values.tolist() == [0, 1]
    assert joined["loss"].dims == ("g", "seed", "epoch")
    assert joined["loss"].sel(g=0.9, seed=1).values.tolist() == [0.9, 1]
    assert joined["updates"].dims == ("g", "seed")
    assert joined["task"].item() == "romo"


@pytest.mark.parametrize(
    ("kind", "changes", "words"),
    [
        ("network", {"epochs": 2}, "epochs = 2, the config says 1"),
        (
            "network",
            {"task": {"kind": "mante"}},
            "task = {'kind': 'mante'}, the config says {'kind': 'romo'}",
        ),
        ("truncation", {"trials": 9}, "trials = 9, the config says 8"),
    ],
)
def test_a_network_of_other_parameters_is_refused(tmp_path, kind, changes, words):
    made = PARAMETERS | {kind: PARAMETERS[kind] | changes}
    with pytest.raises(DatasetError) as caught:
        join(cells(tmp_path, made), ("g", "seed"), EXPECTED)
    said = str(caught.value)
    assert said.startswith(f"{tmp_path}/romo/N3/g0.9/seed1/network.nc was made with {words}; ")
    assert said.endswith("remove it and run the same command again")


def test_a_parameter_may_belong_to_some_coordinates(tmp_path):
    made = PARAMETERS | {"network": {"epochs": 2}}
    elsewhere = [{"at": {"g": 0.9, "seed": 0}, "network": {"epochs": 1}}]
    join(cells(tmp_path, made), ("g", "seed"), elsewhere)
    here = [{"at": {"g": 0.9, "seed": 1}, "network": {"epochs": 1}}]
    with pytest.raises(DatasetError, match="epochs = 2"):
        join(cells(tmp_path / "again", made), ("g", "seed"), here)


def test_what_a_summary_depends_on_is_no_parameter_of_a_network(tmp_path):
    settings = {"at": {}, "summary": {"threshold": 0.05}}
    assert join(cells(tmp_path), ("g", "seed"), [settings]).sizes["g"] == 2
    assert differing({"summary": {"threshold": 0.1}}, [settings]) == (
        "threshold = 0.1, the config says 0.05"
    )


def test_what_all_networks_share():
    common = {"network": {"epochs": 1}, "truncation": {"trials": 8}}
    expected = [{"at": {"g": 0}, "network": {"learning_rate": 1}}, {"at": {}, **common}]
    assert shared(expected) == common
    assert differing(common, expected) == ""
    assert differing({}, expected) == "epochs = None, the config says 1"


def test_a_summary_keeps_no_matrix_and_may_hold_nan_where_networks_may_diverge():
    kept = summarised("g seed", CHAIN)
    assert set(kept) == {"loss", "updates", "diverged", "truncation_loss"}
    assert kept["loss"].dims == "g seed epoch"
    assert kept["updates"].dims == "g seed"
    assert kept["loss"].may_be_nan
    assert not kept["diverged"].may_be_nan
    steady = Kind("steady", {"loss": NETWORK.variables["loss"]}, COORDS, made_by="train")
    assert not summarised("g", [steady])["loss"].may_be_nan


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("romo/N4/g0.9/seed0/network.nc", r"has N = 3, not 4\.0"),
        ("romo/N3/g0.8/seed0/network.nc", r"has g = 0\.9, not 0\.8"),
        ("romo/N3/g0.9/seed1/network.nc", r"has seed = 0, not 1\.0"),
        ("zhat2/N3/g0.9/seed0/network.nc", r"has zhat = nothing, not 2\.0"),
        ("networks/mante/N3/g0.9/seed0/network.nc", "has task = romo, not mante"),
        ("summary/networks_mante_N3.nc", "has task = romo, not mante"),
        ("summary/networks_romo_N4.nc", r"has N = 3, not 4\.0"),
        ("summary/linear_failing_N4.nc", r"has N = 3, not 4\.0"),
    ],
)
def test_a_file_under_anothers_name_is_refused(tmp_path, place, words):
    made, _ = network(tmp_path)
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    Path(made).rename(tmp_path / place)
    with pytest.raises(DatasetError, match=f"{place} {words}"):
        read_as_named(NETWORK, str(tmp_path / place))


@pytest.mark.parametrize(
    "place",
    [
        "networks/romo/N3/g0.9/seed0/network.nc",
        "summary/networks_romo_N3.nc",
        "summary/linear_N3.nc",
        "any.nc",
        # In the folder of a run that is called as a coordinate is
        "seed5/summary/networks_romo_N3.nc",
        "N64/sentiment/seed0/network.nc",
    ],
)
def test_a_file_under_its_own_name_is_read(tmp_path, place):
    made, _ = network(tmp_path, updates=7)
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    Path(made).rename(tmp_path / place)
    assert read_as_named(NETWORK, str(tmp_path / place))["updates"] == 7


def test_several_files_are_read_in_their_order(tmp_path):
    files = [network(tmp_path, seed=seed, updates=seed)[0] for seed in (2, 0, 1)]
    assert [one["updates"].item() for one in read_as_named(NETWORK, files)] == [2, 0, 1]
    Path(files[2]).write_bytes(Path(files[1]).read_bytes())
    with pytest.raises(DatasetError, match="seed = 0, not 1"):
        read_as_named(NETWORK, files)
