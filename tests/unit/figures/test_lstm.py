"""The figures of the LSTM draw its histories, singular values and accuracies."""

import numpy as np
import pytest

import figure_data
from deltaw.figures import fig5, supp_lstm_details
from figure_data import Shape


@pytest.fixture
def config(paper):
    return figure_data.config_of(paper, Shape(seeds=2))


def drawn(module, config):
    name = module.__name__.rpartition(".")[2]
    summary = figure_data.data_of(name, config, Shape(seeds=2))["summary"]
    return summary, module.draw(summary, options=figure_data.options_of(name, config))


def test_fig5_draws_means_over_seeds_and_marks_rank_ten(config):
    summary, figure = drawn(fig5, config)
    values, accuracies = figure.axes
    for line, name in zip(values.lines, ("dw", "w", "w0"), strict=False):
        np.testing.assert_allclose(line.get_ydata(), summary[f"sv_{name}_rec2"].mean("seed"))
    for line, name in zip(accuracies.lines, ("dw", "w"), strict=False):
        np.testing.assert_allclose(line.get_ydata(), summary[f"accuracy_{name}"].mean("seed"))
    labels = [text.get_text() for text in accuracies.get_legend().texts]
    assert labels[2:] == ["Final accuracy 0.80 (test 0.79)", "Rank 10"]
    (ten,) = (line for line in accuracies.lines if line.get_label() == "Rank 10")
    assert list(ten.get_xdata()) == [10, 10]
    assert figure.get_suptitle() == "Stanford Sentiment Treebank, GloVe vectors"


def test_lstm_details_draw_histories_and_all_matrices(config):
    summary, figure = drawn(supp_lstm_details, config)
    *histories, _, _, _, _ = figure.axes
    for panel, quantity in zip(histories, ("loss", "accuracy"), strict=True):
        for line, part in zip(panel.lines, ("training", "validation"), strict=True):
            expected = summary[f"{part}_{quantity}"].mean("seed")
            np.testing.assert_allclose(line.get_ydata(), expected)
        assert [t.get_text() for t in panel.get_legend().texts] == ["Training", "Validation"]
    for panel, matrix in zip(figure.axes[2:], ("in1", "rec1", "in2", "rec2"), strict=True):
        for line, part in zip(panel.lines, ("dw", "w", "w0"), strict=False):
            np.testing.assert_allclose(
                line.get_ydata(), summary[f"sv_{part}_{matrix}"].mean("seed")
            )
