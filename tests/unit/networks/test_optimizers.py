"""The optimisers that a config names: torch's own, or refused with a reason."""

import numpy as np
import pytest
import torch

from deltaw.networks.optimizers import check_optimizer, follows_scale, make_optimizer
from deltaw.optimizers import Adam, GradientDescent

ANY = [
    "RMSprop",
    "Adagrad",
    "ASGD",
    {"name": "AdamW", "weight_decay": 0.3},
    {"name": "SGD", "momentum": 0.9},
    {"name": "NAdam", "betas": [0.8, 0.9]},
]


def drawn(seed):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape).astype(np.float32) for shape in [(5, 4), (3, 2)]]


def test_the_papers_are_the_librarys_own():
    assert type(make_optimizer(drawn(0), "adam", 0.1)) is Adam
    assert type(make_optimizer(drawn(0), "sgd", 0.1)) is GradientDescent
    check_optimizer("adam")


@pytest.mark.parametrize("optimizer", ANY, ids=str)
def test_others_are_those_of_torch(optimizer):
    check_optimizer(optimizer)
    named = {"name": optimizer} if isinstance(optimizer, str) else dict(optimizer)
    parameters, expected = drawn(0), [torch.from_numpy(a) for a in drawn(0)]
    reference = getattr(torch.optim, named.pop("name"))(expected, lr=0.01, **named)
    ours = make_optimizer(parameters, optimizer, 0.01)
    for step in range(1, 6):
        ours.step(drawn(step))
        for parameter, gradient in zip(expected, drawn(step), strict=True):
            parameter.grad = torch.from_numpy(gradient)
        reference.step()
    for found, parameter in zip(parameters, expected, strict=True):
        np.testing.assert_array_equal(found, parameter)


@pytest.mark.parametrize("optimizer", ANY, ids=str)
def test_a_restored_optimiser_goes_on_in_the_same_bytes(optimizer):
    parameters = drawn(0)
    whole = make_optimizer(parameters, optimizer, 0.1)
    whole.step(drawn(1))
    whole.step(drawn(2))
    copied = [array.copy() for array in parameters]
    resumed = make_optimizer(copied, optimizer, 0.1)
    state = whole.state()
    resumed.restore({k: {n: np.copy(v) for n, v in of.items()} for k, of in state.items()})
    for one in (whole, resumed):
        one.step(drawn(3))
    for found, expected in zip(copied, parameters, strict=True):
        np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize(
    ("optimizer", "words"),
    [
        ("adma", "torch.optim has no optimiser 'adma'"),
        ("lr_scheduler", "torch.optim has no optimiser"),
        ("Optimizer", "Optimizer"),
        ("LBFGS", "LBFGS cannot take a step: .*closure"),
        ("SparseAdam", "SparseAdam cannot take a step: .*dense gradients"),
        ({"name": "SGD", "momentun": 0.9}, "SGD takes no 'momentun' here, but momentum"),
        ({"name": "SGD", "lr": 0.9}, "SGD takes no 'lr' here"),
        ({"name": "SGD", "momentum": -1}, "SGD: Invalid momentum value"),
        ({"name": "AdamW", "betas": [2, 3]}, "Invalid beta"),
        ({"name": "AdamW", "betas": 5}, "AdamW"),
        ({"name": "Adam", "fused": True, "foreach": True}, "Adam"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason(optimizer, words):
    with pytest.raises(ValueError, match=words):
        check_optimizer(optimizer)


def test_which_steps_are_as_long_as_the_gradient():
    """The learning rate of all others is divided by N."""
    for optimizer in ["adam", "sgd", *ANY]:
        moved = []
        for scale in (1, 100):
            (parameter,) = parameters = [np.zeros((2, 2), np.float32)]
            made = make_optimizer(parameters, optimizer, 1e-3)
            made.step([np.full((2, 2), scale, np.float32)])
            moved.append(abs(parameter[0, 0]))
        assert follows_scale(optimizer) == (moved[1] > 50 * moved[0]), optimizer
