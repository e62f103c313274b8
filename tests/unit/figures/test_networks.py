"""The figures of the nonlinear networks draw what is in the datasets, diverged networks too."""

import numpy as np
import pytest
import xarray as xr
from matplotlib.collections import PathCollection

import figure_data
from deltaw.figures import fig1, fig2, supp_fig2, supp_network_size, supp_robustness, supp_spectra
from deltaw.figures.selection import matching, only
from figure_data import SIZES, Shape
from figure_data.building import diverge, lose
from figure_data.reading import labelled, named, noted, words

WITHOUT = "seeds without a value"


@pytest.fixture
def config(paper):
    return figure_data.config_of(paper, Shape(seeds=4))


def data(figure, config, **shape):
    return figure_data.data_of(figure, config, Shape(seeds=4, **shape))


def drawn(module, figure, config, datasets):
    return module.draw(**datasets, options=figure_data.options_of(figure, config))


def test_datasets_are_found_by_their_own_coordinates():
    made = [xr.Dataset(coords={"task": t, "g": g}) for t in ("a", "b") for g in (0.0, 0.9)]
    assert [one["g"].item() for one in matching(made, task="b")] == [0, 0.9]
    assert only(made, task="a", g=0.9) is made[1]
    for coords in ({"task": "c"}, {"task": "a"}):
        with pytest.raises(ValueError, match="values to unpack"):
            only(made, **coords)


@pytest.mark.parametrize("figure", ["fig1", "fig2", "supp_spectra", "supp_network_size"])
def test_the_order_of_files_does_not_count(figure, config):
    module = {"fig1": fig1, "fig2": fig2, "supp_spectra": supp_spectra}
    module = module.get(figure, supp_network_size)
    datasets = data(figure, config)
    backwards = {name: values[::-1] for name, values in datasets.items()}
    one, other = (drawn(module, figure, config, d) for d in (datasets, backwards))
    for a, b in zip(one.axes, other.axes, strict=True):
        lines = [[line.get_ydata() for line in panel.lines] for panel in (a, b)]
        for y, z in zip(*lines, strict=True):
            np.testing.assert_array_equal(y, z)


def test_fig1_draws_a_running_median_over_the_loss(config):
    datasets = data("fig1", config)
    figure = drawn(fig1, "fig1", config, datasets)
    (panel,) = [p for p in labelled(figure, "Loss") if p.get_xlabel() == "Epoch"]
    loss = datasets["summaries"][0]["loss"].sel(g=0, seed=0).values
    median = [np.median(loss[max(k - 1, 0) : k + 2]) for k in range(len(loss))]
    full = [line for line in panel.lines if line.get_alpha() is None and len(line.get_xdata()) > 2]
    np.testing.assert_allclose(full[0].get_ydata(), median)
    raw = [line for line in panel.lines if np.array_equal(line.get_ydata(), loss)]
    assert [line.get_alpha() < 0.5 and line.get_zorder() < full[0].get_zorder() for line in raw]
    faint = [line for line in panel.lines if line.get_alpha() and line not in raw]
    assert len(faint) == 2 * 3 + 1  # three further seeds, and the raw loss of the other g


def test_fig1_leaves_out_what_diverged_and_counts_failures(config):
    datasets = data("fig1", config)
    diverge(datasets["summaries"][1], g=0.9, seed=2)
    for k in (0, 1):
        datasets["summaries"][k]["convergence_epoch"].loc[{"g": 0, "seed": 1}] = np.nan
    # Shown are g = 0 and 0.9 alone
    datasets["summaries"][2]["convergence_epoch"].loc[{"g": 1.8}] = np.nan
    figure = drawn(fig1, "fig1", config, datasets)
    assert noted(figure) == ["1 not converged", "1 not converged, 1 diverged"]


def test_fig1_a_single_high_loss_leaves_the_axis_alone(config):
    datasets = data("fig1", config)
    datasets["summaries"][0]["loss"].loc[{"epoch": 50}] = 100
    figure = drawn(fig1, "fig1", config, datasets)
    (panel,) = [p for p in labelled(figure, "Loss") if p.get_xlabel() == "Epoch"]
    assert panel.get_ylim()[1] < 2 * datasets["summaries"][0]["initial_loss"].max()


def test_fig1_keeps_the_ticks_of_large_truncation_losses_apart(config):
    datasets = data("fig1", config)
    for one in datasets["summaries"]:
        one["truncation_loss"] *= 1000
    figure = drawn(fig1, "fig1", config, datasets)
    (panel,) = [p for p in labelled(figure, "Loss") if p.get_xlabel() == "Rank"]
    assert panel.get_ylim()[1] == pytest.approx(fig1.HIGHEST)


