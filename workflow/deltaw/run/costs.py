"""What a run took: Snakemake's benchmarks of its jobs, gathered by stage."""

from pathlib import Path

import pandas as pd

HOUR = 3600  # seconds
COLUMNS = {
    "jobs": "jobs",
    "wall_hours": "wall time (h)",
    "longest_seconds": "longest job (s)",
    "cpu_hours": "CPU time (core h)",
    "peak_memory_mb": "peak memory (MB)",
}


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
    """
    frames = []
    for path in sorted(folder.rglob("*.tsv")):
        measured = pd.read_csv(path, sep="\t", na_values="-")
        frames.append(measured.assign(stage=path.relative_to(folder).with_suffix("").parts[0]))
    if not frames:
        raise FileNotFoundError(f"{folder} holds no benchmarks: the run has finished no job")
    return pd.concat(frames, ignore_index=True)


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


def with_total(stages: pd.DataFrame) -> pd.DataFrame:
    """Return the stages under the headings of the table that is read, and their total."""
    total = {
        "stage": "all",
        **stages[["jobs", "wall_hours", "cpu_hours"]].sum(),
        **stages[["longest_seconds", "peak_memory_mb"]].max(),
    }
    table = pd.concat([stages, pd.DataFrame([total])], ignore_index=True)
    table["jobs"] = table["jobs"].astype(int)
    return table.rename(columns=COLUMNS).set_index("stage")
