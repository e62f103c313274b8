"""How figures are called in the report."""

import pytest

from deltaw.run.labels import AGREEMENT, BEYOND, MAIN, SUPPLEMENT, figure_label


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("fig3", ("Fig. 3", MAIN)),
        ("supp_network_size", ("Network size", SUPPLEMENT)),
        ("supp_fig2", ("Fig. 2 with intervals", SUPPLEMENT)),
        ("supp_lstm_details", ("LSTM details", SUPPLEMENT)),
        ("supp_published", ("Published", AGREEMENT)),
        ("beyond_other_sizes", ("Other sizes", BEYOND)),
    ],
)
def test_labels(name, label):
    assert figure_label(name) == label
