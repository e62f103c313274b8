"""With the paper's numbers, a few networks show the paper's effects."""

import numpy as np
import pytest

from deltaw.checkpoints import Checkpoint
from deltaw.networks.dynamics import Dynamics
from deltaw.networks.evaluation import NetworkLoss
from deltaw.networks.simulation import initial_weights
from deltaw.networks.tasks import make_task
from deltaw.networks.training import Training, train
from deltaw.randomness import generator
from deltaw.spectra import decompose, first_below, shuffle_losses, truncation_losses


def study(paper, tmp_path, name, g, epochs, root=1):
    """Train one network of the paper's size; return what Fig. 2 shows of it."""
    common, own = paper["networks"], paper["networks"]["tasks"][name]
    n, dt = common["N"], common["dt"]
    task = make_task(**own["task"])
    training = Training(epochs, "adam", common["learning_rate"] / n, ("W", "M", "V"), dt)
    initial = initial_weights(generator(root, name, g=g), n, task.n_inputs, task.n_outputs, g)
    trained = train(
        initial,
        lambda e: task.sample(generator(root, name, g=g, epoch=e), common["batch"], dt),
        training,
        Checkpoint(tmp_path / f"{name}{g}", ["effects"], seconds=1e9),
        lambda epoch, loss: None,
    )
    trials = task.sample(generator(1, "evaluation"), 256, dt)
    (w0, m0, v0), (w, m, v) = initial, trained.weights
    loss = NetworkLoss(trials, Dynamics(dt))
    start, after = loss.with_matrices(m0, v0)(w0), loss.with_matrices(m, v)
    parts = decompose(w - w0)
    losses = truncation_losses(w0, parts, range(13), after)
    goal = np.array(0.05 * start)
    return {
        "epoch": float(first_below(np.arange(epochs + 1), trained.loss, goal)),
        "norm": np.linalg.norm(w - w0),
        "rank": float(first_below(np.arange(13), losses, goal)),
        "sv": parts.s,
        "final": after(w) / start,
        "shuffled": shuffle_losses(w0, w - w0, [generator(2, "s")], after)[0] / start,
    }


def test_flipflop(paper, tmp_path):
    zero = study(paper, tmp_path, "flipflop", 0.0, 250, root=3)
    strong = study(paper, tmp_path, "flipflop", 0.9, 250, root=3)
    assert 60 <= zero["epoch"] <= 130  # experiments with plain autograd: 80 to 100
    assert zero["rank"] == 2
    assert zero["sv"][1] > 4 * zero["sv"][2]
    assert strong["epoch"] < zero["epoch"]
    assert strong["norm"] < zero["norm"]
    assert 2 <= strong["rank"] <= 10
    assert strong["shuffled"] > 0.5
    assert zero["shuffled"] == pytest.approx(zero["final"], rel=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "epochs"), [("mante", 1200), ("romo", 5000)])
def test_mante_and_romo(paper, tmp_path, name, epochs):
    # At g = 0 not every network keeps its solution to the last epoch, and which one does depends on
    # the processor; of three the first is taken.
    studied = (
        (root, study(paper, tmp_path / str(root), name, 0.0, epochs, root)) for root in (2, 1, 3)
    )
    root, zero = next(found for found in studied if found[1]["final"] < 0.05)
    strong = study(paper, tmp_path, name, 0.9, epochs, root)
    assert np.isfinite(zero["epoch"])
    assert strong["epoch"] < zero["epoch"]
    assert strong["norm"] < zero["norm"]
    assert 2 <= zero["rank"] <= 10
    assert strong["final"] < 0.05
    assert 2 <= strong["rank"] <= 10
    assert strong["shuffled"] > 0.5
