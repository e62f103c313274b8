"""The training loop of the nonlinear networks (Section 2, "Training and initialization")."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ..checkpoints import Checkpoint
from ..connectivity import unit_columns
from .dynamics import Dynamics
from .factors import Factors
from .following import Following
from .optimizers import follows_scale, make_optimizer
from .simulation import Weights, Workspace, loss_gradient, masked_loss
from .tasks import Trials


@dataclass(frozen=True)
class Training:
    """How a network is trained.

    Attributes
    ----------
    epochs : int
        Updates; each sees a fresh batch.
    optimizer : str or mapping
        That of `optimizers.make_optimizer`; the paper's is "adam".
    learning_rate : float
        Step of the optimiser as it is applied (for Adam the paper's eta = 0.05 / N).
    trained : tuple of str
        Which of "W", "M" and "V" are trained; "W" always is.
    dt : float
        Euler step, in units of the time constant.
    nonlinearity, noise
        Those of `dynamics.Dynamics`.
    dw_rank : int, optional
        ΔW has this rank, and its `factors` are trained; without, W is.
    follow : mapping, optional
        ``number`` and ``every`` of `following.Following`.
    until : float
        The training ends with the first batch whose loss is below this.
    """

    epochs: int
    optimizer: str | Mapping
    learning_rate: float
    trained: tuple[str, ...]
    dt: float
    nonlinearity: str = "tanh"
    noise: float = 0.0
    dw_rank: int | None = None
    follow: Mapping | None = None
    until: float = 0.0

    @classmethod
    def of(cls, settings: Mapping) -> "Training":
        """Return the training of a network's parameters, those of the rule `train_network`."""
        known = cls.__dataclass_fields__
        given = settings | (settings["switches"] or {})
        return cls(**{name: value for name, value in given.items() if name in known})

    @property
    def dynamics(self) -> Dynamics:
        """How the neurons step through time."""
        return Dynamics(self.dt, self.nonlinearity, self.noise)


@dataclass
class Trained:
    """A trained network and its history.

    Attributes
    ----------
    weights : Weights
        After training; NaN after a divergence.
    loss, gradient_norm : numpy.ndarray, shape (epochs + 1,)
        Batch loss and Frobenius norm of dL/dW before each update, and after the last one.
        NaN after the training ended.
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


class Loop:
    """The state that a training loop carries from epoch to epoch, and its checkpoints.

    Parameters
    ----------
    initial : Weights
    training : Training
    rng : numpy.random.Generator, optional
        Draws the start of the factors of ΔW, if they are trained.
    """

    def __init__(
        self, initial: Weights, training: Training, rng: np.random.Generator | None = None
    ):
        self.weights = Weights(*(w.copy() for w in initial))
        self.trained = [k for k, name in enumerate("WMV") if name in training.trained]
        moved = [self.weights[k] for k in self.trained]
        self.factors = None
        if training.dw_rank:
            columns = unit_columns(rng, len(initial.w), training.dw_rank)
            self.factors = Factors(self.weights.w, columns, follows_scale(training.optimizer))
            moved[:1] = self.factors.parameters
        self.optimizer = make_optimizer(moved, training.optimizer, training.learning_rate)
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
            "factors": self.factors.state() if self.factors else {},
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
        if self.factors:
            self.factors.restore(state["factors"])

    def followed(self) -> dict[str, np.ndarray]:
        """Return what was followed; nothing by default."""
        return self.following.values if self.following else {}

    def result(self) -> Weights:
        """Return the weights; NaN after a divergence."""
        lost = np.nan if self.diverged else 0
        return Weights(*(w + np.float32(lost) for w in self.weights))

    def step(
        self, trials: Trials, noise: np.ndarray | None, workspace: Workspace, update: bool
    ) -> None:
        """Note loss and gradient of one batch and, if they are finite, follow the gradient."""
        with np.errstate(over="ignore", invalid="ignore"):
            workspace.load(trials.inputs, trials.mask, noise)
            outputs = workspace.forward(self.weights)
            loss = masked_loss(outputs, trials.targets, trials.mask)
            grad_z = loss_gradient(outputs, trials.targets, trials.mask)
            gradients = workspace.backward(grad_z, self.weights)
            self.history[:, self.epoch] = loss, np.linalg.norm(gradients.w)
        self.diverged = not np.isfinite(self.history[:, self.epoch]).all()
        if self.following and not self.diverged:
            self.following(self.epoch, self.weights.w)
        if update and not self.diverged:
            moves = [gradients[k] for k in self.trained]
            if self.factors:
                moves[:1] = self.factors.gradients(gradients.w)
            self.optimizer.step(moves)
            if self.factors:
                self.factors.apply()


def _run(loop: Loop, draw, training: Training, checkpoint: Checkpoint, progress, rng) -> None:
    """Go through the epochs that are left; parameters are those of `train`."""
    trials, dynamics = draw(loop.epoch), training.dynamics
    workspace = Workspace(*trials.inputs.shape[:2], loop.weights, dynamics)
    shape = (*trials.inputs.shape[:2], len(loop.weights.w))
    while True:
        stream = rng("noise", epoch=loop.epoch) if dynamics.noise else None
        noise = dynamics.draw_noise(stream, shape)
        loop.step(trials, noise, workspace, update=loop.epoch < training.epochs)
        progress(loop.epoch, loop.history[0, loop.epoch].item())
        ended = loop.epoch == training.epochs or loop.history[0, loop.epoch] < training.until
        if loop.diverged or ended:  # before a checkpoint: one of a divergence would go on
            break
        loop.epoch += 1
        if checkpoint.due():
            checkpoint.save(loop.state())
        trials = draw(loop.epoch)


def train(
    initial: Weights,
    draw: Callable[[int], Trials],
    training: Training,
    checkpoint: Checkpoint,
    progress: Callable[[int, float], None],
    rng: Callable[..., np.random.Generator | None] = lambda purpose, **keys: None,
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
    rng : callable
        Returns the generator of a purpose: of the ``noise`` of an ``epoch``, or of the
        ``factors`` of ΔW. The paper's networks need neither.

    Returns
    -------
    Trained
    """
    loop = Loop(initial, training, rng("factors"))
    if (kept := checkpoint.load()) is not None:
        loop.restore(kept)
    _run(loop, draw, training, checkpoint, progress, rng)
    return Trained(loop.result(), *loop.history, loop.diverged, loop.followed())
