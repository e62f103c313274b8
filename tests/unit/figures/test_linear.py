"""The figures of the linear networks draw what is in the summaries, diverged networks too."""

import numpy as np
import pytest
from matplotlib.figure import Figure

import figure_data
from deltaw.config.schema import ConfigError
from deltaw.figures import curves as of_curves
from deltaw.figures import fig3, fig4, supp_cosine, supp_failing_to_learn, supp_log_singular_values
from deltaw.linear import theory
from figure_data import Shape
from figure_data.building import diverge, lose
from figure_data.linear import GOAL
from figure_data.reading import curves, labelled, named, noted, words
from figure_data.shapes import EPOCHS


@pytest.fixture
def config(paper):
    return figure_data.config_of(paper, Shape(seeds=2))


def data(figure, config):
    return figure_data.data_of(figure, config, Shape(seeds=2))


def drawn(module, config, datasets):
    name = module.__name__.rpartition(".")[2]
    return module.draw(**datasets, options=figure_data.options_of(name, config))


def titled(figure, title):
    """Return the panel of that title and those below it, from the top."""
    (top,) = (panel for panel in figure.axes if panel.get_title() == title)
    left = top.get_subplotspec().colspan.start
    grid = top.get_gridspec()
    column = [p for p in figure.axes if p.get_gridspec() is grid]
    return [p for p in column if p.get_subplotspec().colspan.start == left]


def test_fig3_draws_simulation_theory_and_flow(config):
    datasets = data("fig3", config)
    figure = drawn(fig3, config, datasets)
    losses, values = titled(figure, r"$\hat{z} = 2$")
    for g in (0, 0.6):
        b = theory.beta(g) ** 2

        def held(tt, name, b=b, g=g):
            return theory.held_prediction(tt / b, 2, g)[name]

        for panel, name in ((losses, "loss"), (values, "s1"), (values, "s2")):
            simulated = curves(panel, lambda tt, n=name, h=held: 1.05 * h(tt, n))  # mean of seeds
            (mean,) = (line for line in simulated if len(line.get_xdata()) == EPOCHS + 1)
            assert mean.get_linewidth() > 2
            predicted = curves(panel, lambda tt, n=name, h=held: h(tt, n))
            assert len([line for line in predicted if line.is_dashed()]) == 1
    assert sum(line.get_marker() == "o" for line in losses.lines) == 2  # the flow
    assert not noted(figure)


def test_fig3_shows_the_second_singular_value_alone(config):
    figure = drawn(fig3, config, data("fig3", config))
    _, values = titled(figure, r"$\hat{z} = 2$")
    (inset,) = values.child_axes
    shown = [line for line in values.lines if len(line.get_xdata()) == EPOCHS + 1]
    highest = max(line.get_ydata().max() for line in inset.lines)
    assert highest < 0.2 * max(line.get_ydata().max() for line in shown)
    assert inset.get_ylim()[1] > max(line.get_ydata()[-1] for line in inset.lines)
    assert inset.get_xlim() == values.get_xlim()


def test_fig3_counts_and_draws_diverged_networks(config):
    datasets = data("fig3", config)
    diverge(datasets["summary"], zhat=2, g=0.6, seed=1)
    figure = drawn(fig3, config, datasets)
    assert noted(figure) == ["1 diverged"]
    ends = [line for axes in figure.axes for line in axes.lines if line.get_marker() == "x"]
    assert [line.get_markevery() for line in ends] == [[9], [9]]


def test_fig4_normalises_by_the_mean_without_w0(config):
    summary = data("fig4", config)["summary"].sel(zhat=2)
    table = fig4.cells(summary)
    assert table["complete"].all()
    means = table.groupby("g").mean()
    for quantity, prediction in fig4.FIRST_ORDER.items():
        np.testing.assert_allclose(means[quantity], prediction(means.index.values), atol=1e-12)


def test_fig4_needs_networks_without_w0(config):
    config["linear"]["g"].remove(0)
    with pytest.raises(ConfigError, match=r"linear\.g has no 0"):
        figure_data.options_of("fig4", config)


def test_fig4_says_what_is_relative(config):
    figure = drawn(fig4, config, data("fig4", config))
    labels = [panel.get_ylabel() for panel in figure.axes]
    assert [label.rstrip("$").endswith("(0)") for label in labels] == [True, True, True, False]
    assert [panel.get_yscale() for panel in figure.axes] == ["linear", "linear", "log", "linear"]
    assert named(figure) == [r"$\hat{z} = 0.5$", r"$\hat{z} = 2$", "theory, first order"]


def test_fig4_counts_what_has_no_mean(config):
    datasets = data("fig4", config)
    lose(datasets["summary"], ("convergence_time",), zhat=2, g=0.6, seed=1)
    figure = drawn(fig4, config, datasets)
    assert words(figure) == ["1"]
    assert "seeds without a value" in named(figure)


