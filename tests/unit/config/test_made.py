"""What the config says of files that figures and claims read."""

import json

import netCDF4
import pytest

from deltaw.config.made import Made
from deltaw.config.schema import validate
from deltaw.datasets import DatasetError
from deltaw.summaries import check_configured
from planning import at, experiments

TRIAL = "networks/romo/N256/g0.9/seed0/trial.nc"


@pytest.fixture
def made(paper):
    return Made(*experiments(validate(paper)))


def test_files_are_told_by_their_paths(made):
    run = made.networks.run
    names = (
        TRIAL,
        "linear/zhat2/N1024/g0.6/seed0/flow.nc",
        "summary/networks_mante_N64.nc",
        "summary/linear_N1024.nc",
        "summary/ranks_flipflop_3_N256.nc",
        "summary/regimes_romo_N256.nc",
    )
    known = [f"{run}/{name}" for name in names]
    others = ["docs/x.csv", f"{run}/summary/networks_mine_N64.nc", f"{run}/summary/notes.nc"]
    assert list(made([*others, *known])) == known
    assert made(known)[known[2]] == made.networks.expected(at(task="mante", N=64))


@pytest.mark.parametrize("by_kind", [True, False])
def test_a_file_of_another_run_is_refused(made, tmp_path, by_kind):
    (expected,) = made([f"{made.networks.run}/{TRIAL}"]).values()
    path = str(tmp_path / "trial.nc")
    for root_seed in (expected[0]["trial"]["root_seed"], 7):
        parameters = expected[0]["trial"] | {"root_seed": root_seed}
        with netCDF4.Dataset(path, "w") as file:
            file.kind = "trial"
            file.parameters = json.dumps({"trial": parameters} if by_kind else parameters)
        if root_seed != 7:
            check_configured({path: expected})
    with pytest.raises(DatasetError, match=r"trial\.nc was made with root_seed = 7, the config"):
        check_configured({path: expected})


def test_a_damaged_file_is_left_to_its_reader(made, tmp_path):
    path = tmp_path / "trial.nc"
    path.write_bytes(b"broken")
    (expected,) = made([f"{made.networks.run}/{TRIAL}"]).values()
    check_configured({str(path): expected})
