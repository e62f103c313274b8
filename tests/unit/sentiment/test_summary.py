"""The LSTMs of all seeds in one dataset."""

import numpy as np
import pytest

from chains import write_chain
from deltaw.datasets import DatasetError
from deltaw.sentiment.summary import CHAIN, SUMMARY, summarise

AXES = {
    "gate": 8,
    "unit": 2,
    "dimension": 3,
    "epoch": [1, 2, 3],
    "index": [1, 2],
    "index_in1": [1, 2, 3],
    "rank": [0, 1, 2],
}
EXPECTED = [{"at": {}, "lstm_network": {"units": 2}, "lstm_truncation": {"max_rank": 2}}]
PARAMETERS = {"lstm_network": {"units": 2}, "lstm_truncation": {"max_rank": 2}}


def chains(folder, parameters=PARAMETERS, **changes):
    """Write the files of two seeds; the second has accuracies that are higher by 0.1."""
    return [
        write_chain(
            folder / f"seed{seed}",
            CHAIN,
            {"corpus": "sst", "embeddings": "glove", "seed": seed},
            AXES,
            parameters,
            accuracy_dw=np.array([0.5, 0.6, 0.7]) + seed / 10,
            final_accuracy=0.7 + seed / 10,
            sv_w_in1=[3, 2, 1],
            **changes,
        )
        for seed in (1, 0)
    ]


def test_seeds_are_joined_in_order_without_their_weights(tmp_path):
    summary = summarise(chains(tmp_path), EXPECTED)
    assert summary["seed"].values.tolist() == [0, 1]
    np.testing.assert_allclose(summary["accuracy_dw"], [[0.5, 0.6, 0.7], [0.6, 0.7, 0.8]])
    np.testing.assert_allclose(summary["final_accuracy"], [0.7, 0.8])
    assert summary["corpus"].item() == "sst"
    assert not [name for name in summary if name.startswith(("w0_", "w_"))]


def test_the_summary_can_be_written_and_read(tmp_path):
    summary = summarise(chains(tmp_path), EXPECTED)
    SUMMARY.write(tmp_path / "sentiment_N2.nc", summary, summary.coords, {})
    back = SUMMARY.read(tmp_path / "sentiment_N2.nc", embeddings="glove")
    assert back["sv_w_in1"].dims == ("seed", "index_in1")


def test_networks_of_other_parameters_are_refused(tmp_path):
    made = PARAMETERS | {"lstm_truncation": {"max_rank": 1}}
    with pytest.raises(DatasetError, match="max_rank = 1, the config says 2"):
        summarise(chains(tmp_path, made), EXPECTED)


def test_a_spectrum_of_another_network_is_refused(tmp_path):
    with pytest.raises(DatasetError, match="has the singular values of another matrix"):
        summarise(chains(tmp_path, sv_dw_rec2=[0.1, 0]), EXPECTED)
