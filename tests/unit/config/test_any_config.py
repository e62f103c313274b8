"""Any config is refused in one sentence, or runs: overlays drawn from the schema.

An example changes one to three entries of a small config to values at and beyond the edges of what
the schema allows, or of another type, as a file or as ``--config``. It is planned by the functions
of the rules, as Snakemake would, and a tiny network of each kind is trained with what came out.
"""

import copy
import math
from functools import partial

import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from snakemake.cli import parse_config
from snakemake.utils import update_config

from deltaw.checkpoints import Checkpoint
from deltaw.config.files import check_file
from deltaw.config.schema import ConfigError, schema, validate
from deltaw.linear.simulation import Simulation, constant_input
from deltaw.linear.simulation import initial_weights as linear_weights
from deltaw.linear.training import Descent, descend
from deltaw.networks.batches import Batches
from deltaw.networks.simulation import initial_weights
from deltaw.networks.structure import with_switches
from deltaw.networks.tasks import make_task
from deltaw.networks.training import Training, train
from deltaw.randomness import generator
from planning import at, experiments, plan

LARGEST = 2_000_000  # numbers of a batch that a test trains on
EDGES = [0, 1, -1, 2, 0.5, 1e-9, 0.01, 0.999, 5, 50, 1e3, 1e6, 1e300, -1e300, 10**30, 3.7]
ODD = [
    None,
    True,
    "",
    "x",
    "ü ∆\n",
    "5e-2",
    "2",
    [],
    [1, 2],
    [2, 1],
    {},
    {"a": 1},
    math.nan,
    math.inf,
]


# Values of switches of the networks, at and beyond what is allowed
SWITCHED = {
    "optimizer": [
        *("Adagrad", "LBFGS", "adma", {"name": "AdamW", "weight_decay": 0.1}),
        *({"name": "SGD", "momentum": 2}, {"name": "Adam", "betas": [0.5, 0.9]}),
    ],
    "nonlinearity": ["relu", "softplus", "identity", "sine"],
    "noise": [0, 0.1, 100, 101],
    "w0": [
        *({"kind": "sparse", "density": 0.001}, {"kind": "low_rank", "rank": 16}),
        *({"kind": "low_rank", "rank": 25}, {"kind": "file", "path": "~"}, {"kind": "lattice"}),
        {"kind": "excitatory_inhibitory", "fraction": 0.5, "balanced": False},
        {"kind": "excitatory_inhibitory", "fraction": 0.01, "balanced": True},
    ],
    "readout_scale": [0.001, 1000, 0],
    "dw_rank": [1, 16, 17, 24, 25],
    "follow": [{"number": 24, "every": 1}, {"number": 25, "every": 1}, {"number": 2, "every": 9}],
}


