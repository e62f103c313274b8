"""Speed of the linear network's training, against plain autograd and bare products.

One thread, both sides in one run and in turns, medians. Prints a Markdown table and writes it
to results/bench/linear.md.
"""

import statistics
import tempfile
import time
from pathlib import Path

import timing

timing.with_native_kernels()

import numpy as np  # noqa: E402
import torch  # noqa: E402
import yaml  # noqa: E402
from scipy import linalg  # noqa: E402
from threadpoolctl import threadpool_limits  # noqa: E402

from deltaw.linear.followed import SingularValues  # noqa: E402
from deltaw.linear.kinds import SPECTRUM  # noqa: E402
from deltaw.linear.simulation import (  # noqa: E402
    Simulation,
    constant_input,
    initial_weights,
)
from deltaw.linear.training import Descent, descend  # noqa: E402
from deltaw.spectra import (  # noqa: E402
    Decomposition,
    describe_change,
    shuffle_losses,
    truncation_losses,
)
from reference import plain_linear_trial  # noqa: E402


def seconds(function, *arguments):
    """Return a function's result and the seconds it took."""
    start = time.perf_counter()
    result = function(*arguments)
    return result, time.perf_counter() - start


class Network:
    """A network of the paper's size, its trial, and its epoch in two implementations."""

    def __init__(self, linear, target, g):
        self.linear, self.target, self.g = linear, target, g
        self.dt = linear["dt"]
        self.trial = constant_input(target["zhat"], self.dt, **linear["trial"])
        self.w0, self.m, self.v = initial_weights(np.random.default_rng(0), linear["N"], g)
        self.simulation = Simulation(self.m, self.v, self.trial, self.dt)
        self.weights = torch.tensor(self.w0, requires_grad=True)
        self.constants = [torch.from_numpy(a) for a in (self.m, self.v)]
        self.inputs, self.goal, self.mask = (
            torch.from_numpy(a.astype(np.float32)) for a in self.trial
        )
        self.dw, self.w = np.zeros(self.w0.shape), np.empty_like(self.w0)

    def epoch(self):
        """One pass of `descend`'s loop, without the singular values."""
        np.add(self.w0, self.dw, out=self.w, casting="same_kind")
        outputs = self.simulation.outputs(self.w)
        gradient = self.simulation.gradient(outputs)
        np.linalg.norm(gradient)
        self.dw -= 1e-9 * gradient

    def plain_epoch(self):
        """The same by autograd through a loop over steps."""
        start = torch.zeros(len(self.m))
        z = plain_linear_trial(self.weights, *self.constants, self.inputs, self.dt, start)
        loss = 0.5 * (self.mask * (z - self.goal) ** 2).sum() / self.mask.sum()
        (gradient,) = torch.autograd.grad(loss, self.weights)
        torch.linalg.norm(gradient)
        with torch.no_grad():
            self.weights -= 1e-9 * gradient

    def products(self):
        """2 T matrix-vector products and one of (N x T) by (T x N), nothing else."""
        product = np.empty_like(self.m)
        for _ in range(2 * len(self.trial.inputs)):
            np.dot(self.w0, self.m, out=product)
        return self.simulation.adjoints.T @ self.simulation.states[:-1]

    def train(self, observe):
        """Train as the rule does."""
        rate = self.target["learning_rate"] * (1 - self.g**2) ** 2
        descent = Descent(self.linear["epochs"], rate)
        return descend(self.w0, self.simulation, descent, lambda *_: None, observe)

    def follow_up(self, dw, shuffles):
        """Do what the rules after training do: spectrum, truncation, shuffles, files."""
        spectrum = describe_change(dw)
        parts = Decomposition(*(spectrum[name] for name in ("u_dw", "sv_dw", "v_dw")))
        loss = self.simulation.loss_of
        truncation_losses(self.w0, parts, range(self.linear["max_rank"] + 1), loss)
        shuffle_losses(self.w0, dw, [np.random.default_rng(k) for k in range(shuffles)], loss)
        at = {"zhat": 2, "N": len(dw), "g": 0.6, "seed": 0, "index": np.arange(len(dw))}
        values = spectrum | {"diverged": 0}
        with tempfile.TemporaryDirectory() as folder:
            for _ in range(2):  # the network's file is of the same size
                SPECTRUM.write(Path(folder) / "spectrum.nc", values, at, {})
                SPECTRUM.read(Path(folder) / "spectrum.nc")


class Recorder(SingularValues):
    """The singular values, with the time they took and some of the matrices."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.times, self.kept = [], []

    def __call__(self, epoch, w, dw):
        _, took = seconds(super().__call__, epoch, w, dw)
        self.times.append(took)
        if epoch in (1, 10, 50, 200):
            self.kept.append((dw.copy(), self.values[epoch]))


def following(network):
    """Train with a recorder; return ΔW, the seconds of training, and a row on following."""
    linear = network.linear
    record = Recorder(linear["N"], linear["singular_values"], linear["epochs"])
    learned, whole = seconds(network.train, record)
    full, only_values, errors = [], [], []
    for matrix, found in record.kept:
        (_, exact, _), took = seconds(linalg.svd, matrix)
        full.append(took)
        only_values.append(seconds(linalg.svdvals, matrix)[1])
        exact = exact[: len(found)]
        real = exact > 1e-8 * exact[0]  # what is below is the trial's rounding
        errors.append(np.abs(found / exact - 1)[real].max())
    mean, rest = statistics.mean(record.times), whole - sum(record.times)
    row = [
        rest,
        100 * sum(record.times) / rest,
        1e3 * mean,
        statistics.median(full) / mean,
        statistics.median(only_values) / mean,
        max(errors),
    ]
    return learned.dw.astype(np.float32), whole, row


def training(linear):
    """Return the report on one epoch."""
    network = Network(linear, [*linear["targets"].values()][-1], 0.6)
    epochs = network.epoch, network.plain_epoch, network.products
    here, plain, bare = timing.medians(*epochs, repeats=61)
    columns = ["epoch", "autograd", "autograd / epoch", "bare products", "epoch / bare products"]
    text = f"One epoch at N = {linear['N']}, T = {len(network.trial.inputs)}, in ms:"
    return [text, timing.table(columns, [[here, plain, plain / here, bare, here / bare]])]


def experiment(linear, shuffles):
    """Return the report on following singular values, and on what follows a training."""
    rows, chains = [], []
    for target in linear["targets"].values():
        for g in (0, 0.6):
            network = Network(linear, target, g)
            dw, whole, row = following(network)
            rows.append([f"zhat = {target['zhat']}, g = {g}", *row])
            chains.append(whole + seconds(network.follow_up, dw, shuffles)[1])
    columns = [
        "network",
        "training without, s",
        "following, % of it",
        "ms an epoch",
        "full SVD / following",
        "full, values only / following",
        "largest relative error",
    ]
    return [
        f"Following {linear['singular_values']} singular values over {linear['epochs']} epochs:",
        timing.table(columns, rows),
        "A network from training to shuffles takes "
        f"{statistics.mean(chains):.1f} s without the starts of its scripts.",
    ]


def main():
    torch.set_num_threads(1)
    config = yaml.safe_load((timing.ROOT / "config.yaml").read_text(encoding="utf-8"))
    with threadpool_limits(1):
        report = training(config["linear"])
        report += experiment(config["linear"], config["evaluation"]["shuffles"])
        timing.write("linear", [timing.head(), *report])


if __name__ == "__main__":
    main()
