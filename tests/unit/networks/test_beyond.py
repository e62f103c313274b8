"""Minimal ranks and their correlation with the number of outputs, on made-up networks."""

import numpy as np
import pytest
import xarray as xr

from chains import write_chain
from deltaw.networks.beyond import (
    RANKS,
    correlations,
    cosines,
    page,
    rank_summary,
)
from deltaw.networks.kinds import NETWORK
from deltaw.networks.tasks import make_task

NAN = np.nan
G, SEEDS, TRAINED = [0.0, 0.9], [0, 3], [1, 2, 4]
# Of each g, seed and rank: the epoch of the first loss below the threshold
EPOCHS = np.array([[[NAN, 9, 5], [4, NAN, 3]], [[NAN, NAN, NAN], [NAN, NAN, 7]]])
AXES = {"post": 2, "pre": 2, "input": 1, "output": 1, "epoch": np.arange(12)}
AT = {"g": G, "seed": SEEDS, "task": "romo", "N": 2}


def base(**changes):
    ones = np.ones((2, 2))
    values = {"functional_rank": 2 * ones, "rank_found": 0 * ones, "convergence": 0 * ones}
    values |= {"convergence_epoch": 5 * ones, "initial_loss": 2 * ones, "trained_loss": 0.4 * ones}
    return xr.Dataset({k: (("g", "seed"), v) for k, v in (values | changes).items()}, AT)


def searches():
    dims = ("g", "seed")
    values = {"rank_epoch": ((*dims, "trained_rank"), EPOCHS), "goal": (dims, np.ones((2, 2)))}
    return xr.Dataset(values, AT | {"trained_rank": TRAINED})


@pytest.fixture
def task(paper):
    return make_task(**paper["networks"]["tasks"]["romo"]["task"])


def test_the_minimal_rank_is_the_least_that_solves_the_task(task):
    found = rank_summary(base(), searches(), task)
    np.testing.assert_array_equal(found["minimal_rank"], [[2, 1], [NAN, 4]])
    np.testing.assert_array_equal(found["minimal_found"], [[0, 0], [1, 0]])
    assert (found["n_inputs"], found["n_outputs"]) == (1, 2)


def test_a_search_without_a_goal_tells_nothing(task):
    asked = searches()
    asked["goal"][1, 0] = asked["rank_epoch"][1, 0] = NAN
    found = rank_summary(base(), asked, task)
    np.testing.assert_array_equal(found["minimal_found"], [[0, 0], [2, 0]])


def test_the_summary_can_be_written_and_read(task, tmp_path):
    values = rank_summary(base(), searches(), task)
    RANKS.write(tmp_path / "r.nc", values, AT | {"trained_rank": TRAINED}, {})
    back = RANKS.read(tmp_path / "r.nc", task="romo")
    np.testing.assert_array_equal(back["rank_epoch"], EPOCHS)
    assert back["minimal_rank"].attrs["ancillary_variables"] == "minimal_found"


def test_the_cosine_of_the_change_and_the_initial_connectivity(tmp_path):
    at = {"task": "romo", "N": 2, "g": 0, "seed": 0}
    one, aside = np.array([[1, 2], [0, 0]]), np.array([[0, 0], [3, 1]])
    pairs = [(one, 2 * one), (one, aside), (0 * one, one)]
    paths = []
    for k, (w0, dw) in enumerate(pairs):
        paths += write_chain(tmp_path / str(k), [NETWORK], at, AXES, w0=w0, dw=dw)
    np.testing.assert_allclose(cosines(paths), [1, 0, NAN], atol=1e-7)


def summaries(minimal, functional, outputs=(1, 2, 3)):
    made = []
    for k, n in enumerate(outputs):
        values = {"minimal_rank": [minimal[k]], "functional_rank": [functional[k]]}
        values["minimal_found"] = np.isnan([minimal[k]]).astype(int)
        data = xr.Dataset({name: (("g", "seed"), v) for name, v in values.items()})
        coords = {"g": [0.9], "seed": [0, 1], "trained_rank": [1, 2, 3], "task": f"t{k}"}
        made.append(data.assign_coords(coords).assign(n_inputs=1, n_outputs=n))
    return made


def rows(found):
    return found.set_index("measure")[["never", "correlation", "verdict"]].T.to_dict("list")


def test_ranks_that_rise_with_the_outputs_hold():
    found = rows(correlations(summaries([[1, 1], [2, 2], [3, 3]], [[3, 3], [2, 2], [1, 1]]), 0.7))
    assert found["minimal"] == [0, pytest.approx(1), "holds"]
    assert found["functional"] == [0, pytest.approx(-1), "fails"]


def test_never_solved_counts_as_the_highest_rank_and_a_missing_functional_rank_not_at_all():
    lacking = summaries([[1, 1], [2, 3], [NAN, NAN]], [[1, 1], [2, 2], [NAN, 1]])
    whole = summaries([[1, 1], [2, 3], [4, 4]], [[1, 1], [2, 2], [1, 1]])
    found, known = (rows(correlations(made, 0.7)) for made in (lacking, whole))
    assert found["minimal"] == [2, *known["minimal"][1:]]
    # Of 1, 1, 2, 2, 1 over 1, 1, 2, 2, 3 outputs, by hand
    assert found["functional"][:2] == [1, pytest.approx(2.5 / np.sqrt(9 * 7.5))]
    assert found["functional"][2] == "fails"


def test_a_network_whose_search_had_no_goal_is_left_out():
    lacking = summaries([[1, 1], [2, 2], [3, NAN]], 3 * [[1, 2]])
    lacking[2]["minimal_found"][0, 1] = 2
    assert rows(correlations(lacking, 0.7))["minimal"] == [1, pytest.approx(1), "holds"]


def test_where_all_are_alike_nothing_is_evaluated():
    alike = summaries(3 * [[2, 2]], 3 * [[2, 2]])
    assert rows(correlations(alike, 0.7))["minimal"][2] == "not evaluated"
    never = summaries(3 * [[NAN, NAN]], 3 * [[NAN, NAN]])
    found = correlations(never, 0.7)
    assert rows(found)["minimal"][::2] == [6, "not evaluated"]
    said = page(found, 0.7)
    assert "| minimal, by training | 0.9 | 6 | 6 | – | not evaluated |" in said
