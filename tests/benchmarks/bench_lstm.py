"""Speed of the LSTM against torch's own over packed sequences, and of reading embeddings.

Both sides in one run and in turns, medians. Prints a Markdown table and writes it to
results/bench/lstm.md. The sentences are made up, as many and as long as the treebank's.
"""

import statistics
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
import torch
import yaml
from threadpoolctl import threadpool_limits
from torch.nn.functional import binary_cross_entropy_with_logits, dropout
from torch.nn.utils.rnn import pack_padded_sequence

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "workflow")]

from deltaw.randomness import generator  # noqa: E402
from deltaw.sentiment.batches import Sentences  # noqa: E402
from deltaw.sentiment.lstm import LayerBuffers, draw_dropout, initial_weights  # noqa: E402
from deltaw.sentiment.training import Answers, Training, _Loop  # noqa: E402
from deltaw.sentiment.truncation import truncated_accuracies  # noqa: E402

TREEBANK = {"training": 6920, "validation": 872}  # sentences
WORDS = 14_832
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
print(f"{origin}: {seconds:.1f} s (limit 60), {memory:.0f} MB (limit 1500)")
"""


def sentences(n, dimension):
    """Return made-up sentences with the treebank's spread of lengths (19 tokens, at most 52)."""
    rng = generator(0, "bench", n)
    lengths = np.clip(rng.normal(19.3, 9.3, n).round(), 2, 52).astype(int)
    ids = rng.integers(2, WORDS, size=(n, 52)) * (np.arange(52) < lengths[:, None])
    vectors = rng.standard_normal((WORDS, dimension)).astype(np.float32)
    return Sentences(ids, lengths, rng.integers(2, size=n), vectors)


class Bench:
    """An epoch of this implementation and of torch's LSTM over packed sequences."""

    def __init__(self, settings):
        self.units, self.batch = settings["units"], settings["batch"]
        self.dimension = settings["embeddings"]["dimension"]
        self.dropout = settings["dropout"]
        self.data = sentences(TREEBANK["training"], self.dimension)
        self.batches = list(self.data.in_order(self.batch))[::PART]
        self.initial = initial_weights(generator(0, "bench"), self.units, self.dimension)
        rate = 1e-6
        self.loop = _Loop(self.initial, Training(1, self.batch, rate, self.dropout))
        size = self.data.longest, self.batch, self.units
        self.buffers = LayerBuffers(*size), LayerBuffers(*size)
        self.plain = torch.nn.LSTM(
            self.dimension, self.units, 2, batch_first=True, dropout=self.dropout
        )
        self.readout = torch.nn.Linear(self.units, 1)
        parameters = [*self.plain.parameters(), *self.readout.parameters()]
        self.plain_optimizer = torch.optim.Adam(parameters, lr=rate, fused=True)

    def epoch(self):
        masks = generator(0, "masks")
        for chosen in self.batches:
            inputs, lengths, labels = self.data.take(chosen)
            drawn = draw_dropout(masks, self.dropout, *inputs.shape[:2], self.units)
            self.loop.update(inputs, lengths, labels, drawn, self.buffers)

    def plain_epoch(self):
        for chosen in self.batches:
            inputs, lengths, labels = self.data.take(chosen)
            packed = pack_padded_sequence(
                inputs.transpose(0, 1), lengths, batch_first=True, enforce_sorted=False
            )
            _, (last, _) = self.plain(packed)
            z = self.readout(dropout(last[-1], self.dropout))[:, 0]
            self.plain_optimizer.zero_grad()
            binary_cross_entropy_with_logits(z, labels).backward()
            self.plain_optimizer.step()

    def row(self, threads, repeats=7):
        """Return threads, seconds of an epoch on each side, and their ratios."""
        torch.set_num_threads(threads)
        times = {self.epoch: [], self.plain_epoch: []}
        for repeat in range(repeats + 1):
            for function, record in times.items():
                wall, cpu = time.perf_counter(), time.process_time()
                function()
                if repeat:  # the first call fills caches
                    record.append((time.perf_counter() - wall, time.process_time() - cpu))
        (ours, ours_cpu), (plain, plain_cpu) = (
            (statistics.median(column) for column in zip(*record, strict=True))
            for record in times.values()
        )
        scale = len(list(self.data.in_order(self.batch))) / len(self.batches)
        return [str(threads), scale * ours, scale * plain, plain / ours, plain_cpu / ours_cpu]

    def truncation_minutes(self, max_rank, parts=8):
        """Return the minutes of the whole truncation evaluation, from every eighth rank."""
        torch.set_num_threads(1)
        answers = Answers(sentences(TREEBANK["validation"], self.dimension), self.units)
        after = initial_weights(generator(1, "bench"), self.units, self.dimension)
        ranks = np.arange(max_rank + 1)[:: (max_rank + 1) // parts]
        start = time.perf_counter()
        with threadpool_limits(1):
            for part in ("dw", "w"):
                accuracy = lambda w: answers(w)[1]  # noqa: E731
                truncated_accuracies(self.initial, after, ranks, accuracy, part)
        return (time.perf_counter() - start) / 60 * (max_rank + 1) / len(ranks)


def embeddings_line():
    """Return how long the npm package takes to read, or why it could not be fetched."""
    run = partial(subprocess.run, capture_output=True, text=True, cwd=ROOT / "workflow")
    done = run([sys.executable, "-c", READ])
    return done.stdout.strip() or f"not measured: {done.stderr.strip().splitlines()[-1]}"


def main():
    config = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))["sentiment"]
    bench = Bench(config)
    rows = [bench.row(threads) for threads in (1, 2)]
    lines = [
        "One epoch of the LSTM at the paper's sizes, in s:",
        "",
        "| threads | epoch | packed nn.LSTM | packed / epoch | the same in CPU time |",
        "|" + " --- |" * 5,
    ]
    for threads, *numbers in rows:
        lines.append(f"| {threads} | " + " | ".join(f"{n:.3g}" for n in numbers) + " |")
    minutes = bench.truncation_minutes(config["max_rank"])
    lines += [
        "",
        f"Truncation evaluation of one seed, one thread: {minutes:.1f} min (limit 10).",
        "",
        f"Reading the embeddings, {embeddings_line()}.",
    ]
    text = "\n".join(lines) + "\n"
    target = ROOT / "results/bench/lstm.md"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
