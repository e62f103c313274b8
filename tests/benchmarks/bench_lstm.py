"""Speed of the LSTM against torch's own over packed sequences, and of reading embeddings.

All sides in one run and in turns, each in a process of its own, as the C library's memory is
part of what is compared; medians. Prints a Markdown table and writes it to
results/bench/lstm.md. The sentences are those of the config's corpus, the word vectors random.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import timing

timing.with_native_kernels()

import numpy as np  # noqa: E402
import torch  # noqa: E402
import yaml  # noqa: E402
from threadpoolctl import threadpool_limits  # noqa: E402
from torch.nn.functional import (  # noqa: E402
    binary_cross_entropy_with_logits as cross_entropy,
)
from torch.nn.functional import dropout  # noqa: E402
from torch.nn.utils.rnn import pack_padded_sequence  # noqa: E402

from deltaw.randomness import generator  # noqa: E402
from deltaw.sentiment import corpus  # noqa: E402
from deltaw.sentiment.batches import SPLITS, Sentences  # noqa: E402
from deltaw.sentiment.lstm import (  # noqa: E402
    Network,
    draw_dropout,
    initial_weights,
    keep_freed_memory,
)
from deltaw.sentiment.sharing import make_team  # noqa: E402
from deltaw.sentiment.sources import SourceError  # noqa: E402
from deltaw.sentiment.training import Answers, Loop, Training  # noqa: E402
from deltaw.sentiment.truncation import truncated_accuracies  # noqa: E402
from deltaw.sentiment.vocabulary import encode, vocabulary, with_special  # noqa: E402

RATE = 1e-6  # of Adam; the speed does not depend on it
# Of torch; of this implementation they are processes
THREADS = [n for n in (1, 2, 5) if n <= (os.cpu_count() or 1)]
PART = 8  # every eighth batch is timed, and its time scaled to an epoch

READ = """
import resource, sys, tempfile, time
from pathlib import Path
from deltaw.sentiment import embeddings
words = [f"w{k}" for k in range(14_000)] + ["the", "of", "and"]
with tempfile.TemporaryDirectory() as folder:
    path, origin = embeddings._fetch_glove(Path(folder))
    start = time.perf_counter()
    embeddings.read_file(path, words, 100)
    seconds = time.perf_counter() - start
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"{origin}: {seconds:.1f} s, {memory:.0f} MB")
"""


def sentences(settings):
    """Return what makes `Sentences` of the training and validation split, with random vectors."""
    place = os.environ.get("DELTAW_SST_DIR")
    rng = generator(0, "bench", "split")
    fetched = corpus.fetch(settings["corpus"], rng, Path(place) if place else None)
    own = vocabulary(np.array(fetched.sentences)[fetched.splits == SPLITS["training"]])
    shape = len(own), settings["embeddings"]["dimension"]
    drawn = generator(0, "bench", "vectors").standard_normal(shape, dtype=np.float32)
    words, vectors = with_special(own, drawn)
    of_each = *encode(fetched.sentences, words), fetched.labels
    return [
        (*(array[fetched.splits == SPLITS[name]] for array in of_each), vectors)
        for name in ("training", "validation")
    ]


class Epoch:
    """This implementation's epoch, or the eighth of it that is timed.

    Attributes
    ----------
    data : Sentences
    batches : list
    scale : float
        How many times longer the whole epoch is.
    loops : dict
        By the number of processes.
    """

    def __init__(self, settings, arrays):
        self.units, self.dropout = settings["units"], settings["dropout"]
        self.data = Sentences(*arrays)
        batches = list(self.data.in_order(settings["batch"]))
        # In random order, as in training: what memory is free depends on the batch before.
        timed = batches[PART // 2 :: PART]
        order = generator(0, "bench", "order").permutation(len(timed))
        self.batches = [timed[k] for k in order]
        self.scale = len(batches) / len(self.batches)
        self.prepare(settings["batch"], settings["embeddings"]["dimension"])

    def prepare(self, batch, dimension):
        keep_freed_memory()
        initial = initial_weights(generator(0, "bench"), self.units, dimension)
        self.loops = {}
        for threads in THREADS:
            training = Training(1, batch, RATE, self.dropout, processes=threads)
            team = make_team(initial, [self.data], [batch], threads)
            self.loops[threads] = Loop(initial, training, team)

    def seconds(self, threads):
        """Return the seconds of the timed batches; of several processes, once they are there."""
        loop = self.loops[threads]
        with threadpool_limits(1), loop.team.at_work():  # as in a run
            start = time.perf_counter()
            self._train(loop)
            return time.perf_counter() - start

    def _train(self, loop):
        masks = generator(0, "masks")
        for chosen in self.batches:
            inputs, lengths, labels = self.data.take(chosen)
            drawn = draw_dropout(masks, self.dropout, *inputs.shape[:2], self.units)
            loop.update(inputs, lengths, labels, drawn)


class Packed(Epoch):
    """The same with torch's two-layer LSTM over packed sequences."""

    def prepare(self, batch, dimension):
        torch.manual_seed(0)
        self.lstm = torch.nn.LSTM(dimension, self.units, 2, dropout=self.dropout)
        self.readout = torch.nn.Linear(self.units, 1)
        parameters = [*self.lstm.parameters(), *self.readout.parameters()]
        self.optimizer = torch.optim.Adam(parameters, lr=RATE, fused=True)

    def seconds(self, threads):
        torch.set_num_threads(threads)
        start = time.perf_counter()
        for chosen in self.batches:
            taken = self.data.take(chosen)
            inputs, lengths, labels = map(torch.from_numpy, taken)
            packed = pack_padded_sequence(inputs, lengths, enforce_sorted=False)
            _, (last, _) = self.lstm(packed)
            z = self.readout(dropout(last[-1], self.dropout))[:, 0]
            self.optimizer.zero_grad()
            loss = cross_entropy(z, labels)
            loss.backward()
            self.optimizer.step()
            loss.item()
        return time.perf_counter() - start


