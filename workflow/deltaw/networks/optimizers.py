"""The optimiser that a config names: one of this library, or any of torch.optim.

torch is imported for its own optimisers alone, as its import takes seconds.
"""

import inspect
from collections.abc import Mapping, Sequence

import numpy as np

from ..optimizers import Adam, GradientDescent

OWN = {"adam": Adam, "sgd": GradientDescent}
# Their steps are as long as the gradient; the steps of all others do not depend on its scale.
PLAIN = ("sgd", "SGD", "ASGD")
GIVEN = ("params", "lr")  # arguments that a training gives


def follows_scale(optimizer: str | Mapping) -> bool:
    """Return whether a step of an optimiser is as long as the gradient."""
    return (optimizer if isinstance(optimizer, str) else optimizer["name"]) in PLAIN


class TorchOptimizer:
    """An optimiser of torch.optim, for numpy arrays.

    Parameters
    ----------
    parameters : sequence of numpy.ndarray
        They are moved in place.
    learning_rate : float
    name : str
        Of the class.
    **arguments
        Further ones of the class.

    Raises
    ------
    ValueError
        If torch.optim has no such class, or if the arguments do not fit.
    """

    def __init__(
        self, parameters: Sequence[np.ndarray], learning_rate: float, name: str, **arguments: object
    ):
        import torch

        kind = getattr(torch.optim, name, None)
        if not (inspect.isclass(kind) and issubclass(kind, torch.optim.Optimizer)):
            raise ValueError(f"torch.optim has no optimiser {name!r}")
        known = [key for key in inspect.signature(kind).parameters if key not in GIVEN]
        if odd := [key for key in arguments if key not in known]:
            raise ValueError(f"{name} takes no {odd[0]!r} here, but {', '.join(known)}")
        self.as_tensor = torch.as_tensor
        self.parameters = [torch.from_numpy(p) for p in parameters]  # the same memory
        try:
            self.torch = kind(self.parameters, lr=learning_rate, **arguments)
        except (TypeError, ValueError, RuntimeError) as error:
            raise ValueError(f"{name}: {error}") from None

    def step(self, gradients: Sequence[np.ndarray]) -> None:
        """Move the parameters; gradients have their shapes."""
        for parameter, gradient in zip(self.parameters, gradients, strict=True):
            parameter.grad = self.as_tensor(np.ascontiguousarray(gradient))
        self.torch.step()

    def state(self) -> dict:
        """Return what a checkpoint keeps."""
        kept = self.torch.state_dict()["state"]
        return {
            str(k): {name: np.asarray(value) for name, value in of_one.items() if value is not None}
            for k, of_one in kept.items()
        }

    def restore(self, state: Mapping) -> None:
        """Take the state of a checkpoint."""
        kept = {
            int(k): {name: self.as_tensor(value) for name, value in of_one.items()}
            for k, of_one in state.items()
        }
        self.torch.load_state_dict(self.torch.state_dict() | {"state": kept})


def make_optimizer(
    parameters: Sequence[np.ndarray], optimizer: str | Mapping, learning_rate: float
) -> Adam | GradientDescent | TorchOptimizer:
    """Return an optimiser.

    Parameters
    ----------
    parameters : sequence of numpy.ndarray
        They are moved in place.
    optimizer : str or mapping
        "adam", "sgd", the name of a class of torch.optim, or ``name`` and its arguments.
    learning_rate : float

    Raises
    ------
    ValueError
        If torch.optim has no such class, or if the arguments do not fit.
    """
    if isinstance(optimizer, str) and optimizer in OWN:
        return OWN[optimizer](parameters, learning_rate)
    named = {"name": optimizer} if isinstance(optimizer, str) else optimizer
    return TorchOptimizer(parameters, learning_rate, **named)


def check_optimizer(optimizer: str | Mapping) -> None:
    """Check that an optimiser takes its arguments, and a step along a gradient.

    Raises
    ------
    ValueError
        With the reason: also if it needs a closure (LBFGS) or sparse gradients.
    """
    made = make_optimizer([np.zeros((1, 1), np.float32)], optimizer, 1e-3)
    try:
        made.step([np.ones((1, 1), np.float32)])
    except Exception as error:  # torch raises what its arguments come to
        raise ValueError(f"{optimizer} cannot take a step: {error}") from None
