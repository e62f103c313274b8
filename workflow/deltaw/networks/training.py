"""The training loop of the nonlinear networks (Section 2, "Training and initialization")."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ..checkpoints import Checkpoint
from ..optimizers import Adam, GradientDescent
from .following import Following
from .simulation import Weights, Workspace, loss_gradient, masked_loss
from .tasks import Task, Trials


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
    follow : mapping, optional
        ``number`` and ``every`` of `following.Following`.
    """

    epochs: int
    optimizer: str
    learning_rate: float
    trained: tuple[str, ...]
    dt: float
    follow: Mapping | None = None

    @classmethod
    def of(cls, settings: Mapping) -> "Training":
        """Return the training of a network's parameters, those of the rule `train_network`."""
        known = cls.__dataclass_fields__
        given = settings | (settings["switches"] or {})
        return cls(**{name: value for name, value in given.items() if name in known})


@dataclass
class Trained:
    """A trained network and its history.

    Attributes
    ----------
    weights : Weights
        After training; NaN after a divergence.
    loss, gradient_norm : numpy.ndarray, shape (epochs + 1,)
        Batch loss and Frobenius norm of dL/dW before each update, and after the last one.
        NaN after a divergence.
    diverged : bool
        Whether the loss or the gradient became infinite or NaN, which ends the training.
    followed : dict of numpy.ndarray
        What was followed, by the names of its variables.
    """

    weights: Weights
    loss: np.ndarray
    gradient_norm: np.ndarray
    diverged: bool
    followed: Mapping[str, np.ndarray]


class Batches:
    """The batch of each epoch of a training, independent of those asked for before.

    They are drawn several at a time, as a draw of one costs more in calls than in numbers.

    Parameters
    ----------
    task : Task
    rng : callable
        Returns the generator of the draw with that number.
    n_trials : int
        B, the trials of one batch.
    dt : float
        Euler step, in units of the time constant.
    """

    DRAWN_TOGETHER = 8

    def __init__(
        self, task: Task, rng: Callable[[int], np.random.Generator], n_trials: int, dt: float
    ):
        self.task, self.rng, self.n_trials, self.dt = task, rng, n_trials, dt
        self.number = -1
        self.drawn: Trials

    def __call__(self, epoch: int) -> Trials:
        """Return the trials of an epoch."""
        number, place = divmod(epoch, self.DRAWN_TOGETHER)
        if number != self.number:
            count = self.DRAWN_TOGETHER * self.n_trials
            self.drawn = self.task.sample(self.rng(number), count, self.dt)
            self.number = number
        part = slice(place * self.n_trials, (place + 1) * self.n_trials)
        return self.drawn.part(part)


OPTIMIZERS = {"adam": Adam, "sgd": GradientDescent}


class Loop:
    """The state that a training loop carries from epoch to epoch, and its checkpoints."""

    def __init__(self, initial: Weights, training: Training):
        self.weights = Weights(*(w.copy() for w in initial))
        self.trained = [k for k, name in enumerate("WMV") if name in training.trained]
        moved = [self.weights[k] for k in self.trained]
        self.optimizer = OPTIMIZERS[training.optimizer](moved, training.learning_rate)
        self.history = np.full((2, training.epochs + 1), np.nan)
        follow = training.follow
        self.following = Following(initial.w, training.epochs, **follow) if follow else None
        self.epoch = 0
        self.diverged = False

    def state(self) -> dict:
        """Return what a checkpoint keeps."""
        return {
            "weights": self.weights._asdict(),
            "optimizer": self.optimizer.state(),
            "history": self.history,
            "epoch": self.epoch,
            "followed": self.followed(),
        }

    def restore(self, state: dict) -> None:
        """Take the state of a checkpoint."""
        for name, weight in self.weights._asdict().items():
            weight[:] = state["weights"][name]
        self.optimizer.restore(state.get("optimizer", {}))
        self.history[:] = state["history"]
        self.epoch = int(state["epoch"])
        for name, values in self.followed().items():
            values[:] = state["followed"][name]

    def followed(self) -> dict[str, np.ndarray]:
        """Return what was followed; nothing by default."""
        return self.following.values if self.following else {}

    def result(self) -> Weights:
        """Return the weights; NaN after a divergence."""
        lost = np.nan if self.diverged else 0
        return Weights(*(w + np.float32(lost) for w in self.weights))

    def step(self, trials: Trials, workspace: Workspace, dt: float, update: bool) -> None:
        """Note loss and gradient of one batch and, if they are finite, follow the gradient."""
        with np.errstate(over="ignore", invalid="ignore"):
            workspace.load(trials.inputs, trials.mask)
            outputs = workspace.forward(self.weights, dt)
            loss = masked_loss(outputs, trials.targets, trials.mask)
            grad_z = loss_gradient(outputs, trials.targets, trials.mask)
            gradients = workspace.backward(grad_z, self.weights, dt)
            self.history[:, self.epoch] = loss, np.linalg.norm(gradients.w)
        self.diverged = not np.isfinite(self.history[:, self.epoch]).all()
        if self.following and not self.diverged:
            self.following(self.epoch, self.weights.w)
        if update and not self.diverged:
            self.optimizer.step([gradients[k] for k in self.trained])


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
        Before training; they are not changed.
    draw : callable
        Returns the batch of an epoch; it must depend on nothing but the epoch.
    training : Training
    checkpoint : Checkpoint
        Of an interrupted training, which goes on there.
    progress : callable
        Told epoch and loss after each batch.

    Returns
    -------
    Trained
    """
    loop = Loop(initial, training)
    if (kept := checkpoint.load()) is not None:
        loop.restore(kept)
    trials = draw(loop.epoch)
    workspace = Workspace(*trials.inputs.shape[:2], initial)
    while not loop.diverged:
        loop.step(trials, workspace, training.dt, update=loop.epoch < training.epochs)
        progress(loop.epoch, loop.history[0, loop.epoch].item())
        if loop.epoch == training.epochs:
            break
        loop.epoch += 1
        if checkpoint.due():
            checkpoint.save(loop.state())
        trials = draw(loop.epoch)
    return Trained(loop.result(), *loop.history, loop.diverged, loop.followed())
