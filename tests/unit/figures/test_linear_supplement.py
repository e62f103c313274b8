"""The supplement's figures of the linear network draw what is in the summaries."""

import numpy as np
import pytest
import xarray as xr
from matplotlib.figure import Figure

from deltaw.linear import theory
from deltaw.config.schema import validate
from deltaw.figures import (
    curves,
    supp_cosine,
    supp_failing_to_learn,
    supp_log_singular_values,
)
from deltaw.linear.theory import oscillating_eigenvalue

EPOCHS = 20
SCALE, POWER = np.array([1, 1e-3, 1e-6, 1e-6, 1e-9]), np.array([1, 3, 4, 4, 5])
GOAL = oscillating_eigenvalue(0.1, 5)


@pytest.fixture
def config(paper):
    return validate(paper)


def words(figure):
    """Return all texts of a figure's panels and legends."""
    panels = [text.get_text() for axes in figure.axes for text in axes.texts]
    legends = [t.get_text() for axes in figure.axes if axes.legend_ for t in axes.legend_.texts]
    return panels + legends


def curve(panel, height):
    """Return the lines of a panel whose every height is that, or `height` as a function of x."""
    found = []
    for line in panel.lines:
        x, y = np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float)
        if len(x) > 2 and np.allclose(y, height(x), rtol=1e-6, atol=1e-30, equal_nan=True):
            found.append(line)
    return found


def linear_summary(seeds=(0, 1)):
    """Return networks with singular values SCALE tt^POWER, half and twice that in the seeds."""
    zhat, g = np.array([0.5, 2.0]), np.array([0.0, 0.6])
    shape = (2, 2, len(seeds))
    tt = np.array([2.0, 0.6])[:, None] * np.arange(EPOCHS + 1) / EPOCHS
    factor = np.array([0.5, 2.0])[: len(seeds), None, None]
    s1 = np.broadcast_to(tt[:, None, None, :, None], (*shape, EPOCHS + 1, 1))
    leading = factor * SCALE * s1**POWER
    rate = (tt[:, 1:2] * (1 - g**2) ** 2)[:, :, None]
    cell = ("zhat", "g", "seed")
    return xr.Dataset(
        {
            "loss": ((*cell, "epoch"), np.broadcast_to(1 - s1[..., 0] / 3, (*shape, EPOCHS + 1))),
            "leading": ((*cell, "epoch", "value"), leading),
            "learning_rate": (cell, np.broadcast_to(rate, shape)),
        },
        coords={
            "zhat": zhat,
            "g": g,
            "seed": list(seeds),
            "epoch": np.arange(EPOCHS + 1),
            "value": np.arange(1, 6),
        },
    )


@pytest.fixture
def log_options(config):
    return config["figures"]["fig3"] | config["figures"]["supp_log_singular_values"]


def test_singular_values_and_their_theory_on_a_log_axis(log_options):
    figure = supp_log_singular_values.draw(linear_summary(), log_options)
    assert len(figure.axes) == 6
    for column, zhat in ((0, 0.5), (1, 2.0)):
        assert figure.axes[column].get_yscale() == "linear"
        for row, g in ((1, 0), (2, 0.6)):
            panel = figure.axes[2 * row + column]
            assert panel.get_yscale() == "log"
            for k, number in enumerate((1, 1, 2, 2, 1)):  # the third equals the fourth
                assert len(curve(panel, lambda x, k=k: SCALE[k] * x ** POWER[k])) == number
            for name in ("s1", "s2"):
                predicted = curve(
                    panel,
                    lambda x, n=name, z=zhat, g=g: theory.held_prediction(
                        x / theory.beta(g) ** 2, z, g
                    )[n],
                )
                assert [line.get_linestyle() for line in predicted] == ["--"]
    assert "$s_{3,4}$" in words(figure)


def test_seeds_that_diverged_are_left_out_of_the_mean(log_options):
    summary = linear_summary()
    summary["leading"].loc[{"seed": 1, "epoch": slice(5, None)}] = np.nan
    panel = supp_log_singular_values.draw(summary, log_options).axes[2]
    assert len(curve(panel, lambda x: 0.5 * SCALE[1] * x ** POWER[1])) == 1
    summary["leading"][:] = np.nan
    assert words(supp_log_singular_values.draw(summary, log_options)).count("all diverged") == 4


def failing_summary():
    """Return networks whose loss falls and whose leading eigenvalue rises to 0.95."""
    zhat, g, seeds = [2.0, 4.0], [0.6, 0.8], [0, 4]
    epoch = np.arange(EPOCHS + 1)
    shape = (2, 2, 2, EPOCHS + 1)
    first = np.broadcast_to(0.8 + 0.15 * epoch / EPOCHS, shape)
    real = np.stack([first, 0 * first + 0.7, 0 * first + 0.695], axis=-1)
    cell = ("zhat", "g", "seed")
    return xr.Dataset(
        {
            "loss": ((*cell, "epoch"), np.broadcast_to(2.0 - epoch / 10, shape).copy()),
            "leading_real": ((*cell, "followed", "order"), real),
            "diverged": (cell, np.zeros((2, 2, 2), np.int8)),
        },
        coords={
            "zhat": zhat,
            "g": g,
            "seed": seeds,
            "epoch": epoch,
            "followed": epoch,
            "order": [1, 2, 3],
        },
    )


