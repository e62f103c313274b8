"""The nonlinear networks: files of a sweep, parameters of each rule, sizes of the jobs.

Functions of wildcards are Snakemake's input, parameter and resource functions.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from snakemake.io import expand

from ..networks.dynamics import Dynamics
from ..networks.optimizers import follows_scale
from . import checks
from .common import code_of, content_hash, coordinate, entry, minutes, seeds
from .entries import entries
from .schema import canonical, schema
from .switches import check_switches, w0_path
from .trials import check_task

# How the switches stand in the paper. The parameters of a rule name those that stand otherwise, so
# that a switch more changes no file of the paper's networks.
SWITCHES = {
    name: described["default"]
    for name, described in schema()["properties"]["networks"]["properties"].items()
    if "default" in described
} | {"draws": None}


def _switched(settings: Mapping, names: Iterable[str]) -> dict | None:
    """Return those switches of a task that stand otherwise than in the paper; None without."""
    return {k: settings[k] for k in SWITCHES if k in names and settings[k] != SWITCHES[k]} or None


class Networks:
    """What the rules of the nonlinear networks ask of the config.

    Parameters
    ----------
    config : dict
        The config, validated.
    run : str
        Folder of the results.
    """

    def __init__(self, config: dict, run: str):
        self.config, self.run = config, run
        self.folder = f"{run}/networks/{{task}}/N{{N}}/g{{g}}/seed{{seed}}"
        self.summary = f"{run}/summary/networks_{{task}}_N{{N}}.nc"
        self.dynamics_summary = f"{run}/summary/dynamics_{{task}}_N{{N}}.nc"
        self.label = "{task}_N{N}_g{g}_seed{seed}"  # in names of logs and benchmarks
        self.threads = config["networks"]["threads"]
        self.entries = entries(config)
        self._training = cache(self._training_of)  # the same for all g and seeds

    def settings(self, task: str) -> dict:
        """Return the settings of one task: its own over those of all networks."""
        common = {k: v for k, v in self.config["networks"].items() if k != "tasks"}
        return SWITCHES | common | entry(self.entries, task, "networks.tasks")

    def code(self, script: str, *modules: str) -> Callable:
        """Return a function: the digest of a script, of modules, and of its network's own task."""

        def digest(wildcards):
            kind = self.settings(wildcards.task)["task"]["kind"]
            return code_of(script, *modules, f"networks.tasks.{kind}")

        return digest

    def training(self, wildcards) -> dict:
        """Return all numbers that the training of a network depends on."""
        checks.check_coordinates(wildcards)
        return self._training(wildcards.task, int(wildcards.N))

    def _training_of(self, task: str, n: int) -> dict:
        settings, place = self.settings(task), f"networks.tasks.{task}"
        check_task(settings["task"], settings["dt"], f"{place}.task")
        check_switches(settings, self.entries, place, n)
        if settings["w0"]["kind"] == "file":
            content = content_hash(w0_path(settings["w0"]))
            settings |= {"w0": {"kind": "file", "content": content}}
        scale = 1 if follows_scale(settings["optimizer"]) else n
        names = ("task", "batch", "dt", "epochs", "optimizer", "trained", "threads")
        numbers = {name: settings[name] for name in names}
        numbers["learning_rate"] = settings["learning_rate"] / scale
        numbers |= {"root_seed": self.config["seed"], "switches": _switched(settings, SWITCHES)}
        return canonical(numbers)

    def w0_file(self, wildcards) -> str:
        """Return the file that W0 is read from; empty if it is drawn.

        Where it lies does not count: the training depends on its content.
        """
        w0 = self.settings(wildcards.task)["w0"]
        return str(w0_path(w0)) if w0["kind"] == "file" else ""

    def evaluation(self, name: str) -> Callable:
        """Return a function: the numbers that an evaluation on the task's trials depends on."""

        def numbers(wildcards):
            checks.check_ranks(self.config, int(wildcards.N))
            evaluation = self.config["evaluation"]
            shared = {"trials": evaluation["trials"], name: evaluation[name]}
            return canonical(shared | self._trials(wildcards.task))

        return numbers

    def dynamics(self, wildcards) -> dict:
        """Return the numbers that Lyapunov exponents and linearised outputs depend on."""
        shared = self.config["supplement"]["dynamics"]
        trials = {"trials": self.config["evaluation"]["trials"]}
        return canonical(shared | trials | self._trials(wildcards.task))

    def expected_dynamics(self, wildcards) -> list[dict]:
        """Return the parameters that the dynamics of all networks of a summary must have."""
        return [{"at": {}, "dynamics": self.dynamics(wildcards)}]

    def shown_trial(self, wildcards) -> dict:
        """Return the numbers of the trial that Fig. 1 draws."""
        shown = entry(self.config["figures"]["fig1"]["tasks"], wildcards.task, "figures.fig1.tasks")
        numbers = self._trials(wildcards.task)
        return canonical(numbers | {"task": numbers["task"] | shown["trial"]})

    def expected_trial(self, wildcards) -> list[dict]:
        """Return the parameters that a trial that Fig. 1 draws must have."""
        return [{"at": {}, "trial": self.shown_trial(wildcards)}]

    def _trials(self, task: str) -> dict:
        settings = self.settings(task)
        return {
            "root_seed": self.config["seed"],
            "task": settings["task"],
            "dt": settings["dt"],
            "switches": _switched(settings, {"draws", *Dynamics.__dataclass_fields__}),
        }

    def summarised(self) -> dict:
        """Return the numbers that a summary depends on."""
        return {name: self.config["evaluation"][name] for name in ("threshold", "floor")}

    def expected(self, wildcards) -> list[dict]:
        """Return the parameters that all networks of a summary must have, of each kind of file."""
        parameters = {
            "network": self.training(wildcards),
            "truncation": self.evaluation("max_rank")(wildcards),
            "shuffle": self.evaluation("shuffles")(wildcards),
            "summary": self.summarised(),
        }
        return [{"at": {}, **parameters}]

    def files(self, name: str, task, n: int, g: Sequence[float], seed) -> list[str]:
        """Return that file of the networks of a task, or of several, at these g and seeds."""
        g = [coordinate(value) for value in g]
        return expand(f"{self.folder}/{name}", task=task, N=n, g=g, seed=seed)

    def sweep(self, name: str) -> Callable:
        """Return an input function: that file of all networks of a task at one N.

        g and seeds are the task's own, or at another N than networks.N those of the supplement.
        """

        def files(wildcards):
            n, own = int(wildcards.N), self.config["networks"]["N"]
            sizes = self.config["supplement"]["sizes"]
            settings = self.settings(wildcards.task) if n == own else sizes
            return self.files(name, wildcards.task, n, settings["g"], seeds(settings["seeds"]))

        return files

    # Sizes, from benchmarks of the preview and of N = 1024. The two Snakemakes inside an allocation
    # take 260 MB beside the job.

    def memory(self, wildcards, attempt: int) -> int:
        """Return the megabytes that a job needs: torch, and matrices of N x N."""
        return attempt * (700 + int(wildcards.N) ** 2 // 4000)

    def training_minutes(self, wildcards, attempt: int) -> int:
        """Return the minutes of a training; an epoch of N = 256 takes 0.03 to 0.05 s."""
        epoch = 0.02 + 0.4 * (int(wildcards.N) / 1000) ** 2
        return minutes(self.settings(wildcards.task)["epochs"] * epoch, attempt)

    def evaluation_minutes(self, simulations: int) -> Callable:
        """Return a function: minutes of so many simulations of the evaluation's trials."""

        def computed(wildcards, attempt):
            trials = self.config["evaluation"]["trials"] / 512
            each = 0.4 * trials * (int(wildcards.N) / 256) ** 2  # seconds
            return minutes(simulations * each, attempt)

        return computed

    def dynamics_minutes(self, wildcards, attempt: int) -> int:
        """Return the minutes of what is measured of the dynamics: 2 s at N = 256.

        Lyapunov exponents take 60 us a step, linearised outputs as long as four simulations.
        """
        lengths = self.config["supplement"]["dynamics"]
        steps = 2 * (lengths["time"] + lengths["transient"]) / self.config["networks"]["dt"]
        size = (int(wildcards.N) / 256) ** 2
        simulated = 5 * 0.4 * self.config["evaluation"]["trials"] / 512
        return minutes(size * (6e-5 * steps + simulated), attempt)

    def spectrum_minutes(self, wildcards, attempt: int) -> int:
        """Return the minutes that singular and eigenvalues take: 1 s at N = 256."""
        return minutes((int(wildcards.N) / 256) ** 3, attempt)