def test_singular_values_and_their_theory_on_a_log_axis(config):
    summary = data("supp_log_singular_values", config)["summary"]
    figure = drawn(supp_log_singular_values, config, {"summary": summary})
    assert len(figure.axes) == 6
    for zhat in (0.5, 2):
        losses, *panels = titled(figure, rf"$\hat{{z}} = {zhat}$")
        assert losses.get_yscale() == "linear"
        assert [t.get_text() for t in losses.get_legend().texts] == ["$g = 0$", "$g = 0.6$"]
        for panel, g in zip(panels, (0, 0.6), strict=True):
            assert panel.get_yscale() == "log"
            leading = summary["leading"].sel(zhat=zhat, g=g)
            for value in range(1, 6):
                mean = np.exp(np.log(leading.sel(value=value)[:, 1:]).mean("seed"))
                heights = [line.get_ydata() for line in panel.lines]
                assert any(np.allclose(y, mean[: len(y)]) for y in heights)
            for name in ("s1", "s2"):
                held = curves(
                    panel,
                    lambda tt, n=name, z=zhat, g=g: theory.held_prediction(
                        tt / theory.beta(g) ** 2, z, g
                    )[n],
                )
                assert any(line.is_dashed() for line in held)


def test_singular_values_of_diverged_networks_only(config):
    summary = data("supp_log_singular_values", config)["summary"]
    diverge(summary)
    assert "all diverged" in words(drawn(supp_log_singular_values, config, {"summary": summary}))


def test_names_of_curves_share_a_line_where_these_end_together():
    panel = Figure().subplots()
    panel.set(xlim=(0, 1), ylim=(0, 1))
    of_curves.name_ends(panel, [0.8, 0.5, 0.45, 0.1], "s", "#000000")
    assert [t.get_text() for t in panel.texts] == ["$s_{1}$", "$s_{2,3}$", "$s_{4}$"]
    assert [t.xy[1] for t in panel.texts] == pytest.approx([0.8, 0.475, 0.1])


def test_losses_and_eigenvalues_and_no_divergence(config):
    figure = drawn(supp_failing_to_learn, config, data("supp_failing_to_learn", config))
    losses, *values = titled(figure, r"$\hat{z} = 2$")
    assert len(curves(losses, lambda x: 2 * (1 - x / EPOCHS))) == 4
    for panel in values:
        assert len(curves(panel, lambda x: 0.8 + 0.15 * x / EPOCHS)) == 2
        further = [line for line in panel.lines if line.get_linestyle() == ":"]
        assert len(further) == 4  # of the seed that is drawn full
        assert panel.get_ylim()[1] > 1
        assert "in 0 of 2 seeds, 0 diverged" in panel.get_title()
    marks = {line.get_marker() for panel in figure.axes for line in panel.lines}
    assert not marks & {"^", "x"}


def test_divergences_and_what_leaves_the_axis_are_marked(config):
    summary = data("supp_failing_to_learn", config)["summary"]
    at = {"zhat": 4.0, "g": 0.8, "seed": 0}
    summary["leading_real"].loc[at | {"followed": 9, "order": 1}] = 1.02
    diverge(summary, **at)
    summary["loss"].loc[{"zhat": 4.0, "g": 0.6, "seed": 1, "epoch": 40}] = 1e6
    figure = drawn(supp_failing_to_learn, config, {"summary": summary})
    losses, _, values = titled(figure, r"$\hat{z} = 4$")
    assert "in 1 of 2 seeds, 1 diverged" in values.get_title()
    top = losses.get_ylim()[1]
    assert max(np.nanmax(line.get_ydata()) for line in losses.lines) == top
    marked = {line.get_marker(): line for line in losses.lines}
    assert list(marked["^"].get_xdata()) == [40]
    assert list(marked["x"].get_xdata()) == [9]
    assert [line.get_xdata()[0] for line in values.lines if line.get_marker() == "x"] == [9]


def test_outputs_loss_and_eigenvalues_of_the_oscillation(config):
    figure = drawn(supp_cosine, config, data("supp_cosine", config))
    outputs, losses, imaginary, real = figure.axes

    def target(t):
        return np.cos(2 * np.pi * (t - 0.1) / 5)

    assert len(curves(outputs, target)) == 1
    assert len(curves(outputs, lambda t: 1.01 * target(t))) == 2  # g > 0, one seed
    assert len(curves(outputs, np.zeros_like)) == 1
    assert len(curves(losses, np.ones_like)) == 2
    assert len(curves(losses, lambda x: 1 - x / EPOCHS)) == 4
    assert len(curves(imaginary, lambda x: GOAL.imag * x / EPOCHS)) == 4
    assert len(curves(real, lambda x: GOAL.real * x / EPOCHS)) == 4
    dotted = curves(real, lambda x: np.maximum(0.4, x / EPOCHS))
    assert [line.get_linestyle() for line in dotted] == 4 * [":"]
    for panel, height in ((imaginary, GOAL.imag), (real, GOAL.real)):
        assert [height, height] in [list(line.get_ydata()) for line in panel.lines]
    assert not noted(figure)


def test_diverged_oscillations_are_counted(config):
    summary = data("supp_cosine", config)["summary"]
    diverge(summary, g=0.8, seed=1)
    figure = drawn(supp_cosine, config, {"summary": summary})
    assert noted(figure) == ["1 diverged"]
    assert labelled(figure, "Output $z$")[0].get_title(loc="right") == "1 diverged"


def test_parts_of_eigenvalues_are_written_in_one_way(paper):
    labels = set()
    for name in ("supp_cosine", "supp_failing_to_learn", "supp_spectra"):
        figure = figure_data.draw(name, paper, Shape(seeds=1))
        labels |= {label for p in figure.axes for label in (p.get_xlabel(), p.get_ylabel())}
    of_parts = {label for label in labels if "lambda" in label}
    assert len(of_parts) > 3
    assert all("Re $" in label or "Im $" in label for label in of_parts)
