"""Speed of training and evaluating the nonlinear networks against plain implementations.

One thread, both sides in one run and in turns, medians. The time of an epoch is the mean of those
whose trials are drawn together. Prints a Markdown table and writes it to
results/bench/networks.md.
"""

import resource
import statistics
import subprocess
import sys
import time
from functools import partial

import timing

timing.with_native_kernels()

import numpy as np  # noqa: E402
import torch  # noqa: E402
import yaml  # noqa: E402
from threadpoolctl import threadpool_limits  # noqa: E402

from deltaw.networks.batches import Batches  # noqa: E402
from deltaw.networks.dynamics import Dynamics  # noqa: E402
from deltaw.networks.simulation import (  # noqa: E402
    Workspace,
    evaluate_outputs,
    initial_weights,
    masked_loss,
)
from deltaw.networks.tasks import make_task  # noqa: E402
from deltaw.networks.training import Loop, Training  # noqa: E402
from deltaw.randomness import generator  # noqa: E402
from reference import PLAIN_TRIALS, as_tensors, plain_loss, plain_trial  # noqa: E402

TASKS = ("flipflop", "mante", "romo")


def run_times(function, times):
    """Call a function that many times."""
    for _ in range(times):
        function()


class Bench:
    """The two implementations of one task, and the bare matrix products of its trial."""

    def __init__(self, settings, name, n):
        self.name, self.n, self.dt, self.batch = name, n, settings["dt"], settings["batch"]
        self.dynamics = Dynamics(self.dt)
        self.task = make_task(**settings["tasks"][name]["task"])
        rng = generator(0, name)
        sizes = (n, self.task.n_inputs, self.task.n_outputs, 0.9)
        self.initial = initial_weights(rng, *sizes)
        self.trials = self.task.sample(rng, self.batch, self.dt)
        self.rng = np.random.default_rng(0)
        draws = partial(generator, 0, "batches")
        self.batches = Batches(self.task, lambda k: draws(draw=k), self.batch, self.dt)
        self.epoch = 0
        self.steps = self.trials.inputs.shape[1]
        self.workspace = Workspace(self.batch, self.steps, self.initial, self.dynamics)
        self.loop = Loop(self.initial, Training(1, "adam", 1e-6, ("W", "M", "V"), self.dt))
        self.plain = as_tensors(self.initial, torch.float32)
        self.optimizer = torch.optim.Adam(self.plain, lr=1e-6)

    def draw(self):
        self.epoch += 1
        return self.batches(self.epoch)

    def plain_draw(self):
        return PLAIN_TRIALS[self.name](self.rng, self.task, self.batch, self.dt)

    def update(self, trials):
        self.loop.step(trials, None, self.workspace, update=True)

    def plain_update(self, trials):
        inputs, targets, mask = (torch.from_numpy(a) for a in trials[:3])
        self.optimizer.zero_grad()
        plain_loss(plain_trial(*self.plain, inputs, self.dt), targets, mask).backward()
        self.optimizer.step()

    def flops(self):
        """Return the operations of an epoch without shared rows: three products a step."""
        return 3 * 2 * self.steps * self.batch * self.n**2

    def training(self, own_rate, repeats):
        epochs = (
            lambda: self.update(self.draw()),
            lambda: self.plain_update(self.plain_draw()),
            self.draw,
        )
        together = [partial(run_times, epoch, Batches.DRAWN_TOGETHER) for epoch in epochs]
        times = timing.medians(*together, repeats=repeats)
        whole, plain, drawing = (time / Batches.DRAWN_TOGETHER for time in times)
        share = self.flops() / (1e6 * whole) / own_rate
        return [whole, plain, plain / whole, share, 100 * drawing / whole]

    @torch.no_grad()
    def evaluation(self, n_trials, repeats=7):
        trials = self.task.sample(generator(0, "evaluation"), n_trials, self.dt)
        inputs, targets, mask, _ = trials
        plain_trials = [torch.from_numpy(a) for a in (inputs, targets, mask)]

        def ours():
            masked_loss(evaluate_outputs(self.initial, inputs, mask, self.dynamics), targets, mask)

        def plain():
            u, target, penalised = plain_trials
            plain_loss(plain_trial(*self.plain, u, self.dt), target, penalised)

        here, there = timing.medians(ours, plain, repeats=repeats)
        return [here, there, there / here]


def start_up(script):
    """Return the median seconds of starting Python with the imports of a script."""
    path = timing.ROOT / "workflow/scripts" / script
    lines = path.read_text(encoding="utf-8").splitlines()
    imports = "\n".join(line for line in lines if line.startswith(("import ", "from ")))
    times = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", imports], cwd=timing.ROOT / "workflow", check=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def dry_run():
    """Return the seconds of a dry run of the whole paper config."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "snakemake", "--dry-run", "--quiet", "all", "--forceall"]
    subprocess.run(command, cwd=timing.ROOT, check=True, capture_output=True)
    return time.perf_counter() - start


def main():
    torch.set_num_threads(1)
    threadpool_limits(1)
    config = yaml.safe_load((timing.ROOT / "config.yaml").read_text(encoding="utf-8"))
    settings = config["networks"]
    own_rate = timing.square_rate()[0]
    benches = {(name, settings["N"]): Bench(settings, name, settings["N"]) for name in TASKS}
    training = [
        [f"{name}, N = {n}", *bench.training(own_rate, 9)] for (name, n), bench in benches.items()
    ]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    training += [
        [f"{name}, N = 1024", *Bench(settings, name, 1024).training(own_rate, 2)] for name in TASKS
    ]
    n_trials = config["evaluation"]["trials"]
    evaluation = [[name, *bench.evaluation(n_trials)] for (name, _), bench in benches.items()]
    scripts = sorted(p.name for p in (timing.ROOT / "workflow/scripts").glob("*.py"))
    columns = [
        "epoch (ms)",
        "plain (ms)",
        "plain / epoch",
        "part of the core's rate",
        "drawing (%)",
    ]
    timing.write(
        "networks",
        [
            timing.head(),
            f"One epoch, B = {settings['batch']}:",
            timing.table(["network", *columns], training),
            f"One evaluation of {n_trials} trials:",
            timing.table(["task", "here (ms)", "plain (ms)", "plain / here"], evaluation),
            "Start of a script (Python and imports):",
            timing.table(["script", "s"], [[script, start_up(script)] for script in scripts]),
            f"Peak memory of this process after training at N = 256: {memory:.0f} MB.",
            f"Dry run of the paper config: {dry_run():.1f} s.",
        ],
    )


if __name__ == "__main__":
    main()
