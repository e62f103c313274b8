"""How processes share the training of an LSTM: how many, their memory, and Adam."""

from collections.abc import Sequence

import numpy as np
from threadpoolctl import threadpool_limits

from ..optimizers import Adam
from ..products import padded
from .batches import Sentences
from .lstm import PART, Network, Weights
from .team import Team


def make_team(
    weights: Weights, splits: Sequence[Sentences], batches: Sequence[int], processes: int
) -> Team:
    """Return the processes of a training, with room for its largest batch.

    It is one process where the kernels of this processor would give other bytes to several.

    Parameters
    ----------
    weights : Weights
        Before training.
    splits : sequence of Sentences
    batches : sequence of int
        Most sentences of a batch of each split.
    processes : int
    """
    numbers = list(zip(batches, map(len, splits), strict=True))
    largest = [min(batch, sentences) for batch, sentences in numbers]
    last = [sentences % batch for batch, sentences in numbers]
    steps = max(int(split.lengths.max()) for split in splits)
    team = Team(processes, room(weights, steps, max(largest)))
    tried = {*largest, *last} - {0}
    if team.size > 1 and not all(pieces_have_the_bytes(weights, team.size, n) for n in tried):
        team.size = 1
    return team


def room(weights: Weights, steps: int, batch: int) -> int:
    """Return the bytes of a team's arrays for a batch of that size and for training its weights."""
    n, numbers = len(weights.out), sum(w.size for w in weights)
    of_words = steps * batch * (2 * 11 + 2) * n  # of each layer, and between and above them
    of_weights = 5 * numbers  # themselves, Adam's two sums, the gradient, the transposed ones
    of_blocks = 2 * n * (padded(4 * n) - 4 * n)  # columns that the blocks add to the turned ones
    return weights.out.itemsize * (of_words + 4 * batch * n + of_weights + of_blocks) + 2**16


def pieces_have_the_bytes(weights: Weights, size: int, batch: int) -> bool:
    """Return whether a team of that size gives the bytes of one process to a batch.

    That depends on the kernels of this processor. They are tried on sentences without a meaning.
    """
    rng = np.random.default_rng(0)
    inputs = rng.standard_normal((PART + 1, batch, weights.in1.shape[1]), np.float32)
    lengths, found = np.full(batch, len(inputs)), []
    for team in (Team(), Team(size)):  # not at work: this process does all pieces
        network = Network(weights, team)
        with threadpool_limits(1):
            z = network.logits(inputs, lengths)
            found.append([z, *network.gradients(z)])
    return all(one.tobytes() == other.tobytes() for one, other in zip(*found, strict=True))


class SharedAdam(Adam):
    """Adam whose numbers, each of which is moved alone, a team shares."""

    def __init__(self, parameters: Weights, learning_rate: float, team: Team):
        super().__init__(parameters, learning_rate)
        self.sums, self.team = [team.copied(sums) for sums in self.sums], team

    def step(self, gradients: Weights) -> None:
        """Move the parameters; gradients have their shapes."""
        self.steps += 1
        pieces = [
            (parameter[rows], np.atleast_1d(gradient)[rows], *sums[:, rows])
            for parameter, gradient, sums in zip(self.parameters, gradients, self.sums, strict=True)
            for rows in self.team.cut(len(parameter))
        ]
        self.team.each(lambda piece: self._move(*piece), pieces)
