"""The supplement's figures draw what is in the datasets, diverged networks too."""

import numpy as np
import pytest
import xarray as xr
from matplotlib.collections import PathCollection

import synthetic
from deltaw.config.schema import validate
from deltaw.figures import (
    fig2,
    supp_fig2,
    supp_lstm_details,
    supp_network_size,
    supp_robustness,
    supp_spectra,
)
from deltaw.spectra import describe

TASKS, SIZES = ("flipflop", "mante", "romo"), (64, 256, 1024)


def summary(task, label=None, n=256, slower=1):
    """Return a task's summary of networks that all converge, with what the figures show."""
    data = synthetic.task_summary(task, label, n, slower)
    data["w_norm"] = np.hypot(data["w0_norm"], data["dw_norm"])
    for name, losses in (
        ("convergence_epoch", data["loss"]),
        ("functional_rank", data["truncation_loss"]),
    ):
        data[name] = (losses < 0.05).argmax(losses.dims[-1]).astype(float)
    return data


def lose(data, g, seed):
    """Let one network neither converge nor have a functional rank."""
    for name in ("convergence_epoch", "functional_rank"):
        data[name].loc[{"g": g, "seed": seed}] = np.nan


@pytest.fixture
def options(paper):
    return validate(paper)["figures"]


def labelled(figure, text):
    """Return the panels with that label of the vertical axis, or below it in its column."""
    return [panel for panel in figure.axes if panel.get_ylabel() == text]


def words(figure):
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def of_all_sizes():
    return {task: [summary(task, n=n) for n in SIZES] for task in TASKS}


def test_network_size_draws_means_over_n_for_each_g(options):
    figure = supp_network_size.draw(of_all_sizes(), [0, 0.9, 1.8], options["supp_network_size"])
    (norms,) = labelled(figure, r"$\|\Delta W\|$")
    lines = [line for line in norms.lines if len(line.get_xdata()) == len(SIZES)]
    assert len(lines) == 3
    for line, g in zip(lines, (0, 0.9, 1.8), strict=True):
        np.testing.assert_array_equal(line.get_xdata(), SIZES)
        np.testing.assert_allclose(line.get_ydata(), 2 - 0.4 * g)
    assert norms.get_xscale() == "log"
    assert [label.get_text() for label in figure.axes[-1].get_xticklabels()] == [
        "64",
        "256",
        "1024",
    ]
    assert not figure.legends


def test_network_size_draws_the_norm_of_w0(options):
    figure = supp_network_size.draw(of_all_sizes(), [0, 0.9, 1.8], options["supp_network_size"])
    (norms,) = labelled(figure, r"$\|W\|$")
    black = [line for line in norms.lines if line.get_color() == "black"]
    for line, g in zip(black, (0.9, 1.8), strict=True):
        np.testing.assert_allclose(line.get_ydata(), g * np.sqrt(SIZES))


def test_network_size_leaves_out_a_g_that_a_size_lacks_and_counts_lost_seeds(options):
    data = of_all_sizes()
    data["mante"][1] = data["mante"][1].sel(g=[0, 0.9])
    for seed in (0, 2):
        lose(data["mante"][2], 0.9, seed)
    table = supp_network_size.cells(data["mante"], [0, 0.9, 1.8])
    seeds = table.groupby(["N", "g"])["seed"].count()
    assert (256, 1.8) not in seeds.index
    assert (seeds == 4).all()
    assert not table[(table["N"] == 1024) & (table["g"] == 0.9)]["complete"].any()
    figure = supp_network_size.draw(data, [0, 0.9, 1.8], options["supp_network_size"])
    assert words(figure).count("2") == 2  # of convergence epoch and functional rank
    assert [text.get_text() for text in figure.legends[0].texts] == [
        "one seed; not all converged",
        "seeds without a value",
    ]


def test_network_size_draws_a_size_that_converged_and_lost_its_solution(options):
    """One seed at each N but one, and a network without a functional rank among them."""
    data = of_all_sizes()
    for task in TASKS:
        data[task] = [s if k == 1 else s.isel(seed=[2]) for k, s in enumerate(data[task])]
    data["romo"][0]["functional_rank"].loc[{"g": 0, "seed": 2}] = np.nan
    figure = supp_network_size.draw(data, [0, 0.9, 1.8], options["supp_network_size"])
    assert words(figure).count("1") == 1


def spectrum(g, n=50, diverged=False):
    """Return the spectrum of a random W0 with a change that has one eigenvalue, 3."""
    w0 = g * np.random.default_rng(1).normal(size=(n, n)) / np.sqrt(n)
    dw = np.full((n, n), np.nan if diverged else 3 / n)
    names = {"sv": ("index",), "eig": ("index", "part")}
    values = {
        f"{kind}_{matrix}": (dims, describe(w0, dw)[f"{kind}_{matrix}"])
        for kind, dims in names.items()
        for matrix in ("w0", "dw", "w")
    }
    coords = {"index": np.arange(1, n + 1), "g": float(g)}
    return xr.Dataset(values | {"diverged": np.int8(diverged)}, coords)


