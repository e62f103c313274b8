"""A run's results, small enough for a repository: docs/<run>, with an index of all of it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import xarray as xr

from ..claims.table import CLAIMED
from ..networks.summary import DIMS, SUMMARY
from .costs import as_read
from .crate import write_crate
from .explorer import write_explorer
from .labels import figure_label
from .pictures import reduced
from .results import Run, RunError

WIDTH = 1600  # pixels of a picture's longer side
PDF_LIMIT = 500_000  # bytes of a PDF; a larger one stays in results
DATA_LIMIT = 20_000_000  # bytes of all datasets
KEPT_BITS = 20  # of the tasks' curves and spectra: six digits
VERDICTS = ("claims", "claims_with_supplement", "agreement", "beyond")  # pages of the preview
# Of an earlier call
MADE = (
    *("*.png", "*.pdf", "*.html", "data/*.nc", "ro-crate*", "Snakefile"),
    *("claims*", "agreement*", "beyond.md"),
)
EXPLORER = """\
[explore.html](explore.html) shows each network of the tasks: its loss, singular values, and losses
after truncation and shuffling, beside the published points. Download it and open it in a browser;
it needs no network."""
PROVENANCE = """\
[ro-crate-metadata.json](ro-crate-metadata.json) links each file to the rule that made it, its
inputs with their hashes, the config, packages and processors, as a Workflow Run RO-Crate
(researchobject.org); [Snakefile](Snakefile) is the workflow that it speaks of."""


def copy_picture(png: Path, folder: Path) -> None:
    """Copy a figure's PNG, small, in the colours that it has."""
    reduced(png, WIDTH).save(folder / png.name, optimize=True)


def copy_figure(run: Run, name: str, folder: Path) -> str:
    """Copy a figure and return what the index says of its files.

    Raises
    ------
    RunError
        If it has no PDF beside its PNG, or the PNG is damaged.
    """
    png = run.png(name)
    if not png.is_file():
        return "not run"
    pdf = png.with_suffix(".pdf")
    if not pdf.is_file():
        raise RunError(f"{pdf} is gone, while its PNG is there: remove that and draw {name} again")
    copy_picture(png, folder)
    files = [f"[PNG]({name}.png)"]
    if pdf.stat().st_size <= PDF_LIMIT:
        shutil.copy(pdf, folder)
        files.append(f"[PDF]({name}.pdf)")
    else:
        files.append(f"PDF of {pdf.stat().st_size / 1e6:.1f} MB left out")
    return ", ".join(files)


def copy_figures(run: Run, folder: Path) -> pd.DataFrame:
    """Copy all figures; return a row for each: how it is called, what it shows, its files."""
    rows = {
        name: (figure_label(name)[0], shows, copy_figure(run, name, folder))
        for name, shows in run.figures().items()
    }
    return pd.DataFrame.from_dict(rows, "index", columns=["figure", "shows", "files"])


def copy_data(datasets: list[Path], folder: Path, config: Path) -> pd.DataFrame:
    """Copy the aggregated datasets, the smallest first, until they reach the limit.

    Returns a row for each with its size in MB and where it is; the published config makes those
    that are left out.
    """
    (folder / "data").mkdir(exist_ok=True)
    rows, total = [], 0
    for path in sorted(datasets, key=lambda path: (path.stat().st_size, path.name)):
        copy = copy_dataset(path, folder / "data")
        size = copy.stat().st_size
        total += size
        place = f"[{path.name}](data/{path.name})"
        if total > DATA_LIMIT:
            copy.unlink()
            place = f"left out: `snakemake {path} --configfile {config}` makes it"
        rows.append((path.stem, f"{size / 1e6:.2f}", place))
    return pd.DataFrame(rows, columns=["dataset", "MB", "file"]).sort_values("dataset")


def copy_dataset(path: Path, folder: Path) -> Path:
    """Copy a dataset; the tasks' curves and spectra, most of all bytes, are rounded."""
    with xr.open_dataset(path) as dataset:
        if dataset.attrs.get("kind") != SUMMARY.name:
            return Path(shutil.copy(path, folder))
        for variable in dataset.data_vars.values():
            if variable.ndim > len(DIMS) and variable.dtype.kind == "f":
                variable.encoding |= {"quantize_mode": "BitRound", "significant_digits": KEPT_BITS}
        dataset.to_netcdf(folder / path.name, engine="netcdf4")
    return folder / path.name


