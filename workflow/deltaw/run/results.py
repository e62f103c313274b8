"""A run on disk, looked at from outside: its config, figures, costs and versions."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pandas as pd

from .. import figures
from ..config.files import check_file
from ..config.schema import schema
from ..datasets import DatasetError
from .costs import by_stage, read_benchmarks
from .made import attributes

SNAKEMAKE = [sys.executable, "-m", "snakemake"]
CLAIMS = ("claims", "claims_with_supplement")  # as the rules are named
PIN = re.compile(r"^([\w.-]+)==", re.MULTILINE)


class RunError(Exception):
    """A run lacks what is asked of it; the message says what to do."""


@contextmanager
def ending_in_a_sentence() -> Iterator[None]:
    """End the program with the sentence of an error, where Python would show a traceback."""
    try:
        yield
    except OSError as error:
        known = error.filename and error.strerror
        sys.exit(f"{error.filename}: {error.strerror}" if known else str(error))
    except (RunError, DatasetError) as error:
        sys.exit(str(error))


def installed(package: str) -> str:
    """Return the version of a package that is installed here."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


def claims_in(folder: Path) -> list[Path]:
    """Return the tables of claims in a run's folder, in results or in docs; the last has most."""
    return [path for name in CLAIMS if (path := folder / f"{name}.csv").is_file()]


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]


def _first_line(module: Path) -> str:
    """Return the first line of a module's docstring."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    return ast.get_docstring(tree).partition("\n")[0]


@dataclass(frozen=True)
class Run:
    """The results of one run.

    Attributes
    ----------
    name : str
        Of the run, as in ``run:`` of its config.

    Raises
    ------
    RunError
        If no config could have this name, as it leads to another folder.
    """

    name: str

    def __post_init__(self) -> None:
        if not re.fullmatch(schema()["$defs"]["name"]["pattern"], self.name):
            raise RunError(
                f"{self.name!r} is no name of a run: take that of a folder in results or docs, "
                "of letters, digits, _ and -, a letter first"
            )

    @property
    def folder(self) -> Path:
        """Where the results lie."""
        return Path("results") / self.name

    @property
    def published(self) -> Path:
        """Where the run lies once it is published."""
        return Path("docs") / self.name

    @property
    def config(self) -> Path:
        """The resolved config, which Snakemake leaves when it starts.

        Raises
        ------
        RunError
            If there is none.
        deltaw.config.schema.ConfigError
            If it cannot be read.
        """
        path = self.folder / "config.yaml"
        if not path.is_file():
            raise RunError(
                f"{path} does not exist: start this run first (make figures, make paper)"
            )
        check_file(path)
        return path

    def png(self, figure: str) -> Path:
        """Return where a figure's PNG lies once it is drawn."""
        return self.folder / "figures" / f"{figure}.png"

    def snakemake(self, *arguments: str) -> str:
        """Return what Snakemake prints about this run.

        Raises
        ------
        RunError
            With Snakemake's words if it fails.
        """
        command = [*SNAKEMAKE, *arguments, "--configfile", str(self.config)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RunError(done.stderr.strip() or done.stdout.strip())
        return done.stdout

    def figures(self) -> dict[str, str]:
        """Return what each figure shows, by name: those that the workflow can draw.

        It is the first line of the figure's module; fig1, ... of the main text come first, then
        the supplement's, then those beyond the paper.
        """
        folder = Path(figures.__file__).parent
        return {
            path.stem: _capitalised(_first_line(path).partition(": ")[2])
            for pattern in ("fig*.py", "supp_*.py", "beyond_*.py")
            for path in sorted(folder.glob(pattern))
        }

    def costs(self) -> pd.DataFrame:
        """Return what each stage took (`costs.by_stage`).

        Raises
        ------
        RunError
            If no job has finished.
        """
        try:
            return by_stage(read_benchmarks(self.folder / "benchmarks"))
        except FileNotFoundError as error:
            raise RunError(str(error)) from None

    def claims(self) -> list[Path]:
        """Return the tables of claims that were checked, each with its Markdown beside it."""
        return claims_in(self.folder)

    def summaries(self) -> list[Path]:
        """Return the aggregated datasets, without those that the workflow has not made.

        Raises
        ------
        deltaw.datasets.DatasetError
            If one cannot be read.
        """
        return [p for p in sorted((self.folder / "summary").glob("*.nc")) if attributes(p)]

    def versions(self) -> pd.DataFrame:
        """Return the versions of the pinned packages: of the results, and installed now."""
        used: dict[str, set[str]] = {}
        for path in self.summaries():
            for package, version in json.loads(attributes(path)["versions"]).items():
                used.setdefault(package, set()).add(version)
        pins = PIN.findall(Path("envs/requirements.txt").read_text(encoding="utf-8"))
        rows = {name: (", ".join(sorted(used.get(name, ()))), installed(name)) for name in pins}
        rows["Python"] = ("", sys.version.split()[0])
        columns = ["of the results", "installed"]
        return pd.DataFrame.from_dict(rows, "index", columns=columns).rename_axis("package")
