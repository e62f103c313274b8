"""What a run took: Snakemake's benchmarks of its jobs, gathered by stage."""

import math
from pathlib import Path

import pandas as pd

from ..datasets import DatasetError
from ..numerals import number

MEASURED = ["s", "max_rss", "cpu_time"]  # columns that are read
MINUTE, HOUR = 60, 3600  # seconds
GIGABYTE = 1000  # megabytes


def read_benchmarks(folder: Path) -> pd.DataFrame:
    """Return a row for each job: stage (its rule) and what Snakemake measured.

    A job that was interrupted counts from its last start; what it had lost before does not. Very
    short jobs have no CPU time or memory, which is then missing.

    Parameters
    ----------
    folder : pathlib.Path
        A run's benchmarks: <rule>.tsv or <rule>/<network>.tsv.

    Raises
    ------
    FileNotFoundError
        If there is no benchmark.
    deltaw.datasets.DatasetError
        If one is damaged.
    """
    frames = []
    for path in sorted(folder.rglob("*.tsv")):
        stage = path.relative_to(folder).with_suffix("").parts[0]
        frames.append(_read(path).assign(stage=stage))
    if not frames:
        raise FileNotFoundError(f"{folder} holds no benchmarks: the run has finished no job")
    return pd.concat(frames, ignore_index=True)


def _read(path: Path) -> pd.DataFrame:
    """Return what Snakemake measured of a job; a file that a power cut has emptied is named."""
    try:
        return pd.read_csv(path, sep="\t", na_values="-")[MEASURED].astype(float)
    except (ValueError, KeyError):
        raise DatasetError(
            f"{path} is not a benchmark of Snakemake, or a damaged one: remove it; "
            "its job is then not counted"
        ) from None


def by_stage(jobs: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each stage, the longest first.

    Returns
    -------
    pandas.DataFrame
        Columns stage; jobs; wall_hours and cpu_hours, summed over jobs; longest_seconds, of
        one job; peak_memory_mb, the largest resident set of a job.
    """
    stages = jobs.groupby("stage").agg(
        jobs=("s", "size"),
        wall_hours=("s", "sum"),
        longest_seconds=("s", "max"),
        cpu_hours=("cpu_time", "sum"),
        peak_memory_mb=("max_rss", "max"),
    )
    stages[["wall_hours", "cpu_hours"]] /= HOUR
    return stages.sort_values("wall_hours", ascending=False).round(4).reset_index()


def duration(seconds: float) -> str:
    """Return a time in the unit that suits it: 0.4 s, 12 min, 2.3 h; nothing if it is missing."""
    if math.isnan(seconds):
        return ""
    if seconds < MINUTE:
        return f"{number(max(seconds, 0.1), 2)} s"
    size, unit = (HOUR, "h") if seconds >= HOUR else (MINUTE, "min")
    return f"{number(seconds / size, 2)} {unit}"


def memory(megabytes: float) -> str:
    """Return a memory in the unit that suits it: 366 MB, 1.6 GB; nothing if it is missing."""
    if math.isnan(megabytes):
        return ""
    if megabytes < GIGABYTE:
        return f"{megabytes:.0f} MB"
    return f"{number(megabytes / GIGABYTE, 2)} GB"


def as_read(stages: pd.DataFrame) -> pd.DataFrame:
    """Return the stages and their total as people read them, by stage.

    Parameters
    ----------
    stages : pandas.DataFrame
        As `by_stage` returns them.
    """
    total = {
        "stage": "all",
        **stages[["jobs", "wall_hours", "cpu_hours"]].sum(),
        **stages[["longest_seconds", "peak_memory_mb"]].max(),
    }
    rows = pd.concat([stages, pd.DataFrame([total])], ignore_index=True)
    table = {
        "stage": rows["stage"],
        "jobs": [f"{jobs:,.0f}" for jobs in rows["jobs"]],
        "wall time": (rows["wall_hours"] * HOUR).map(duration),
        "longest job": rows["longest_seconds"].map(duration),
        "CPU time": (rows["cpu_hours"] * HOUR).map(duration),
        "peak memory": rows["peak_memory_mb"].map(memory),
    }
    return pd.DataFrame(table).set_index("stage")
