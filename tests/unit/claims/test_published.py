"""The published points in the form of a run's results."""

import numpy as np
import pytest

from deltaw.claims import CLAIMS
from deltaw.claims.published import published_evidence
from deltaw.claims.registry import OPEN, NotEvaluated, verdict


@pytest.fixture(scope="module")
def published(points):
    return published_evidence(points)


def test_cells_are_those_that_are_drawn(published):
    drawn = {task: published.task(task)["g"].values for task in ("flipflop", "mante", "romo")}
    assert drawn["flipflop"].max() == 1.8
    assert drawn["mante"].max() == 2.4
    assert 0.6 not in drawn["romo"]


def test_numbers_stand_where_the_figures_have_them(published):
    romo, flipflop = published.task("romo"), published.task("flipflop")
    assert romo["convergence_epoch"].sel(g=0).item() == 630  # the edge of the scale
    assert flipflop["convergence_epoch"].sel(g=1.8).item() == 188.1
    assert flipflop["sv_dw"].sel(g=0, index=2).item() == 1.263
    assert np.isnan(flipflop["sv_dw"].sel(g=0.3, index=2)).all()
    assert romo["truncation_loss"].sel(g=0.9, rank=6).item() == 0.1231
    linear = published.linear.sel(zhat=2)
    assert linear["convergence_time"].sel(g=0.5).item() == 0.4612
    assert linear["loss"].sel(g=0)[0, 4].item() == 1.185
    assert linear["effective_time"][4].item() == 0.2


def test_the_lstm_is_straight_between_its_points(published):
    summary = published.sentiment.isel(seed=0)
    assert summary["accuracy_dw"].sel(rank=10).item() == 0.7708
    between = (0.7708 + 0.7774) / 2
    assert summary["accuracy_dw"].sel(rank=15).item() == pytest.approx(between)
    assert summary["sv_dw_rec2"].sel(index=1).item() == 3.394
    assert summary.sizes["index"] == 256


@pytest.mark.parametrize("name", [name for name, c in CLAIMS.items() if c.legible])
def test_a_legible_claim_can_be_checked_on_them(name, published):
    if name == "slower_when_chaotic":
        with pytest.raises(NotEvaluated, match=r"no g = 2\.1"):
            CLAIMS[name].compare(published)
    else:
        assert verdict(CLAIMS[name].compare(published)) != OPEN
