"""Networks learn the tasks of workflow/config/tasks.yaml, as they stand there."""

from functools import partial

import numpy as np
import pytest

from deltaw.checkpoints import Checkpoint
from deltaw.networks.batches import Batches
from deltaw.networks.dynamics import Dynamics
from deltaw.networks.evaluation import NetworkLoss
from deltaw.networks.simulation import initial_weights
from deltaw.networks.training import Training, train
from deltaw.randomness import generator

NAMES = ["perceptual", "match_to_sample", "ready_set_go", "pattern"]


def learned(paper, task, n, g, epochs, folder):
    """Return the loss after training, as a part of the initial one, and the loss of each epoch."""
    common = paper["networks"]
    dt = common["dt"]
    rng = partial(generator, 7, type(task).__name__, g=g)
    initial = initial_weights(rng("weights"), n, task.n_inputs, task.n_outputs, g)
    training = Training(epochs, "adam", common["learning_rate"] / n, ("W", "M", "V"), dt)
    batches = Batches(task, lambda draw: rng("batches", draw=draw), common["batch"], dt)
    checkpoint = Checkpoint(folder / "network.nc", [], seconds=1e9)
    trained = train(initial, batches, training, checkpoint, lambda *_: None)
    loss = NetworkLoss(task.sample(rng("evaluation"), 256, dt), Dynamics(dt))
    before, after = (loss.with_matrices(w.m, w.v)(w.w) for w in (initial, trained.weights))
    return after / before, trained.loss


@pytest.mark.parametrize("task", NAMES, indirect=True)
def test_a_few_epochs_lower_the_loss(paper, task, tmp_path):
    ratio, loss = learned(paper, task, 64, 0.9, 40, tmp_path)
    assert ratio < 0.8
    assert np.median(loss[-10:]) < np.median(loss[:10])


# The match to sample is not learnt at g = 0 (workflow/config/tasks.yaml).
SOLVED = [(name, name, g) for name in NAMES for g in (0, 0.9) if (name, g) != (NAMES[1], 0)]


@pytest.mark.slow
@pytest.mark.parametrize(("task", "name", "g"), SOLVED, indirect=["task"])
def test_each_task_is_solved(paper, trainings, task, name, g, tmp_path):
    """The threshold is that of the functional rank."""
    epochs = trainings[name]["epochs"]
    ratio, _ = learned(paper, task, paper["networks"]["N"], g, epochs, tmp_path)
    assert ratio < paper["evaluation"]["threshold"]
