"""All datasets of a run as one tree, for looking at them in a program of one's own."""

from pathlib import Path

import xarray as xr

from ..datasets import DatasetError
from .made import unreadable

# Folders of single networks, of which a run has hundreds
CHAINS = ("networks", "linear", "sentiment")


def open_run(folder: str | Path, networks: bool = False) -> xr.DataTree:
    """Open all that a run has.

    Parameters
    ----------
    folder : path
        A run's results, such as ``results/paper``, or a published run, such as ``docs/paper``.
    networks : bool
        Whether the files of single networks belong to the tree, too.

    Returns
    -------
    xarray.DataTree
        A node for each dataset, by its path: ``tree["summary/networks_mante_N256"]``,
        ``tree["networks/mante/N256/g0.9/seed3/spectrum"]``. Values are read when they are used;
        ``tree.load()`` reads all, ``tree.close()`` closes the files. The attribute ``config`` is
        the run's config as YAML.

    Raises
    ------
    FileNotFoundError
        If the folder has no dataset.
    deltaw.datasets.DatasetError
        If a dataset or the config cannot be read.
    """
    folder = Path(folder)
    files = [p.relative_to(folder) for p in sorted(folder.rglob("*.nc"))]
    shown = [path for path in files if networks or path.parts[0] not in CHAINS]
    if not shown:
        raise FileNotFoundError(f"{folder} has no datasets{_hint(files)}")
    config = _text(folder / "config.yaml")  # first, as an error here leaves no file open
    opened = {path.with_suffix("").as_posix(): _open(folder / path) for path in shown}
    tree = xr.DataTree.from_dict(opened, name=folder.name)
    for name, dataset in opened.items():
        tree[name].set_close(dataset.close)
    tree.attrs["config"] = config
    return tree


def _open(path: Path) -> xr.Dataset:
    try:
        return xr.open_dataset(path, engine="netcdf4")
    except (OSError, ValueError, RuntimeError) as error:
        raise unreadable(path, error) from error


def _text(config: Path) -> str:
    """Return the text of the config; none if the folder has no config."""
    try:
        return config.read_text(encoding="utf-8") if config.is_file() else ""
    except UnicodeDecodeError:
        raise DatasetError(
            f"{config} is not text in UTF-8: save it as such, or restore it"
        ) from None


def _hint(files: list[Path]) -> str:
    return " but those of single networks: networks=True opens them" if files else ""
