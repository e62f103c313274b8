"""Fig. 3 and 4 draw what is in the summary, diverged networks too."""

import numpy as np
import pytest
import xarray as xr

from deltaw.linear import theory
from deltaw.config.schema import validate
from deltaw.figures import fig3, fig4

G, SEEDS, EPOCHS = [0.0, 0.3, 0.6], [0, 1], 50


def summary():
    """Return a summary in which every network follows the first-order theory."""
    g, zhat, epoch = np.array(G), np.array([0.5, 2.0]), np.arange(EPOCHS + 1)
    shape = (2, len(G), len(SEEDS))
    rate = 2.0 / EPOCHS * np.broadcast_to(theory.convergence_time(g)[:, None], shape)
    tt = 2.0 * epoch / EPOCHS
    goal = np.broadcast_to(zhat[:, None, None, None], (*shape, EPOCHS + 1))
    loss = goal**2 / 2 * np.maximum(1 - tt, 0) ** 2
    s1 = goal * np.minimum(tt, 1) * (1 - g[:, None, None] ** 2)
    cell = ("zhat", "g", "seed")

    def of_g(function):
        return cell, np.broadcast_to(function(g)[:, None], shape).copy()

    return xr.Dataset(
        {
            "loss": ((*cell, "epoch"), loss),
            "leading": ((*cell, "epoch", "value"), np.stack([s1, s1 / 50], axis=-1)),
            "learning_rate": (cell, rate),
            "diverged": (cell, np.zeros(shape, np.int8)),
            "time": ((*cell, "step"), np.broadcast_to(np.arange(4.0), (*shape, 4))),
            "inputs": ((*cell, "step"), np.ones((*shape, 4))),
            "outputs": ((*cell, "step"), np.ones((*shape, 4))),
            "convergence_time": of_g(theory.convergence_time),
            "dw_norm": of_g(lambda x: 3 * theory.change_norm(1, x)),
            "mean_gradient_norm": of_g(lambda x: 5 * theory.gradient_norm(1, x)),
            "relative_shuffle_loss": of_g(theory.shuffled_loss),
        },
        coords={"zhat": zhat, "g": G, "seed": SEEDS, "epoch": epoch, "value": [1, 2]},
    )


def flows():
    def one(zhat, g):
        values = {
            "tau": ("point", np.linspace(0, 1, 5) * theory.convergence_time(g)),
            "readout": ("point", zhat * np.linspace(0, 1, 5)),
            "singular_values": (("point", "value"), np.ones((5, 2))),
        }
        return xr.Dataset(values, coords={"zhat": zhat, "g": g})

    return [one(zhat, g) for zhat in (0.5, 2.0) for g in (0.0, 0.6)]


def diverge(data):
    """Let one network of g = 0.6, zhat = 2 diverge after 10 epochs."""
    at = {"zhat": 2.0, "g": 0.6, "seed": 1}
    data["diverged"].loc[at] = 1
    for name in ("loss", "leading"):
        data[name].loc[at | {"epoch": slice(10, None)}] = np.nan
    for name in ("convergence_time", "dw_norm", "mean_gradient_norm", "relative_shuffle_loss"):
        data[name].loc[at] = np.nan
    return data


@pytest.fixture
def options(paper):
    return validate(paper)["figures"]


def test_quantities_are_normalised_by_their_mean_without_w0():
    table = fig4.cells(summary().sel(zhat=2.0))
    assert table["complete"].all()
    for quantity, (_, _, prediction) in fig4.PANELS.items():
        np.testing.assert_allclose(table[quantity], prediction(table["g"].values), atol=1e-12)


def test_fig3_draws_simulation_theory_and_flow(options):
    figure = fig3.draw(summary(), flows(), options["fig3"])
    titled = {axes.get_title(): axes for axes in figure.axes if axes.get_title()}
    losses = titled[r"$\hat{z} = 2$"]
    drawn = [line.get_xydata() for line in losses.lines]
    tt = 2.0 * np.arange(EPOCHS + 1) / EPOCHS  # effective time: g is gone
    simulated = [xy for xy in drawn if len(xy) == EPOCHS + 1]
    assert len(simulated) == 2
    for xy in simulated:
        np.testing.assert_allclose(xy[:, 0], tt)
        np.testing.assert_allclose(xy[:, 1], 2 * np.maximum(1 - tt, 0) ** 2)
    assert sum(len(xy) == 5 for xy in drawn) == 2  # the flow
    assert not [text for text in losses.texts if "diverged" in text.get_text()]


def test_fig3_counts_and_draws_diverged_networks(options):
    figure = fig3.draw(diverge(summary()), flows(), options["fig3"])
    words = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert "1 diverged" in words
    ends = [line for axes in figure.axes for line in axes.lines if line.get_marker() == "x"]
    assert [line.get_markevery() for line in ends] == [[9], [9]]


def test_fig3_without_any_network_left(options):
    data = summary()
    data["diverged"][:] = 1
    data["loss"][:] = np.nan
    data["leading"][:] = np.nan
    figure = fig3.draw(data, flows(), options["fig3"])
    words = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert words.count("4 diverged") == 2


def test_fig4_marks_what_has_no_mean(options):
    figure = fig4.draw(diverge(summary()), options["fig4"])
    labels = [text.get_text() for text in figure.legends[0].texts]
    assert "seeds without a value" in labels
    assert len(fig4.draw(summary(), options["fig4"]).legends[0].texts) == 3