def copy_claims(run: Run, folder: Path) -> str:
    """Copy the verdicts, and return what the index says of them."""
    said = []
    if (compared := run.folder / "agreement.csv").is_file():
        _copy_table(compared, folder)
        page = compared.with_suffix(".md").read_text(encoding="utf-8")
        first = page.partition("\n")[0]
        said.append(f"- [agreement](agreement.md) ([CSV](agreement.csv)): {first}")
    for csv in run.claims():
        _copy_table(csv, folder)
        counts = CLAIMED.read(csv)["here"].value_counts()
        verdicts = ", ".join(f"{verdict} {count}" for verdict, count in counts.items())
        said.append(f"- [{csv.stem}]({csv.stem}.md) ([CSV]({csv.name})): {verdicts}")
    if (beyond := run.folder / "beyond.md").is_file():
        shutil.copy(beyond, folder)
        said.append("- [rank against task dimension](beyond.md)")
    if not run.claims():
        said.append("The claims have not been checked in this run.")
    return "\n".join(said)


def _copy_table(csv: Path, folder: Path) -> None:
    for path in (csv, csv.with_suffix(".md")):
        if not path.is_file():
            raise RunError(f"{path} is gone, while its CSV is there: remove that and make it again")
        shutil.copy(path, folder)


def copy_explorer(run: Run, folder: Path) -> None:
    """Write the page of all networks of the tasks whose data are published, if there are any."""
    if any((folder / "data").glob("networks_*.nc")):
        write_explorer(folder, folder / "explore.html", run.name)


def index(run: Run, folder: Path, figures: pd.DataFrame, claims: str, data: pd.DataFrame) -> str:
    """Return the README of a run published in a folder."""
    drawn = figures[figures["files"] != "not run"]
    pictures = [f"![{row.shows}]({row.Index}.png)" for row in drawn.itertuples()]
    missing = figures["figure"].drop(drawn.index)
    explorer = ["## Explorer", EXPLORER] if (folder / "explore.html").is_file() else []
    parts = [
        f"# Run {run.name}",
        "Made by `make publish`; the whole [config](config.yaml) of the run lies here, too.",
        "## Figures",
        drawn.to_markdown(index=False),
        f"Not run: {', '.join(missing)}." if len(missing) else "",
        *pictures,
        *explorer,
        "## Claims",
        claims,
        "## Data",
        "Aggregated results over all networks, as netCDF (`xarray.open_dataset`). Curves and "
        "spectra of the tasks are rounded to six digits.",
        data.to_markdown(index=False),
        "## What the run took",
        "Sums over jobs, from Snakemake's benchmarks ([CSV](cost.csv)). A job that was interrupted "
        "counts from its last start.",
        as_read(run.costs()).to_markdown(disable_numparse=True),
        "## Versions",
        run.versions().to_markdown(),
        "## Provenance",
        PROVENANCE,
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


@contextmanager
def replacing_files(folder: Path) -> Iterator[Path]:
    """Yield a folder for new files, which replace those of an earlier call when all went well.

    It lies beside the other, so a file takes its place at once. After an error nothing has changed.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as name:
        made = Path(name)
        yield made
        new = [path.relative_to(made) for path in made.rglob("*") if path.is_file()]
        for path in new:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            os.replace(made / path, folder / path)
    for old in (path for pattern in MADE for path in folder.glob(pattern)):
        if old.relative_to(folder) not in new:
            old.unlink()


def publish(run: Run, folder: Path) -> None:
    """Write what a run has into the folder, and an index that names what it lacks.

    Raises
    ------
    RunError, deltaw.datasets.DatasetError
        If the run has not begun, or a file is damaged; the folder is then as it was.
    """
    with replacing_files(folder) as made:
        shutil.copy(run.config, made)
        figures = copy_figures(run, made)
        claims = copy_claims(run, made)
        data = copy_data(run.summaries(), made, folder / "config.yaml")
        run.costs().to_csv(made / "cost.csv", index=False)
        copy_explorer(run, made)
        text = index(run, made, figures, claims, data)
        (made / "README.md").write_text(text, encoding="utf-8")
        write_crate(run, made)


def picture_gallery(run: Run, folder: Path) -> list[Path]:
    """Copy pictures and verdicts, unless files are missing: return those.

    The supplement's pictures are those of the paper run.
    """
    pictures = [run.png(name) for name in run.figures() if not name.startswith("supp_")]
    verdicts = [run.folder / f"{name}.md" for name in VERDICTS]
    if missing := [path for path in (*pictures, *verdicts) if not path.is_file()]:
        return missing
    with replacing_files(folder) as made:
        for png in pictures:
            copy_picture(png, made)
        for table in verdicts:
            shutil.copy(table, made)
    return []