def test_fig2_draws_means_of_epochs_and_not_of_their_logarithms(config):
    datasets = data("fig2", config)
    for one in datasets["summaries"]:
        one["convergence_epoch"][:] = [1, 1, 1, 97]
    panel = drawn(fig2, "fig2", config, datasets).axes[0]
    assert panel.get_yscale() == "log"
    np.testing.assert_allclose(panel.lines[0].get_ydata(), 25)


def test_fig2_counts_lost_seeds_in_a_row_of_each_task(config):
    datasets = data("fig2", config, lost="some")
    figure = drawn(fig2, "fig2", config, datasets)
    (epochs,) = labelled(figure, "Convergence epoch")
    rows = {}
    for text in epochs.texts:
        assert text.get_text() == "1"
        rows.setdefault(text.xy[1], set()).add(text.get_color())
    assert [len(colors) for colors in rows.values()] == [1, 1, 1]
    assert len(epochs.texts) == sum(one.sizes["g"] for one in datasets["summaries"])
    assert named(figure)[-2:] == ["one seed; not all converged", WITHOUT]
    assert WITHOUT not in named(drawn(fig2, "fig2", config, data("fig2", config)))


@pytest.mark.parametrize("figure", [fig2, supp_network_size])
def test_what_is_drawn_ends_below_the_counts(figure, config):
    name = figure.__name__.rpartition(".")[2]
    drawn_figure = drawn(figure, name, config, data(name, config, lost="some"))
    drawn_figure.draw_without_rendering()
    counted = [panel for panel in drawn_figure.axes if panel.texts]
    assert counted
    for panel in counted:
        highest = panel.transData.transform((1, panel.dataLim.y1))[1]
        assert min(text.get_window_extent().y0 for text in panel.texts) > highest


def test_the_interval_is_students():
    low, high = supp_fig2.t_interval(np.array([1.0, 2, 3, 4, 5]), 0.95)
    # t(0.975, 4) = 2.776 of a table, s / sqrt(n) = sqrt(2.5 / 5)
    np.testing.assert_allclose([low, high], 3 + 2.776 * np.sqrt(0.5) * np.array([-1, 1]), atol=1e-3)
    assert supp_fig2.t_interval(np.array([2.0, 2, 2]), 0.95) == (2, 2)
    assert np.isnan(supp_fig2.t_interval(np.array([2.0, 3]), 0.95)).all()


def test_fig2_with_intervals_draws_them_around_the_means(config):
    datasets = data("supp_fig2", config)
    for one in datasets["summaries"]:
        one["dw_norm"][:] = np.array([1.9, 2, 2, 2.1]) - 0.4 * one["g"].values[:, None]
    figure = drawn(supp_fig2, "supp_fig2", config, datasets)
    (norms,) = labelled(figure, r"$\|\Delta W\|$")
    g = datasets["summaries"][0]["g"].values
    np.testing.assert_allclose(norms.lines[0].get_ydata(), 2 - 0.4 * g)
    band = norms.collections[0].get_paths()[0].vertices
    half = 3.182 * np.sqrt(0.02 / 3) / 2  # t(0.975, 3) of a table, s / sqrt(4)
    at_zero = band[band[:, 0] == 0][:, 1]
    np.testing.assert_allclose([at_zero.min(), at_zero.max()], [2 - half, 2 + half], atol=1e-3)
    assert "95% interval (Student's t)" in named(figure)
    two = {"summaries": [one.isel(seed=[0, 1]) for one in datasets["summaries"]]}
    assert "95% interval (Student's t)" not in named(drawn(supp_fig2, "supp_fig2", config, two))


def test_network_size_draws_means_over_n_and_the_expected_norm(config):
    datasets = data("supp_network_size", config)
    figure = drawn(supp_network_size, "supp_network_size", config, datasets)
    (change,) = labelled(figure, r"$\|\Delta W\|$")
    lines = [line for line in change.lines if line.get_marker() in ("o", "s", "^")]
    for line, g in zip(lines, (0, 0.9, 1.8), strict=True):
        np.testing.assert_allclose(line.get_xdata(), SIZES)
        np.testing.assert_allclose(line.get_ydata(), 2.15 - 0.4 * g)
    (norms,) = labelled(figure, r"$\|W\|$")
    expected = [line for line in norms.lines if line.get_color() == "0.8"]
    for line, g in zip(expected, (0.9, 1.8), strict=True):
        np.testing.assert_allclose(line.get_ydata(), g * np.sqrt(SIZES))
        assert line.get_zorder() == 0  # behind the data
    assert [label.get_text() for label in figure.axes[-1].get_xticklabels()] == [
        str(n) for n in SIZES
    ]
    assert named(figure) == ["$g = 0$", "$g = 0.9$", "$g = 1.8$", "√$N$ $g$"]