def test_losses_and_eigenvalues_and_no_divergence(config):
    options = config["figures"]["supp_failing_to_learn"]
    figure = supp_failing_to_learn.draw(failing_summary(), options)
    assert len(figure.axes) == 6
    assert len(curve(figure.axes[0], lambda x: 2.0 - x / 10)) == 4
    for panel in figure.axes[2:]:
        assert len(curve(panel, lambda x: 0.8 + 0.15 * x / EPOCHS)) == 2
        assert len(curve(panel, lambda x: 0.7 + 0 * x)) == 1  # of the seed that is drawn full
        assert panel.get_ylim()[1] > 1
    assert sum("in 0 of 2 seeds, 0 diverged" in text for text in words(figure)) == 4
    assert "diverged" not in words(figure)
    assert r"$\lambda_{2,3}$" in words(figure)


def test_divergences_are_counted_and_marked(config):
    summary = failing_summary()
    at = {"zhat": 4.0, "g": 0.8, "seed": 4}
    summary["leading_real"].loc[at | {"followed": 9, "order": 1}] = 1.02
    summary["diverged"].loc[at] = 1
    for name, dim in (("loss", "epoch"), ("leading_real", "followed")):
        summary[name].loc[at | {dim: slice(10, None)}] = np.nan
    figure = supp_failing_to_learn.draw(summary, config["figures"]["supp_failing_to_learn"])
    texts = [text for text in words(figure) if "seeds" in text]
    assert [text for text in texts if "in 1 of 2 seeds, 1 diverged" in text and "0.8" in text]
    assert sum("in 0 of 2 seeds, 0 diverged" in text for text in texts) == 3
    assert "diverged" in words(figure)
    crosses = [line for axes in figure.axes for line in axes.lines if line.get_marker() == "x"]
    assert [list(line.get_xdata()) for line in crosses] == [[9]]
    last = [line for line in figure.axes[5].lines if max(line.get_xdata()) == 9]
    assert [line.get_ydata()[-1] for line in last] == [1.02, 0.7, 0.695]


def cosine_summary():
    """Return networks that do not learn at g = 0 and do at 0.4 and 0.8."""
    g, seeds, epoch = np.array([0.0, 0.4, 0.8]), [0, 1], np.arange(EPOCHS + 1)
    learns = (g > 0)[:, None, None] * np.ones((3, 2, 1))
    time = 0.1 * np.arange(1, 201)
    target = np.cos(2 * np.pi * (time - 0.1) / 5)
    part = epoch / EPOCHS
    cell = ("g", "seed")
    return xr.Dataset(
        {
            "time": ((*cell, "step"), np.broadcast_to(time, (3, 2, 200))),
            "targets": ((*cell, "step"), np.broadcast_to(target, (3, 2, 200))),
            "outputs": ((*cell, "step"), learns * target * 1.01),
            "loss": ((*cell, "epoch"), 0.25 * (1 - learns * part)),
            "fastest_real": ((*cell, "followed"), learns * GOAL.real * part),
            "fastest_imag": ((*cell, "followed"), learns * GOAL.imag * part),
            "leading_real": (
                (*cell, "followed", "order"),
                (learns * np.maximum(0.4, GOAL.real * part))[..., None],
            ),
            "diverged": (cell, np.zeros((3, 2), np.int8)),
        },
        coords={"g": g, "seed": seeds, "epoch": epoch, "followed": epoch, "order": [1]},
    )


@pytest.fixture
def cosine_options(config):
    experiment = config["supplement"]["cosine"]
    return config["figures"]["supp_cosine"] | {k: experiment[k] for k in ("dt", "trial")}


def test_outputs_loss_and_eigenvalues_of_the_oscillation(cosine_options):
    figure = supp_cosine.draw(cosine_summary(), cosine_options)
    outputs, losses, imaginary, real = figure.axes

    def target(t):
        return np.cos(2 * np.pi * (t - 0.1) / 5)

    assert len(curve(outputs, target)) == 1
    assert len(curve(outputs, lambda t: 1.01 * target(t))) == 2  # g > 0, one seed
    assert len(curve(outputs, np.zeros_like)) == 1
    assert len(curve(losses, np.ones_like)) == 2
    assert len(curve(losses, lambda x: 1 - x / EPOCHS)) == 4
    assert len(curve(imaginary, lambda x: GOAL.imag * x / EPOCHS)) == 4
    assert len(curve(real, lambda x: GOAL.real * x / EPOCHS)) == 4
    dotted = curve(real, lambda x: np.maximum(0.4, GOAL.real * x / EPOCHS))
    assert [line.get_linestyle() for line in dotted] == 4 * [":"]
    for panel, height in ((imaginary, GOAL.imag), (real, GOAL.real)):
        assert [height, height] in [list(line.get_ydata()) for line in panel.lines]
    assert not outputs.get_title()


def test_diverged_oscillations_are_counted(cosine_options):
    summary = cosine_summary()
    summary["diverged"].loc[{"g": 0.8, "seed": 1}] = 1
    for name in ("outputs", "loss", "fastest_real", "fastest_imag", "leading_real"):
        summary[name].loc[{"g": 0.8, "seed": 1}] = np.nan
    figure = supp_cosine.draw(summary, cosine_options)
    assert figure.axes[0].get_title() == "1 of 6 networks diverged"


def test_names_of_curves_share_a_line_where_these_end_together():
    panel = Figure().subplots()
    panel.set(xlim=(0, 1), ylim=(0, 1))
    curves.name_ends(panel, 0.9, [0.8, 0.5, 0.45, 0.1], "s", "#000000")
    assert [t.get_text() for t in panel.texts] == ["$s_{1}$", "$s_{2,3}$", "$s_{4}$"]
    assert [t.xy[1] for t in panel.texts] == pytest.approx([0.8, 0.475, 0.1])
