"""Trials stepped as one, against the plain loop that steps each by itself."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from deltaw.networks.dynamics import Dynamics
from deltaw.networks.shared_steps import GROUP, share
from deltaw.networks.simulation import Weights, Workspace, initial_weights
from deltaw.networks.tasks import make_task
from deltaw.randomness import generator
from reference import Simulated, as_arrays, as_tensors, plain_loss, plain_trial

N, DT = 20, 0.5


@st.composite
def batches(draw):
    """Draw few inputs that often agree, and masks that often end early or are empty."""
    n_trials, n_steps = draw(st.integers(1, 12)), draw(st.integers(1, 9))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    inputs = rng.choice([0.0, 1.0], size=(n_trials, n_steps, 2), p=[0.8, 0.2])
    inputs[:, : draw(st.integers(0, n_steps))] = 0
    mask = rng.integers(2, size=(n_trials, n_steps, 2)).astype(float)
    mask *= (np.arange(n_steps) < rng.integers(n_steps + 1, size=(n_trials, 1)))[:, :, None]
    return inputs, mask


def loss_and_gradients(step_trials, weights, inputs, mask):
    """Return loss and gradients for targets of 0.3, and the penalised outputs."""
    mask = torch.from_numpy(mask)
    z = step_trials(torch.from_numpy(inputs))
    loss = plain_loss(z, torch.full_like(z, 0.3), mask)
    return [loss.detach(), (mask * z).detach(), *torch.autograd.grad(loss, weights)]


def weights_for(n_inputs, n_outputs):
    return as_tensors(initial_weights(generator(0, "sharing"), N, n_inputs, n_outputs, 1.2))


def workspace_for(inputs, mask):
    weights = weights_for(inputs.shape[2], mask.shape[2])
    return Workspace(*inputs.shape[:2], Weights(*as_arrays(weights)), Dynamics(DT))


def compare(inputs, mask, workspace):
    """Check outputs, loss and gradients of a batch against the plain loop's."""
    weights = weights_for(inputs.shape[2], mask.shape[2])
    workspace.load(inputs, mask)
    ours = loss_and_gradients(lambda _: Simulated.apply(*weights, workspace), weights, inputs, mask)
    plain = loss_and_gradients(lambda u: plain_trial(*weights, u, DT), weights, inputs, mask)
    for a, b in zip(ours, plain, strict=True):
        torch.testing.assert_close(a, b, rtol=1e-10, atol=1e-13)


@settings(deadline=None)
@given(batches())
def test_shared_rows_give_the_plain_outputs_and_gradients(batch):
    inputs, mask = batch
    mask[0, 0] = 1  # a loss needs something to penalise
    workspace = workspace_for(inputs, mask)
    compare(inputs, mask, workspace)
    again = np.random.default_rng(0).permutation(len(inputs))
    compare(inputs[again], np.roll(mask, 1, axis=0), workspace)  # nothing is left of the first


@settings(deadline=None)
@given(batches())
def test_every_row_is_its_trial_so_far(batch):
    """The input of each row of a slot is that of every trial that has its output there."""
    inputs, mask = batch
    shared = share(inputs, mask)
    assert max(shared.sizes) <= len(inputs)
    rising = np.diff(shared.sizes)
    assert (np.diff(np.sign(rising[rising != 0])) <= 0).all()
    starts = np.cumsum(shared.sizes) - shared.sizes
    entered = inputs[shared.trial, shared.step]
    last = np.where(mask.any(axis=2), np.arange(inputs.shape[1]) + 1, 0).max(axis=1)
    for trial, end in enumerate(last):
        for step in range(end):
            row = shared.place[trial, step] + shared.sizes[0] - starts[step + 1]
            assert 0 <= row < min(shared.sizes[step : step + 2])
            np.testing.assert_array_equal(entered[starts[step] + row], inputs[trial, step])
        assert (shared.place[trial, end:] == 0).all()


@pytest.mark.parametrize("name", ["flipflop", "mante", "romo"])
def test_tasks_give_the_plain_gradient(paper, name):
    task = make_task(**paper["networks"]["tasks"][name]["task"])
    trials = task.sample(generator(0, name), 32, DT)
    inputs, mask = trials.inputs.astype(float), trials.mask.astype(float)
    compare(inputs, mask, workspace_for(inputs, mask))


def test_how_many_rows_the_tasks_need(paper):
    """Until the second pulse flip-flop has 4 kinds of trials; Romo waits, and is padded."""

    def sizes(name):
        task = make_task(**paper["networks"]["tasks"][name]["task"])
        return share(*task.sample(generator(0, name), 32, DT)[::2]).sizes

    assert sizes("mante") == [32] * 97  # noise tells its trials apart from the first step
    assert sizes("flipflop")[:22] == [GROUP] * 22  # onset 1, and at least 10 to the next
    assert sizes("flipflop")[-1] == 32
    assert sizes("romo")[:6] == [GROUP] * 6  # fixation 3
    assert sizes("romo")[6:40] == [32] * 34
    assert sizes("romo")[-1] < 16
