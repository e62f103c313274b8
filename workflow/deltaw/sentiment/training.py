"""The training loop of the LSTM (Section 4), and how well a network answers."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
from scipy.special import expit

from ..checkpoints import Checkpoint
from .batches import Sentences
from .lstm import Dropout, Network, Weights, draw_dropout
from .sharing import SharedAdam, make_team
from .team import Team

# Sentences of one step of an evaluation; the answers do not depend on it.
EVALUATION_BATCH = 128


@dataclass(frozen=True)
class Training:
    """How the network is trained.

    Attributes
    ----------
    epochs : int
        Passes over the training sentences.
    batch : int
        Sentences of similar length that make one update.
    learning_rate : float
        Step of Adam (default betas and eps) as it is applied, the paper's 0.01 / N.
    dropout : float
        Part of the states that is left out between the layers and before the readout.
    processes : int
        That share the work; the result does not depend on it.
    """

    epochs: int
    batch: int
    learning_rate: float
    dropout: float
    processes: int = 1


class Splits(NamedTuple):
    """The sentences that are learnt from, and those that tell how well."""

    training: Sentences
    validation: Sentences


class Answers:
    """Loss and accuracy of networks on all sentences of a split.

    Parameters
    ----------
    sentences : Sentences
    """

    def __init__(self, sentences: Sentences):
        self.batches = [sentences.take(chosen) for chosen in sentences.in_order(EVALUATION_BATCH)]
        self.n_sentences = len(sentences)

    def __call__(self, network: Network) -> tuple[float, float]:
        """Return mean cross-entropy and the part of right answers, without dropout."""
        loss = right = 0.0
        for inputs, lengths, labels in self.batches:
            z = network.logits(inputs, lengths)
            loss += cross_entropies(z, labels).sum()
            right += count_right(z, labels)
        return loss / self.n_sentences, right / self.n_sentences


def cross_entropies(z: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the cross-entropy of each sentence, shape (B,), as float64."""
    z = z.astype(np.float64)
    return np.logaddexp(0, z) - labels * z


def count_right(z: np.ndarray, labels: np.ndarray) -> int:
    """Return the number of logits on the side of their label."""
    return int(((z > 0) == (labels > 0.5)).sum())


class Loop:
    """The state that the loop carries from epoch to epoch, and its checkpoints."""

    def __init__(self, initial: Weights, training: Training, team: Team | None = None):
        self.team = team or Team()
        self.weights = Weights(*(self.team.copied(w) for w in initial))
        self.network = Network(self.weights, self.team)
        self.optimizer = SharedAdam(self.weights, training.learning_rate, self.team)
        self.team.keep()
        self.history = np.zeros((4, training.epochs))
        self.epoch = 0

    def state(self) -> dict:
        """Return what a checkpoint keeps."""
        return {
            "weights": self.weights._asdict(),
            "optimizer": self.optimizer.state(),
            "history": self.history,
            "epoch": self.epoch,
        }

    def restore(self, state: dict) -> None:
        """Take the state of a checkpoint."""
        for name, weight in self.weights._asdict().items():
            weight[...] = state["weights"][name]
        self.optimizer.restore(state["optimizer"])
        self.history[:] = state["history"]
        self.epoch = int(state["epoch"])

    def run_epoch(
        self,
        sentences: Sentences,
        training: Training,
        rng: Callable[..., np.random.Generator],
    ) -> tuple[float, float]:
        """Follow the gradient of each batch once; return mean loss and accuracy."""
        loss_sum = right = 0.0
        units = len(self.weights.out)
        masks = rng("dropout", epoch=self.epoch)
        for chosen in sentences.shuffled(rng("batches", epoch=self.epoch), training.batch):
            inputs, lengths, labels = sentences.take(chosen)
            dropout = None
            if training.dropout:
                dropout = draw_dropout(masks, training.dropout, *inputs.shape[:2], units)
            loss, z = self.update(inputs, lengths, labels, dropout)
            loss_sum += loss * len(labels)
            right += count_right(z, labels)
        return loss_sum / len(sentences), right / len(sentences)

    def update(
        self,
        inputs: np.ndarray,
        lengths: np.ndarray,
        labels: np.ndarray,
        dropout: Dropout | None,
    ) -> tuple[float, np.ndarray]:
        """Make one step of Adam; return the loss and the logits before it."""
        z = self.network.logits(inputs, lengths, dropout)
        grad_z = (expit(z) - labels) / labels.dtype.type(len(labels))
        self.optimizer.step(self.network.gradients(grad_z))
        return cross_entropies(z, labels).mean(), z


def _entry(loop: Loop, splits: Splits, training: Training, rng, answers: Answers) -> tuple:
    """Train for one epoch and return its entry of the history.

    Raises
    ------
    ArithmeticError
        If the loss became infinite or NaN.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        entry = (*loop.run_epoch(splits.training, training, rng), *answers(loop.network))
    if not np.isfinite(entry).all():
        raise ArithmeticError(
            f"the loss diverged in epoch {loop.epoch + 1}: lower sentiment.learning_rate"
        )
    return entry


def train(
    initial: Weights,
    splits: Splits,
    training: Training,
    rng: Callable[..., np.random.Generator],
    checkpoint: Checkpoint,
    progress: Callable[[int, np.ndarray], None],
) -> tuple[Weights, np.ndarray]:
    """Train a network.

    Parameters
    ----------
    initial : Weights
        Before training; they are not changed.
    splits, training : Splits, Training
    rng : callable
        Returns the generator of a purpose and its coordinates; each epoch has its own.
    checkpoint : Checkpoint
        Of an interrupted training, which goes on there.
    progress : callable
        Told the number of epochs done and the latest entry of the history.

    Returns
    -------
    Weights, numpy.ndarray of shape (4, epochs)
        After training; and of each epoch loss and accuracy over its batches, with dropout, and
        after it on the validation sentences.
    """
    batches = training.batch, EVALUATION_BATCH
    team = make_team(initial, splits, batches, training.processes)
    loop = Loop(initial, training, team)
    if (kept := checkpoint.load()) is not None:
        loop.restore(kept)
    entry = partial(_entry, loop, splits, training, rng, Answers(splits.validation))
    with loop.team.at_work():
        _run(loop, training.epochs, entry, checkpoint, progress)
    return loop.weights, loop.history


def _run(loop: Loop, epochs: int, entry: Callable, checkpoint: Checkpoint, progress) -> None:
    """Train to the last epoch; the first process reports and saves, the others wait for it."""
    while loop.epoch < epochs:
        latest = entry()
        loop.history[:, loop.epoch] = latest
        loop.epoch += 1
        if loop.team.leads:
            progress(loop.epoch, np.asarray(latest))
            if checkpoint.due():
                checkpoint.save(loop.state())
