"""Optimisers against torch's own."""

import numpy as np
import pytest
import torch

from deltaw.optimizers import Adam, GradientDescent

SHAPES = [(5, 4), (3,), ()]


def drawn(rng, scale=1.0):
    return [np.asarray(scale * rng.standard_normal(shape)) for shape in SHAPES]


@pytest.mark.parametrize(
    ("ours", "theirs"), [(Adam, torch.optim.Adam), (GradientDescent, torch.optim.SGD)]
)
@pytest.mark.parametrize("scale", [1e-12, 1e-3, 1e6])
def test_steps_are_those_of_torch(ours, theirs, scale):
    rng = np.random.default_rng(0)
    start = drawn(rng)
    parameters = [array.copy() for array in start]
    expected = [torch.tensor(array) for array in start]
    optimizer, reference = ours(parameters, 0.01), theirs(expected, lr=0.01)
    for step in range(300):
        gradients = drawn(rng, scale * (step % 7 != 3))  # some of them 0
        optimizer.step(gradients)
        for parameter, gradient in zip(expected, gradients, strict=True):
            parameter.grad = torch.from_numpy(gradient)
        reference.step()
    for found, parameter, before in zip(parameters, expected, start, strict=True):
        assert not np.array_equal(found, before)
        np.testing.assert_allclose(found, parameter.numpy(), rtol=1e-9)


@pytest.mark.parametrize("kind", [Adam, GradientDescent])
def test_a_restored_optimiser_goes_on_in_the_same_bytes(kind):
    rng = np.random.default_rng(1)
    parameters = [array.astype(np.float32) for array in drawn(rng)]
    gradients = [drawn(rng) for _ in range(6)]
    optimizer = kind(parameters, 0.1)
    for of_step in gradients[:3]:
        optimizer.step(of_step)
    copied = [array.copy() for array in parameters]
    resumed = kind(copied, 0.1)
    resumed.restore({name: np.copy(value) for name, value in optimizer.state().items()})
    for of_step in gradients[3:]:
        optimizer.step(of_step)
        resumed.step(of_step)
    assert all(np.array_equal(a, b) for a, b in zip(parameters, copied, strict=True))


def test_the_first_step_of_adam_has_the_size_of_the_learning_rate():
    parameter = np.zeros(3)
    Adam([parameter], 0.01).step([np.array([1e-3, -2.0, 1e5])])
    np.testing.assert_allclose(parameter, [-0.01, 0.01, -0.01], rtol=2e-5)
