"""A published run's figures and claims, made again from its datasets; nothing is trained."""

import shutil
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

from ..config.figures import Figures
from ..config.files import check_file, read_over
from ..config.linear import Linear
from ..config.networks import Networks
from ..config.schema import validate
from ..config.sentiment import Sentiment
from ..figures.style import save
from ..summaries import read_as_named
from .made import attributes
from .results import CLAIMS, RunError

# From the aggregates alone. With no other rules allowed, Snakemake takes a file
# that is there for what it is, and a missing one trains nothing: networks before training, which
# former runs do not have, are drawn.
RULES = ["agreement", *CLAIMS, "compare_published", "check_claims", "measure_start"]


def place(published: Path, name: str) -> Figures:
    """Copy a published run's datasets to where a run of that name has them.

    Parameters
    ----------
    published : pathlib.Path
        A folder that ``make publish`` has written, such as ``docs/paper``.
    name : str
        Of the run that they become.

    Returns
    -------
    Figures
        What the figures of that run read.

    Raises
    ------
    RunError
        If nothing is published there.
    deltaw.datasets.DatasetError
        If a dataset is damaged; nothing is copied then.
    deltaw.config.schema.ConfigError
        If its config cannot be read.
    """
    data = sorted((published / "data").glob("*.nc"))
    if not data:
        raise RunError(f"{published}/data holds no datasets: make publish writes them")
    if not (config := published / "config.yaml").is_file():
        raise RunError(f"{config} does not exist: restore it, or let make publish write it")
    check_file(config)
    made = [path for path in data if attributes(path)]
    folder = Path("results") / name
    (folder / "summary").mkdir(parents=True, exist_ok=True)
    for path in made:
        shutil.copy2(path, folder / "summary")
    settings, run = validate(read_over(config)), str(folder)
    experiments = (kind(settings, run) for kind in (Networks, Linear, Sentiment))
    return Figures(settings, *experiments)


def missing(figures: Figures, figure: str) -> list[str]:
    """Return the files that a figure reads and that are not there."""
    return _absent(figures.reads[figure]())


def checkable(figures: Figures) -> list[str]:
    """Return the targets of the tables of claims whose aggregates are all there."""
    read = {"linear": figures.linear.summary, "sentiment": figures.sentiment.summary}
    targets = []
    for target in CLAIMS:
        scope = SimpleNamespace(scope=target.removeprefix("claims"))
        if set(_absent(figures.checked(scope) | read)) <= {figures.linear.start}:
            targets.append(target)
    return targets


def _absent(read: dict[str, str | list[str]]) -> list[str]:
    """Return the files that are not there."""
    files = []
    for one_or_more in read.values():
        files += [one_or_more] if isinstance(one_or_more, str) else one_or_more
    return [file for file in files if not Path(file).is_file()]


def draw(figures: Figures, figure: str) -> list[Path]:
    """Draw a figure and return its files."""
    module = import_module(f"deltaw.figures.{figure}")
    read = figures.reads[figure]()
    data = {name: read_as_named(kind, read[name]) for name, kind in module.READS.items()}
    drawn = module.draw(**data, options=figures.options(figure)(None))
    folder = Path(figures.linear.summary).parents[1] / "figures"
    files = SimpleNamespace(**{suffix: folder / f"{figure}.{suffix}" for suffix in ("pdf", "png")})
    save(drawn, files)
    return [files.pdf, files.png]
