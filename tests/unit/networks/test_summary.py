"""The networks of a task in one dataset, and the quantities of Fig. 2."""

import numpy as np
import pytest

from chains import write_chain
from deltaw.datasets import DatasetError
from deltaw.networks.summary import CHAIN, SUMMARY, parameter_units, summarise

N = 3
AXES = {
    "post": N,
    "pre": N,
    "input": 2,
    "output": 2,
    "epoch": np.arange(5),
    "index": [1, 2, 3],
    "part": ["real", "imaginary"],
    "rank": [0, 1, 2, 3],
    "shuffle": [0, 1],
}
PARAMETERS = {"network": {"epochs": 4}, "truncation": {"trials": 8}}
EXPECTED = [{"at": {}, **PARAMETERS}]
LEARNS = {
    "loss": [2, 1, 0.3, 0.09, 0.01],
    "dw": [[0, 4, 0], [-12, 0, 0], [0, 3, 0]],
    "eig_w0": [[0.3, 0.4], [0.3, -0.4], [0, 0]],
    "eig_w": [[-2, 0], [0, 1], [0, -1]],
    "sv_w0": [3, 4, 0],
    "sv_dw": [12, 5, 0],
    "sv_w": [8, 15, 0],
    "initial_loss": 2,
    "trained_loss": 0.02,
    "truncation_loss": [2, 0.5, 0.09, 0.02],
    "shuffle_loss": [1, 1.5],
}
NAN = np.nan
DIVERGES = {
    "loss": [2, 0.05, NAN, NAN, NAN],
    "gradient_norm": 5 * [NAN],
    **dict.fromkeys(["w0", "dw"], np.full((N, N), NAN)),
    "eig_w0": np.full((N, 2), NAN),
    "eig_w": np.full((N, 2), NAN),
    "sv_w0": 3 * [NAN],
    "sv_dw": 3 * [NAN],
    "sv_w": 3 * [NAN],
    "trained_loss": NAN,
    "truncation_loss": 4 * [NAN],
    "shuffle_loss": 2 * [NAN],
    "diverged": 1,
}


def summary_of(folder, threshold=0.05, floor="zero", parameters=PARAMETERS, **changes):
    """Return the summary of two g and two seeds, that of g = 0.9, seed 1 with changes."""
    chains = []
    for g in (0, 0.9):
        for seed in (0, 1):
            changed = (g, seed) == (0.9, 1)
            at = {"task": "romo", "N": N, "g": g, "seed": seed}
            place = folder / f"networks/romo/N{N}/g{g}/seed{seed}"
            values = LEARNS | (changes if changed else {})
            made = parameters if changed else PARAMETERS
            chains.append(write_chain(place, CHAIN, at, AXES, made, **values))
    return summarise(chains, EXPECTED, threshold, floor)


def changed_cell(summary):
    return summary.sel(g=0.9, seed=1)


def flag(cell, name):
    """Return what a flag variable says in words."""
    return SUMMARY.variables[name].flags[cell[name].item()]


def test_quantities_of_fig_2(tmp_path):
    summary = summary_of(tmp_path)
    assert (summary["convergence_epoch"] == 3).all()  # the first loss below 0.05 x 2
    assert (summary["functional_rank"] == 2).all()
    assert (summary["w0_norm"] == 5).all()
    assert (summary["dw_norm"] == 13).all()
    assert (summary["w_norm"] == 17).all()
    assert (summary["dw_largest"] == 12).all()
    assert (summary["w0_radius"] == 0.5).all()
    assert (summary["w_radius"] == 2).all()
    assert flag(changed_cell(summary), "convergence") == "converged"
    assert flag(changed_cell(summary), "rank_found") == "found"
    assert not {"w0", "dw", "m", "u_dw", "eig_w"} & set(summary)
    assert summary["loss"].dims == ("g", "seed", "epoch")


def test_a_spectrum_of_another_network_is_refused(tmp_path):
    words = r"seed1/spectrum\.nc has the singular values of another matrix"
    with pytest.raises(DatasetError, match=words):
        summary_of(tmp_path, sv_dw=[12, 4, 0])