def test_spectra_draw_every_eigenvalue_and_the_circle(options):
    spectra = {task: [spectrum(g) for g in (0, 0.9, 1.8)] for task in TASKS}
    figure = supp_spectra.draw(spectra, options["supp_spectra"])
    planes = [panel for panel in figure.axes if panel.patches]
    assert len(planes) == 3 * 5  # at g = 0 the two matrices are one
    assert sorted(panel.patches[0].radius for panel in planes) == 3 * [0] + 6 * [0.9] + 6 * [1.8]
    found = {panel.get_title() for panel in planes}
    assert found == {r"$\Delta W$ $= W$", r"$\Delta W$", "$W$"}
    for panel in planes:
        (points,) = (c for c in panel.collections if isinstance(c, PathCollection))
        offsets = points.get_offsets()
        assert len(offsets) == 50
        low, high = panel.get_xlim()
        assert (offsets > low).all()
        assert (offsets < high).all()
        if "Delta" in panel.get_title():
            np.testing.assert_allclose(offsets[0], [3, 0], atol=1e-9)


def test_spectra_draw_the_largest_singular_values(options):
    spectra = {task: [spectrum(g) for g in (0, 0.9, 1.8)] for task in TASKS}
    figure = supp_spectra.draw(spectra, options["supp_spectra"] | {"n_singular_values": 7})
    (panel,) = labelled(figure, r"SV($\Delta W$)")
    assert len(panel.lines) == 3
    for line in panel.lines:
        np.testing.assert_array_equal(line.get_xdata(), np.arange(1, 8))
        np.testing.assert_allclose(line.get_ydata(), [3] + 6 * [0], atol=1e-9)


def test_spectra_say_what_diverged(options):
    spectra = {task: [spectrum(g, diverged=g == 1.8) for g in (0, 0.9, 1.8)] for task in TASKS}
    figure = supp_spectra.draw(spectra, options["supp_spectra"])
    assert words(figure).count("diverged") == 6


def variants(options):
    names = list(options["supp_robustness"]["tasks"])
    return names, [
        summary("flipflop", name, slower=2 if name == "flipflop_sgd" else 1) for name in names
    ]


def test_robustness_sets_variants_side_by_side(options):
    names, data = variants(options)
    figure = supp_robustness.draw(data, options["supp_robustness"])
    (epochs,) = labelled(figure, "Convergence epoch")
    means = [line for line in epochs.lines if line.get_marker() in ("o", "s")]
    expected = data[0]["convergence_epoch"].sel(g=[0, 0.9]).mean("seed").values
    for line, base, offset in zip(means, expected, (-0.2, 0.2), strict=True):
        np.testing.assert_allclose(line.get_xdata(), np.arange(len(names)) + offset)
        ratio = line.get_ydata() / base
        slow = np.array(names) == "flipflop_sgd"
        assert (ratio[slow] > 1.8).all()
        np.testing.assert_allclose(ratio[~slow], 1)


def test_robustness_draws_the_loss_of_each_seed_and_counts_lost_ones(options):
    _, data = variants(options)
    lose(data[1], 0, 1)
    figure = supp_robustness.draw(data, options["supp_robustness"])
    for panel, one in zip(figure.axes, data, strict=False):
        assert len(panel.lines) == 2 * one.sizes["seed"]
        np.testing.assert_allclose(panel.lines[0].get_ydata(), one["loss"][0, 0, 1:])
    assert words(figure).count("1") == 2
    assert "seeds without a value" in [text.get_text() for text in figure.legends[0].texts]


def test_the_interval_is_students():
    low, high = supp_fig2.t_interval(np.array([1.0, 2, 3, 4, 5]), 0.95)
    # t(0.975, 4) = 2.776 of a table, s / sqrt(n) = sqrt(2.5 / 5)
    np.testing.assert_allclose([low, high], 3 + 2.776 * np.sqrt(0.5) * np.array([-1, 1]), atol=1e-3)
    assert supp_fig2.t_interval(np.array([2.0, 2, 2]), 0.95) == (2, 2)
    assert np.isnan(supp_fig2.t_interval(np.array([2.0]), 0.95)).all()


