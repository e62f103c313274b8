"""The training loop of the nonlinear networks (Section 2, "Training and initialization")."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from .checkpoints import Checkpoint
from .networks import Trial, Weights, Workspace, masked_loss
from .tasks import Trials


@dataclass(frozen=True)
class Training:
    """How a network is trained.

    Attributes
    ----------
    epochs : int
        Updates; each sees a fresh batch.
    optimizer : str
        "adam" (default betas and eps) or "sgd".
    learning_rate : float
        Step of the optimiser as it is applied (for Adam the paper's eta = 0.05 / N).
    trained : tuple of str
        Which of "W", "M" and "V" are trained; "W" always is.
    dt : float
        Euler step, in units of the time constant.
    """

    epochs: int
    optimizer: str
    learning_rate: float
    trained: tuple[str, ...]
    dt: float


@dataclass
class Trained:
    """A trained network and its history.

    Attributes
    ----------
    weights : Weights
        After training.
    loss, gradient_norm : numpy.ndarray, shape (epochs + 1,)
        Batch loss and Frobenius norm of dL/dW before each update, and after the last one.
        NaN after a divergence.
    diverged : bool
        Whether the loss or the gradient became infinite or NaN, which ends the training.
    """

    weights: Weights
    loss: np.ndarray
    gradient_norm: np.ndarray
    diverged: bool


def _optimizer(parameters: list, training: Training) -> torch.optim.Optimizer:
    kinds = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}
    return kinds[training.optimizer](parameters, lr=training.learning_rate, fused=True)


class _Loop:
    """The state that a training loop carries from epoch to epoch, and its checkpoints."""

    def __init__(self, initial: Weights, training: Training):
        self.weights = Weights(*(w.clone() for w in initial))
        for name, weight in zip("WMV", self.weights, strict=True):
            weight.requires_grad_(name in training.trained)
        trained = [w for w in self.weights if w.requires_grad]
        self.optimizer = _optimizer(trained, training)
        self.history = torch.full((2, training.epochs + 1), torch.nan, dtype=torch.float64)
        self.epoch = 0
        self.diverged = False

    def state(self) -> dict:
        return {
            "weights": [w.detach() for w in self.weights],
            "optimizer": self.optimizer.state_dict(),
            "history": self.history,
            "epoch": self.epoch,
        }

    def restore(self, state: dict) -> None:
        with torch.no_grad():
            for weight, kept in zip(self.weights, state["weights"], strict=True):
                weight.copy_(kept)
        self.optimizer.load_state_dict(state["optimizer"])
        self.history.copy_(state["history"])
        self.epoch = state["epoch"]

    def step(self, trials: Trials, workspace: Workspace, dt: float, update: bool) -> None:
        """Note loss and gradient of one batch and, if they are finite, follow the gradient."""
        workspace.load(trials.inputs, trials.mask)
        targets, mask = torch.from_numpy(trials.targets), torch.from_numpy(trials.mask)
        self.optimizer.zero_grad()
        loss = masked_loss(Trial.apply(*self.weights, workspace, dt), targets, mask)
        loss.backward()
        norm = torch.linalg.norm(self.weights.w.grad)
        self.history[:, self.epoch] = torch.stack([loss.detach(), norm])
        self.diverged = not self.history[:, self.epoch].isfinite().all()
        if update and not self.diverged:
            self.optimizer.step()


def train(
    initial: Weights,
    draw: Callable[[int], Trials],
    training: Training,
    checkpoint: Checkpoint,
    progress: Callable[[int, float], None],
) -> Trained:
    """Train a network on fresh batches.

    Parameters
    ----------
    initial : Weights
        The weights before training; they are not changed.
    draw : callable
        Returns the batch of an epoch. It must depend on nothing but the epoch, so that a
        resumed training sees the batches it would have seen.
    training : Training
    checkpoint : Checkpoint
        Where an interrupted training left its state, and leaves the next.
    progress : callable
        Told epoch and loss after each batch.

    Returns
    -------
    Trained
    """
    loop = _Loop(initial, training)
    if (kept := checkpoint.load()) is not None:
        loop.restore(kept)
    trials = draw(loop.epoch)
    workspace = Workspace(
        *trials.inputs.shape[:2], *initial.m.shape, initial.v.shape[1], initial.w.dtype
    )
    while not loop.diverged:
        loop.step(trials, workspace, training.dt, update=loop.epoch < training.epochs)
        progress(loop.epoch, loop.history[0, loop.epoch].item())
        if loop.epoch == training.epochs:
            break
        loop.epoch += 1
        if checkpoint.due():
            checkpoint.save(loop.state())
        trials = draw(loop.epoch)
    loss, gradient_norm = loop.history.numpy()
    weights = Weights(*(w.detach() for w in loop.weights))
    return Trained(weights, loss, gradient_norm, loop.diverged)