def leaves(value, path=()):
    """Yield the path of every entry of a config."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(part, (*path, key))
        if "epochs" in value and "task" in value:
            yield from ((*path, key) for key in SWITCHED)


def limits(path, described):
    """Return numbers at and beside the bounds of a key of the schema."""
    for key in path:
        while "$ref" in described:
            described = schema()["$defs"][described["$ref"].rpartition("/")[2]]
        others = described.get("additionalProperties")
        described = described.get("properties", {}).get(key, others)
        if not isinstance(described, dict):
            return []
    bounds = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")
    edges = [described[b] for b in bounds if b in described]
    return [edge + step for edge in edges for step in (-1, 0, 1, 0.5)]


@pytest.fixture(scope="module")
def base(root):
    config = yaml.safe_load((root / "config.yaml").read_text(encoding="utf-8"))
    for name in ("workflow/config/tasks.yaml", "tests/workflow/tiny.yaml"):
        update_config(config, yaml.safe_load((root / name).read_text(encoding="utf-8")))
    config["sentiment"]["corpus"]["path"] = None
    return config


@st.composite
def overlays(draw, config):
    """Draw an overlay that changes one to three entries."""
    paths = sorted(set(leaves(config)), key=str)
    overlay = {}
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(paths))
        edges = EDGES + limits(path, schema())
        kinds = [st.sampled_from(edges), st.sampled_from(ODD), st.text(max_size=8)]
        if path[-1] in SWITCHED:
            kinds = [st.sampled_from(SWITCHED[path[-1]])] * 3 + kinds
        value = draw(st.one_of(kinds))
        for key in reversed(path):
            value = {key: value}
        update_config(overlay, value)
    return overlay


def resolved(base, overlay, as_argument, folder):
    """Return the config as Snakemake hands it over: from a file, or from --config."""
    config = copy.deepcopy(base)
    if as_argument:
        text = [f"{k}={yaml.safe_dump(v, default_flow_style=True)}" for k, v in overlay.items()]
        try:
            update_config(config, parse_config([t.removesuffix("\n...\n") for t in text]))
        except (ValueError, AssertionError):  # Snakemake's own words
            raise ConfigError("Snakemake refuses it") from None
        return config
    path = folder / "overlay.yaml"
    path.write_text(yaml.safe_dump(overlay, allow_unicode=True), encoding="utf-8")
    check_file(path)
    update_config(config, yaml.safe_load(path.read_text(encoding="utf-8")))
    return config


def trainings_of(config):
    """Return size, g and parameters of one training of each task, and of a linear network."""
    networks, linear, _ = experiments(config)
    n = config["networks"]["N"]
    found = [
        (n, networks.settings(task)["g"][-1], networks.training(at(task=task, N=n)))
        for task in config["networks"]["tasks"]
    ]
    n, g = config["linear"]["N"], config["linear"]["g"][-1]
    zhat = next(iter(config["linear"]["targets"].values()))["zhat"]
    return found, (n, g, zhat, linear.training(at(zhat=zhat, N=n, g=g, seed=0)))


def train_network(n, g, parameters, folder):
    """Train a few updates at the size of the config, or smaller where that would take long."""
    task = make_task(**parameters["task"])
    steps = task.sample(np.random.default_rng(0), 1, parameters["dt"]).inputs.shape[1]
    batch = min(parameters["batch"], max(LARGEST // (steps * 24), 1), 8)
    if steps * batch * 24 > LARGEST:
        return
    n = min(n, 24)
    gaussian = initial_weights(generator(0, "any"), n, task.n_inputs, task.n_outputs, g)
    switches = parameters["switches"] or {}
    initial = with_switches(gaussian, generator(0, "structure"), g, switches, "")
    training = Training.of(parameters | {"epochs": 2})
    batches = Batches(task, lambda k: generator(0, "b", draw=k), batch, parameters["dt"])
    checkpoint = Checkpoint(folder / "network.nc", [], seconds=1e9)
    streams = partial(generator, 0)
    trained = train(initial, batches, training, checkpoint, lambda *_: None, streams)
    assert np.isfinite(trained.loss[0])
    assert trained.diverged or np.isfinite(trained.loss).all()


def train_linear(n, g, zhat, parameters):
    trial = constant_input(zhat, parameters["dt"], **parameters["trial"])
    if len(trial.inputs) > 5000:
        return
    weights = linear_weights(generator(0, "any"), min(n, 24), g)
    simulation = Simulation(weights.m, weights.v, trial, parameters["dt"])
    learned = descend(
        weights.w0,
        simulation,
        Descent(2, parameters["learning_rate"]),
        lambda *_: None,
        lambda *_: None,
    )
    assert np.isfinite(learned.loss[0])


def is_refused_or_runs(base, overlay, as_argument, folder):
    try:
        config = resolved(base, overlay, as_argument, folder)
        plan(config)
        trainings, of_linear = trainings_of(validate(config))
    except ConfigError as error:
        sentence = str(error)
        assert sentence.startswith("config: ")
        assert "Traceback" not in sentence
        return
    for training in trainings:
        train_network(*training, folder)
    train_linear(*of_linear)


def check_examples(count, base, folder, monkeypatch):
    monkeypatch.delenv("DELTAW_SST_DIR", raising=False)
    monkeypatch.chdir(folder)

    @settings(
        max_examples=count, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(overlays(base), st.booleans())
    def any_overlay(overlay, as_argument):
        is_refused_or_runs(base, overlay, as_argument, folder)

    any_overlay()


def test_fifty_overlays(base, tmp_path, monkeypatch):
    check_examples(50, base, tmp_path, monkeypatch)


@pytest.mark.slow
def test_five_hundred_overlays(base, tmp_path, monkeypatch):
    check_examples(500, base, tmp_path, monkeypatch)


def test_the_small_config_itself_runs(base):
    plan(base)
    trainings, _ = trainings_of(validate(base))
    assert len(trainings) == sum(task is not None for task in base["networks"]["tasks"].values())