def test_the_summary_can_be_written_and_read(tmp_path):
    summary = summary_of(tmp_path, **DIVERGES)
    SUMMARY.write(tmp_path / "networks_romo_N3.nc", summary, summary.coords, {})
    back = SUMMARY.read(tmp_path / "networks_romo_N3.nc", task="romo", N=N)
    np.testing.assert_array_equal(back["rank_found"], [[0, 0], [0, 3]])
    assert back["functional_rank"].attrs["ancillary_variables"] == "rank_found"
    assert back["rank_found"].attrs["flag_meanings"] == (
        "found not_solved no_rank_up_to_max_rank diverged"
    )


@pytest.mark.parametrize(
    ("changes", "convergence", "rank_found"),
    [
        ({}, "converged", "found"),
        # A loss at the threshold is not below it.
        ({"loss": [2, 1, 0.3, 0.2, 0.1]}, "not_converged", "found"),
        # It converged on a batch, and did not keep its solution.
        (
            {"trained_loss": 0.2, "truncation_loss": [2, 1, 0.5, 0.3]},
            "converged",
            "not_solved",
        ),
        ({"truncation_loss": [2, 1, 0.5, 0.3]}, "converged", "no_rank_up_to_max_rank"),
        # Truncation may do better than all of ΔW.
        ({"trained_loss": 0.2}, "converged", "found"),
        (
            {"loss": 5 * [1], "trained_loss": 1, "truncation_loss": 4 * [1]},
            "not_converged",
            "not_solved",
        ),
        (DIVERGES, "diverged", "diverged"),
    ],
)
def test_flags_say_why_an_epoch_or_a_rank_is_missing(tmp_path, changes, convergence, rank_found):
    cell = changed_cell(summary_of(tmp_path, **changes))
    assert flag(cell, "convergence") == convergence
    assert flag(cell, "rank_found") == rank_found
    assert np.isfinite(cell["functional_rank"].item()) == (rank_found == "found")
    if convergence != "diverged":
        assert np.isfinite(cell["convergence_epoch"].item()) == (convergence == "converged")


def test_the_part_may_count_from_the_loss_after_training(tmp_path):
    """With noise the loss stays at 0.5: the goal is 0.5 + 0.05 (2 - 0.5) = 0.575, not 0.1."""
    noisy = {
        "loss": [2, 1, 0.6, 0.57, 0.5],
        "trained_loss": 0.5,
        "truncation_loss": [2, 0.6, 0.58, 0.57],
    }
    cell = changed_cell(summary_of(tmp_path, floor="trained", **noisy))
    assert cell["convergence_epoch"] == 3
    assert cell["functional_rank"] == 3
    assert flag(cell, "convergence") == "converged"
    assert flag(cell, "rank_found") == "found"
    from_zero = changed_cell(summary_of(tmp_path, floor="zero", **noisy))
    assert np.isnan(from_zero["convergence_epoch"])
    assert flag(from_zero, "rank_found") == "not_solved"


def test_where_the_loss_after_training_is_the_floor_any_progress_is_a_solution(tmp_path):
    worse = {"trained_loss": 3, "loss": 5 * [3], "truncation_loss": 4 * [3]}
    cell = changed_cell(summary_of(tmp_path, floor="trained", **worse))
    assert flag(cell, "rank_found") == "not_solved"
    assert flag(cell, "convergence") == "not_converged"
    slight = {"trained_loss": 1.9, "truncation_loss": [2, 2, 2, 1.92]}
    cell = changed_cell(summary_of(tmp_path / "slight", floor="trained", **slight))
    assert flag(cell, "rank_found") == "no_rank_up_to_max_rank"


def test_a_network_of_other_parameters_is_refused(tmp_path):
    made = PARAMETERS | {"network": {"epochs": 5}}
    with pytest.raises(
        DatasetError, match=r"network\.nc was made with epochs = 5, the config says"
    ):
        summary_of(tmp_path, parameters=made)


def test_units_of_the_parameters_are_those_of_the_task_and_the_step(paper):
    parameters = {"network": {"task": paper["networks"]["tasks"]["romo"]["task"], "dt": 0.5}}
    times = ("fixation", "pulse", "delay", "wait", "decision")
    expected = {"dt": "time constants"} | {f"task.{name}": "time constants" for name in times}
    assert parameter_units(parameters) == expected