class PackedKeeping(Packed):
    """That, in a process that keeps freed memory as this implementation's does."""

    def prepare(self, batch, dimension):
        keep_freed_memory()
        super().prepare(batch, dimension)


class Side:
    """A process that times one of the three."""

    current: Epoch

    def __init__(self, kind, *arguments):
        spawn = get_context("spawn")
        self.pool = ProcessPoolExecutor(1, spawn, Side.start, (kind, *arguments))

    @staticmethod
    def start(kind, *arguments):
        Side.current = kind(*arguments)

    @staticmethod
    def time(threads):
        return Side.current.scale * Side.current.seconds(threads)

    def __call__(self, threads):
        """Return the seconds of an epoch."""
        return self.pool.submit(Side.time, threads).result()


def row(sides, threads, repeats=9):
    """Return threads, each side's seconds, and what packed ones take in units of the first's."""
    for side in sides:
        side(threads)  # the first call fills caches
    times = np.empty((repeats, len(sides)))
    for repeat in range(repeats):
        for k in np.roll(np.arange(len(sides)), repeat):
            times[repeat, k] = sides[k](threads)
    ratios = np.median(times[:, 1:] / times[:, :1], axis=0)
    return [str(threads), *np.median(times, axis=0), *ratios]


def truncation_minutes(settings, arrays, parts=8):
    """Return the minutes of the whole truncation evaluation, from some of the ranks."""
    keep_freed_memory()
    torch.set_num_threads(1)
    answers = Answers(Sentences(*arrays))
    size = settings["units"], settings["embeddings"]["dimension"]
    before, after = (initial_weights(generator(seed, "bench"), *size) for seed in (0, 1))

    def seconds(ranks):
        start = time.perf_counter()
        for part in ("dw", "w"):
            truncated_accuracies(before, after, ranks, lambda w: answers(Network(w))[1], part)
        return time.perf_counter() - start

    with threadpool_limits(1):
        once = seconds([])  # the singular value decompositions
        ranks = np.linspace(0, settings["max_rank"], parts).round().astype(int)
        of_a_rank = (seconds(ranks) - once) / parts
    return (once + of_a_rank * (settings["max_rank"] + 1)) / 60


def embeddings_line():
    """Return how long the npm package takes to read, or why it could not be fetched."""
    run = partial(subprocess.run, capture_output=True, text=True, cwd=timing.ROOT / "workflow")
    done = run([sys.executable, "-c", READ])
    return done.stdout.strip() or f"not measured: {done.stderr.strip().splitlines()[-1]}"


def main():
    config = yaml.safe_load((timing.ROOT / "config.yaml").read_text(encoding="utf-8"))["sentiment"]
    training, validation = sentences(config)
    sides = [Side(kind, config, training) for kind in (Epoch, Packed, PackedKeeping)]
    columns = [
        "threads",
        "epoch",
        "packed nn.LSTM",
        "packed, kept",
        "packed ratio",
        "kept ratio",
    ]
    rows = [row(sides, threads) for threads in THREADS]
    minutes = truncation_minutes(config, validation)
    parts = [
        timing.head(),
        "One epoch of the LSTM at the paper's sizes, in s; kept: in a process that keeps freed "
        "memory, as the epoch's does. Ratios are of packed epochs to ours.",
        timing.table(columns, rows),
        f"Truncation evaluation of one seed, one thread: {minutes:.1f} min.",
        f"Reading the embeddings, {embeddings_line()}.",
    ]
    timing.write("lstm", parts)


if __name__ == "__main__":
    try:
        main()
    except SourceError as error:
        sys.exit(str(error))
