"""What a run measured, by the definitions of the published figures."""

import copy

import numpy as np
import pytest
import xarray as xr

import synthetic
from deltaw.linear import theory
from deltaw.published.measured import LacksError, Results, measured


@pytest.fixture(scope="module")
def papers():
    return synthetic.results(synthetic.evidence())


@pytest.fixture
def results(papers):
    return copy.deepcopy(papers)


def one(results, figure, quantity, of, g, x=0.0):
    return measured(results, figure, quantity, of, g, np.array([x]))[0]


def test_convergence_and_shuffling_count_from_the_first_batch(results):
    summary = results.tasks["mante"]
    before = one(results, "fig2", "convergence_epoch", "mante", 0.9)
    np.testing.assert_array_equal(before, [30, 31, 32, 33])
    summary["loss"][..., 0] = 2  # twice the loss on the evaluation's trials
    assert (one(results, "fig2", "convergence_epoch", "mante", 0.9) < before).all()
    shuffled = summary["shuffle_loss"].sel(g=0.9)
    shuffled[:, 0], shuffled[:, 1] = 1, 7  # one shuffle, not their mean
    assert (one(results, "fig2", "relative_shuffle_loss", "mante", 0.9) == 0.5).all()


def test_ranks_count_from_the_loss_at_rank_0(results):
    assert (one(results, "fig2", "functional_rank", "romo", 0) == 6).all()
    results.tasks["romo"]["truncation_loss"][..., 0] = 0.1  # 5 % of it are below all losses
    with pytest.raises(LacksError, match="4 of 4 networks have no rank"):
        one(results, "fig2", "functional_rank", "romo", 0)
    loss = one(results, "fig1", "truncated_loss", "romo", 0, 7)
    np.testing.assert_allclose(loss, 0.1)


def test_a_cell_of_fig_2_needs_all_networks_and_fig_1_those_that_converged(results):
    results.tasks["flipflop"]["loss"][0, 1] = 1
    with pytest.raises(LacksError, match="1 of 4 networks did not converge"):
        one(results, "fig2", "dw_norm", "flipflop", 0)
    assert one(results, "fig1", "singular_value", "flipflop", 0, 1).shape == (3,)
    results.tasks["flipflop"]["diverged"][0] = 1
    with pytest.raises(LacksError, match="4 of 4 networks"):
        one(results, "fig1", "singular_value", "flipflop", 0, 1)


def test_fig_3_is_taken_between_epochs_and_not_beyond_the_last(results):
    losses = measured(results, "fig3", "loss", "0.5", 0.6, np.array([1.0, 2.99, 3.1]))
    assert losses.shape == (3, 3)
    np.testing.assert_allclose(losses[0], np.exp(-2.5) / 8, rtol=1e-3)
    assert np.isfinite(losses[1]).all()
    assert np.isnan(losses[2]).all()
    results.linear["diverged"][0, 2, 0] = 1
    assert one(results, "fig3", "s1", "0.5", 0.6, 1.0).shape == (2,)
    results.linear["diverged"][:] = 1
    with pytest.raises(LacksError, match="all networks diverged"):
        one(results, "fig3", "s1", "0.5", 0.6, 1.0)


def test_predictions_are_held_where_the_readout_has_passed_the_target(results):
    early = one(results, "fig3", "s1_theory", "2", 0, 0.1)
    np.testing.assert_allclose(early, theory.singular_value_expansion(0.1, 2, 0)[0])
    assert one(results, "fig3", "loss_theory", "2", 0, 0.59) == [0]
    late = [one(results, "fig3", "s1_theory", "0.5", 0, at).item() for at in (1.25, 1.5, 1.98)]
    assert late == pytest.approx([0.40625] * 3)  # Eq. 14 at tau = 1, where z of Eq. 15 is zhat


def test_fig_4_is_relative_to_the_mean_without_w0_and_one_shuffle(results):
    norms = one(results, "fig4", "dw_norm", "2", 0.6)
    np.testing.assert_allclose(norms, 1 - 0.36)
    shuffled = results.linear["shuffle_loss"].sel(g=0.6)
    shuffled[..., 0], shuffled[..., 1] = 1, 5
    np.testing.assert_allclose(one(results, "fig4", "relative_shuffle_loss", "2", 0.6), 0.5)
    results.linear["convergence_time"][1, 0, 0] = np.nan
    with pytest.raises(LacksError, match="1 of 3 networks"):
        one(results, "fig4", "dw_norm", "2", 0.6)


@pytest.fixture
def lstm(results):
    """Return results whose LSTM has the published size and histories."""
    summary = synthetic.sentiment_summary(256)
    epoch = np.arange(1, 501)
    for name in ("training_loss", "validation_loss", "training_accuracy", "validation_accuracy"):
        summary[name] = (("seed", "epoch"), np.ones((2, 1)) * epoch)
    return Results(results.tasks, results.linear, summary.assign_coords(epoch=epoch))


def test_the_lstms_quantities(lstm):
    assert (one(lstm, "fig5", "singular_value", "dw", np.nan, 1) == 2).all()
    assert (one(lstm, "fig5", "accuracy", "w", np.nan, 200) == 0.795).all()
    assert (one(lstm, "fig5", "accuracy", "final", np.nan) == 0.8).all()


def test_histories_are_means_over_seven_epochs(lstm):
    x = np.array([0.0, 100, 500, 504])
    losses = measured(lstm, "supp_lstm_details", "loss", "training", np.nan, x)
    np.testing.assert_array_equal(losses[:3, 0], [2, 100, 498.5])
    assert np.isnan(losses[3]).all()


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        (("fig2", "dw_norm", "own", 0), "no task own"),
        (("fig2", "dw_norm", "romo", 0.4), r"no g = 0\.4"),
        (("fig4", "dw_norm", "3", 0), "no zhat = 3"),
        (("fig5", "accuracy", "dw", np.nan), "other sentences, word vectors or units"),
    ],
)
def test_what_a_run_lacks_is_named(results, where, reason):
    with pytest.raises(LacksError, match=reason):
        one(results, *where)


def test_ranks_beyond_those_evaluated_have_no_number(results):
    assert np.isnan(one(results, "fig1", "truncated_loss", "romo", 0, 20)).all()


def test_an_lstm_of_other_sentences_is_not_compared(lstm):
    other = lstm.sentiment.assign_coords(corpus=xr.DataArray("rotten_tomatoes"))
    with pytest.raises(LacksError, match="other sentences"):
        one(Results({}, lstm.linear, other), "fig5", "accuracy", "final", np.nan)