def test_fig2_with_intervals_draws_them_around_the_means(options):
    shown = options["supp_fig2"] | {"tasks": options["fig2"]["tasks"]}
    data = [summary(task) for task in shown["tasks"]]
    spread = np.array([-1.0, 0, 0, 1]) / 10
    for one in data:
        one["dw_norm"] = one["dw_norm"] + xr.DataArray(spread, dims="seed")
    figure = supp_fig2.draw(data, shown)
    (norms,) = labelled(figure, r"$\|\Delta W\|$")
    g = data[0]["g"].values
    np.testing.assert_allclose(norms.lines[0].get_ydata(), 2 - 0.4 * g)
    band = norms.collections[0].get_paths()[0].vertices
    half = 3.182 * np.sqrt(0.02 / 3) / 2  # t(0.975, 3) of a table, s / sqrt(4)
    at_zero = band[band[:, 0] == 0][:, 1]
    np.testing.assert_allclose([at_zero.min(), at_zero.max()], [2 - half, 2 + half], atol=1e-3)
    legend = [text.get_text() for text in figure.legends[0].texts]
    assert "95% interval (Student's t)" in legend


def test_counts_of_seeds_and_the_legend_have_room(options):
    shown = options["supp_fig2"] | {"tasks": options["fig2"]["tasks"]}
    data = [summary(task) for task in shown["tasks"]]
    for (
        one
    ) in data:  # at the largest g one seed never converges, and only one has a rank, a large one
        one["convergence_epoch"][-1, 0] = np.nan
        one["functional_rank"][-1] = [30, np.nan, np.nan, np.nan]
    figure = supp_fig2.draw(data, shown)
    figure.draw_without_rendering()
    (ranks,) = labelled(figure, "Functional rank")
    largest = ranks.transData.transform((0, 30))[1]
    counts = [text for text in ranks.texts if text.get_text() == "3"]
    assert len(counts) == len(data)
    assert (
        min(text.get_window_extent().y0 for text in counts) > largest + 10
    )  # pixels; a cross has 4
    legend, page = figure.legends[0].get_window_extent(), figure.bbox
    assert page.x0 <= legend.x0 < legend.x1 <= page.x1


def test_means_are_of_epochs_and_not_of_their_logarithms(options):
    data = [summary(task) for task in TASKS]
    for one in data:
        one["convergence_epoch"] = one["convergence_epoch"] * 0 + xr.DataArray(
            [1, 1, 1, 97], dims="seed"
        )
    drawn = fig2.draw(data, options["fig2"]).axes[0]
    assert drawn.get_yscale() == "log"
    np.testing.assert_allclose(drawn.lines[0].get_ydata(), 25)


def test_figures_are_drawn_of_networks_that_never_converge(options, tmp_path):
    data = of_all_sizes()
    for one in [one for of_task in data.values() for one in of_task]:
        one["convergence_epoch"][:] = one["functional_rank"][:] = np.nan
    sizes = supp_network_size.draw(data, [0, 0.9, 1.8], options["supp_network_size"])
    variants = supp_robustness.draw(4 * [data["flipflop"][1]], options["supp_robustness"])
    main = fig2.draw([data[task][1] for task in options["fig2"]["tasks"]], options["fig2"])
    for figure in (sizes, variants, main):
        figure.savefig(tmp_path / "figure.png")
        assert "4" in words(figure)


def lstm(units=12, dimension=8, epochs=5, seeds=2):
    sizes = {"seed": seeds, "epoch": epochs, "index": units, "index_in1": dimension}
    coords = {name: np.arange(1, size + 1) for name, size in sizes.items()}
    data = {
        f"{part}_{quantity}": (("seed", "epoch"), np.full((seeds, epochs), value))
        for quantity in ("loss", "accuracy")
        for part, value in (("training", 0.6), ("validation", 0.7))
    }
    for k, matrix in enumerate(("in1", "rec1", "in2", "rec2")):
        axis = "index_in1" if matrix == "in1" else "index"
        for j, part in enumerate(("dw", "w", "w0")):
            values = np.full((seeds, sizes[axis]), 10 * k + j)
            data[f"sv_{part}_{matrix}"] = (("seed", axis), values)
    return xr.Dataset(data, coords | {"corpus": "sst", "embeddings": "glove"})


def test_lstm_details_draw_histories_and_all_matrices(options):
    figure = supp_lstm_details.draw(lstm(), options["supp_lstm_details"])
    losses, accuracies, *matrices = figure.axes
    for panel in (losses, accuracies):
        assert [line.get_ydata()[0] for line in panel.lines] == [0.6, 0.7]
        assert [t.get_text() for t in panel.get_legend().texts] == ["Training", "Validation"]
    for k, (panel, length) in enumerate(zip(matrices, (8, 12, 12, 12), strict=True)):
        curves = panel.lines[:3]
        assert [len(line.get_xdata()) for line in curves] == 3 * [length]
        assert [line.get_ydata()[0] for line in curves] == [10 * k, 10 * k + 1, 10 * k + 2]
    assert "Stanford Sentiment Treebank" in figure.get_suptitle()
