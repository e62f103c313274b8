"""Speed of training and evaluating the nonlinear networks against plain implementations.

One thread, both sides in one run and in turns, medians; an epoch is the mean of as many as draw
their trials together. Prints a Markdown table and writes it
to results/bench/networks.md.
"""

import resource
import statistics
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
import torch
import yaml

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "workflow"), str(ROOT / "tests")]

from deltaw.networks import (  # noqa: E402
    Trial,
    Weights,
    Workspace,
    evaluate_outputs,
    initial_weights,
    masked_loss,
)
from deltaw.randomness import generator  # noqa: E402
from deltaw.tasks import Batches, make_task  # noqa: E402
from reference import PLAIN_TRIALS, plain_trial  # noqa: E402


def run_times(function, times):
    """Call a function that many times."""
    for _ in range(times):
        function()


def medians(*functions, repeats):
    """Return the median milliseconds of each function, called in turns."""
    times = [[] for _ in functions]
    for repeat in range(repeats + 3):
        for function, record in zip(functions, times, strict=True):
            start = time.perf_counter()
            function()
            if repeat >= 3:  # the first calls fill caches
                record.append(1e3 * (time.perf_counter() - start))
    return [statistics.median(record) for record in times]


class Bench:
    """The two implementations of one task, and the bare matrix products of its trial."""

    def __init__(self, settings, name):
        self.n, self.dt, self.batch = settings["N"], settings["dt"], settings["batch"]
        self.task = make_task(**settings["tasks"][name]["task"])
        rng = generator(0, name)
        sizes = (self.n, self.task.n_inputs, self.task.n_outputs, 0.9)
        self.initial = initial_weights(rng, *sizes)
        self.trials = self.task.sample(rng, self.batch, self.dt)
        self.rng = np.random.default_rng(0)
        self.batches = Batches(
            self.task, lambda number: generator(0, "batches", number), self.batch, self.dt
        )
        self.epoch = 0
        n_steps = self.trials.inputs.shape[1]
        self.workspace = Workspace(self.batch, n_steps, *sizes[:3], torch.float32)
        self.ours, self.plain = self._trained(), self._trained()

    def _trained(self):
        weights = [w.clone().requires_grad_() for w in self.initial]
        fused = torch.optim.Adam(weights, lr=1e-6, fused=True)
        return weights, fused, torch.optim.Adam(weights, lr=1e-6)

    def draw(self):
        self.epoch += 1
        return self.batches(self.epoch)

    def plain_draw(self):
        return PLAIN_TRIALS[self.task.kind](self.rng, self.task, self.batch, self.dt)

    def update(self, trials):
        weights, optimizer, _ = self.ours
        self.workspace.load(trials.inputs, trials.mask)
        targets, mask = torch.from_numpy(trials.targets), torch.from_numpy(trials.mask)
        optimizer.zero_grad()
        masked_loss(Trial.apply(*weights, self.workspace, self.dt), targets, mask).backward()
        optimizer.step()

    def plain_update(self, trials):
        weights, _, optimizer = self.plain
        inputs, targets, mask = (torch.from_numpy(a) for a in trials[:3])
        optimizer.zero_grad()
        masked_loss(plain_trial(*weights, inputs, self.dt), targets, mask).backward()
        optimizer.step()

    def products(self):
        """Three products of (B x N) by (N x N) a step, nothing else."""
        rates, w = torch.rand(self.batch, self.n), self.initial.w
        out = torch.empty(self.batch, self.n)
        for _ in range(3 * self.trials.inputs.shape[1]):
            torch.mm(rates, w, out=out)

    def training(self, repeats=9):
        epochs = (
            lambda: self.update(self.draw()),
            lambda: self.plain_update(self.plain_draw()),
            lambda: self.update(self.trials),
            lambda: self.plain_update(self.trials),
            self.products,
            self.draw,
        )
        together = [partial(run_times, epoch, Batches.DRAWN_TOGETHER) for epoch in epochs]
        times = medians(*together, repeats=repeats)
        whole, plain, alone, plain_alone, bare, drawing = (
            time / Batches.DRAWN_TOGETHER for time in times
        )
        ratios = (plain / whole, plain_alone / alone, bare / whole, 100 * drawing / whole)
        return [whole, plain, *ratios]

    @torch.no_grad()
    def evaluation(self, n_trials, repeats=7):
        trials = self.task.sample(generator(0, "evaluation"), n_trials, self.dt)
        inputs, targets, mask = (torch.from_numpy(a) for a in trials[:3])
        weights = Weights(*self.initial)
        rates, out = torch.randn(n_trials, self.n), torch.empty(n_trials, self.n)

        def products():
            for _ in range(inputs.shape[1]):
                torch.mm(rates, weights.w.t(), out=out)

        ours, plain, bare = medians(
            lambda: masked_loss(evaluate_outputs(weights, inputs, self.dt), targets, mask),
            lambda: masked_loss(plain_trial(*weights, inputs, self.dt), targets, mask),
            products,
            repeats=repeats,
        )
        return [ours, plain, plain / ours, bare / ours]


def table(head, rows):
    """Return a Markdown table; numbers with three digits."""
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    for row in rows:
        cells = [c if isinstance(c, str) else f"{c:.3g}" for c in row]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def start_up(script):
    """Return the median seconds of starting Python with the imports of a script."""
    lines = (ROOT / "workflow/scripts" / script).read_text(encoding="utf-8").splitlines()
    imports = "\n".join(line for line in lines if line.startswith(("import ", "from ")))
    times = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", imports], cwd=ROOT / "workflow", check=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def dry_run():
    """Return the seconds of a dry run of the whole paper config."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "snakemake", "--dry-run", "--quiet", "all", "--forceall"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - start


def main():
    torch.set_num_threads(1)
    config = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    benches = {name: Bench(config["networks"], name) for name in ("flipflop", "mante", "romo")}
    training = [[name, *bench.training()] for name, bench in benches.items()]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    n_trials = config["evaluation"]["trials"]
    evaluation = [[name, *bench.evaluation(n_trials)] for name, bench in benches.items()]
    scripts = sorted(p.name for p in (ROOT / "workflow/scripts").glob("*.py"))
    report = [
        "One epoch at N = 256, B = 32, in ms:",
        table(
            [
                "task",
                "epoch",
                "plain",
                "plain / epoch",
                "the same without drawing",
                "bare products / epoch",
                "drawing, % of the epoch",
            ],
            training,
        ),
        f"One evaluation of {n_trials} trials, in ms:",
        table(["task", "here", "plain", "plain / here", "bare products / here"], evaluation),
        "Start of a script (Python and imports), in s:",
        table(["script", "s"], [[script, start_up(script)] for script in scripts]),
        f"Peak memory of this process after training: {memory:.0f} MB.",
        f"Dry run of the paper config: {dry_run():.1f} s.",
    ]
    text = "\n\n".join(report) + "\n"
    target = ROOT / "results/bench/networks.md"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
