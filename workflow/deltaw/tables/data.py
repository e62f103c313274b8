"""Every variable of every kind of dataset: dimensions, type, unit, what it is."""

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec

from ..datasets import Coordinate, Kind, Variable
from . import code, plain, section, table, unit

EXPERIMENTS = {
    "networks": "Nonlinear networks",
    "linear": "Linear networks",
    "sentiment": "Sentiment analysis",
    "external": "Your own networks",
}
COLUMNS = ("variable", "dimensions", "type", "unit", "what it is")
_OF_TASK = "networks/<task>/N<N>/g<g>/seed<seed>"
_OF_LINEAR = "linear/zhat<zhat>/N<N>/g<g>/seed<seed>"
# Where each kind of file lies, below results/<run>
FILES = {
    "network": f"{_OF_TASK}/network.nc",
    "spectrum": f"{_OF_TASK}/spectrum.nc",
    "truncation": f"{_OF_TASK}/truncation.nc",
    "shuffle": f"{_OF_TASK}/shuffle.nc",
    "trial": f"{_OF_TASK}/trial.nc",
    "task_summary": "summary/networks_<task>_N<N>.nc",
    "rank_search": f"{_OF_TASK}/minimal_rank.nc",
    "rank_summary": "summary/ranks_<task>_N<N>.nc",
    "regime_summary": "summary/regimes_<task>_N<N>.nc",
    "dynamics": f"{_OF_TASK}/dynamics.nc",
    "dynamics_summary": "summary/dynamics_<task>_N<N>.nc",
    "linear_network": f"{_OF_LINEAR}/network.nc",
    "linear_spectrum": f"{_OF_LINEAR}/spectrum.nc",
    "linear_truncation": f"{_OF_LINEAR}/truncation.nc",
    "linear_shuffle": f"{_OF_LINEAR}/shuffle.nc",
    "linear_flow": f"{_OF_LINEAR}/flow.nc",
    "flow_summary": "summary/linear_flow_N<N>.nc",
    "linear_summary": "summary/linear_N<N>.nc",
    "failing_network": "linear_failing/zhat<zhat>/N<N>/g<g>/seed<seed>/network.nc",
    "failing_summary": "summary/linear_failing_N<N>.nc",
    "cosine_network": "linear_cosine/N<N>/g<g>/seed<seed>/network.nc",
    "cosine_summary": "summary/linear_cosine_N<N>.nc",
    "linear_start": "summary/linear_start.nc",
    "linear_channels": "summary/linear_channels_N<N>.nc",
    "corpus": "sentiment/corpus.nc",
    "embeddings": "sentiment/embeddings.nc",
    "sentiment_data": "sentiment/data.nc",
    "lstm_network": "sentiment/seed<seed>/network.nc",
    "lstm_spectrum": "sentiment/seed<seed>/spectrum.nc",
    "lstm_truncation": "sentiment/seed<seed>/truncation.nc",
    "sentiment_summary": "summary/sentiment_N<units>.nc",
    "external_spectra": "external/<model>_spectra.nc",
    "external_evaluation": "external/<model>_evaluation.nc",
    "lstm_packed": "sentiment/seed<seed>/packed.nc",
    "packed_summary": "summary/sentiment_packed_N<units>.nc",
}


def data_tables() -> str:
    """Return a section for each experiment: its coordinates, and its kinds of files."""
    return "\n\n".join(_experiment(name, title) for name, title in EXPERIMENTS.items())


def kinds_of(experiment: str) -> list[Kind]:
    """Return the kinds of files of an experiment, the summaries last."""
    names = [
        f"deltaw.{experiment}.{name}" for name in ("kinds", "summary", "minimal_rank", "beyond")
    ]
    modules = [import_module(name) for name in names if find_spec(name)]
    found = [kind for module in modules for kind in vars(module).values() if isinstance(kind, Kind)]
    return list({kind.name: kind for kind in found}.values())


def _experiment(name: str, title: str) -> str:
    kinds = kinds_of(name)
    shared = import_module(f"deltaw.{name}.kinds").COORDS
    of_networks = {v for kind in kinds if not _is_summary(kind) for v in kind.variables}
    return section(title, _coordinates(shared), *(_kind(k, shared, of_networks) for k in kinds))


def _is_summary(kind: Kind) -> bool:
    return kind.name.endswith("_summary")


def _coordinates(coords: Mapping[str, Coordinate]) -> str:
    rows = [(code(name), unit(c.units), c.long_name) for name, c in coords.items()]
    return table(("coordinate", "unit", "what it is"), rows)


def _kind(kind: Kind, shared: Mapping[str, Coordinate], of_networks: set[str]) -> str:
    """Return the part on one kind; a summary's table has only what its networks' files lack."""
    parts = [f"### `{kind.name}`", f"`{FILES[kind.name]}`, made by the rule `{kind.made_by}`."]
    if own := {name: c for name, c in kind.coords.items() if name not in shared}:
        parts.append(_coordinates(own))
    joined = [name for name in kind.variables if _is_summary(kind) and name in of_networks]
    if joined:
        parts.append(f"From the networks' files: {', '.join(code(name) for name in joined)}.")
    if added := {name: v for name, v in kind.variables.items() if name not in joined}:
        parts.append(_variables(added))
    return "\n\n".join(parts)


def _variables(variables: Mapping[str, Variable]) -> str:
    rows = [
        (code(name), ", ".join(v.dims.split()), v.dtype, unit(v.units), _meaning(v))
        for name, v in variables.items()
    ]
    return table(COLUMNS, rows)


def _meaning(v: Variable) -> str:
    """Return what a variable is, with the meaning of flags and of missing values."""
    flags = ", ".join(f"{value} {flag}" for value, flag in enumerate(v.flags))
    missing = f"; NaN as {code(v.reason)} tells" if v.reason else "; may be NaN"
    words = [plain(v.long_name), f": {flags}" if flags else "", missing if v.may_be_nan else ""]
    words += ["; not in every file" if v.optional else ""]
    return "".join(words)