def test_network_size_leaves_out_a_g_that_a_size_lacks(config):
    summaries = data("supp_network_size", config)["summaries"]
    mante = matching(summaries, task="mante")
    mante[1] = mante[1].sel(g=[0, 0.9])
    for seed in (0, 2):
        lose(mante[2], ("convergence_epoch",), g=0.9, seed=seed)
    table = supp_network_size.cells(mante, [0, 0.9, 1.8])
    seeds = table.groupby(["N", "g"])["seed"].count()
    assert (256, 1.8) not in seeds.index
    assert (seeds == 4).all()
    assert not table[(table["N"] == 1024) & (table["g"] == 0.9)]["complete"].any()


def test_network_size_draws_one_seed_beside_several(config):
    datasets = data("supp_network_size", config)
    shown = [s if s["N"] == 256 else s.isel(seed=[2]) for s in datasets["summaries"]]
    shown[-1]["functional_rank"].loc[{"g": 0, "seed": 2}] = np.nan
    figure = drawn(supp_network_size, "supp_network_size", config, {"summaries": shown})
    assert words(figure).count("1") == 1


def test_spectra_draw_every_eigenvalue_and_the_circle(config):
    figure = drawn(supp_spectra, "supp_spectra", config, data("supp_spectra", config))
    planes = [panel for panel in figure.axes if panel.patches]
    assert len(planes) == 3 * 5  # at g = 0 the two matrices are one
    assert sorted(panel.patches[0].radius for panel in planes) == 3 * [0] + 6 * [0.9] + 6 * [1.8]
    titles = {panel.get_title() for panel in planes}
    assert titles == {r"$\Delta W = W$", r"$\Delta W$", "$W$"}
    for panel in planes:
        (points,) = (c for c in panel.collections if isinstance(c, PathCollection))
        offsets = points.get_offsets()
        assert len(offsets) == 50
        low, high = panel.get_xlim()
        assert ((offsets > low) & (offsets < high)).all()
        if "Delta" in panel.get_title():
            np.testing.assert_allclose(offsets[0], [3, 0], atol=1e-9)


def test_spectra_draw_the_largest_singular_values(config):
    config["figures"]["supp_spectra"]["n_singular_values"] = 7
    figure = drawn(supp_spectra, "supp_spectra", config, data("supp_spectra", config))
    (panel,) = labelled(figure, r"SV($\Delta W$)")
    assert len(panel.lines) == 3
    for line in panel.lines:
        np.testing.assert_array_equal(line.get_xdata(), np.arange(1, 8))
        np.testing.assert_allclose(line.get_ydata(), [3] + 6 * [0], atol=1e-9)


def test_spectra_say_what_diverged(config):
    datasets = data("supp_spectra", config, diverged="some")
    figure = drawn(supp_spectra, "supp_spectra", config, datasets)
    assert words(figure).count("diverged") == 6


def test_robustness_sets_variants_side_by_side(config):
    datasets = data("supp_robustness", config)
    only(datasets["summaries"], task="flipflop_sgd")["convergence_epoch"][:] = 300
    figure = drawn(supp_robustness, "supp_robustness", config, datasets)
    (epochs,) = labelled(figure, "Convergence epoch")
    means = [line for line in epochs.lines if line.get_marker() in ("o", "s")]
    places = list(config["figures"]["supp_robustness"]["tasks"])
    for line, offset in zip(means, (-0.2, 0.2), strict=True):
        np.testing.assert_allclose(line.get_xdata(), np.arange(len(places)) + offset)
        slow = np.array(places) == "flipflop_sgd"
        np.testing.assert_array_equal(line.get_ydata() == 300, slow)


def test_robustness_draws_the_loss_of_each_seed_and_counts_lost_ones(config):
    datasets = data("supp_robustness", config)
    lose(datasets["summaries"][1], ("convergence_epoch", "functional_rank"), g=0, seed=1)
    figure = drawn(supp_robustness, "supp_robustness", config, datasets)
    for panel, one in zip(figure.axes, datasets["summaries"], strict=False):
        losses = [line for line in panel.lines if len(line.get_xdata()) > 2]
        assert len(losses) == 2 * one.sizes["seed"]
        np.testing.assert_allclose(losses[0].get_ydata(), one["loss"][0, 0, 1:])
    assert words(figure).count("1") == 2
    assert WITHOUT in named(figure)


def test_robustness_counts_converged_networks_whose_functional_rank_is_above_all_tried(config):
    datasets = data("supp_robustness", config)
    lose(datasets["summaries"][1], ("functional_rank",), g=0, seed=1)
    figure = drawn(supp_robustness, "supp_robustness", config, datasets)
    assert words(figure).count("1") == 1
    assert WITHOUT in named(figure)
