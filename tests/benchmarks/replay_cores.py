"""How long a finished run would take on other numbers of cores, from its jobs' measured times.

The jobs and what they wait for come from a dry run of Snakemake, their times from its benchmarks.
A free core takes the ready job with the highest priority, and of these the one with the longest
way to the end. The LSTM's jobs have several processes where cores are many; what part of their
time is left is then an argument, as it was measured elsewhere (docs/speed.md). Prints a table:

    python tests/benchmarks/replay_cores.py paper all_figures claims --lstm 0.45
"""

import argparse
import heapq
import re
import subprocess
from pathlib import Path

import pandas as pd

from deltaw.run.results import SNAKEMAKE, Run

CORES = (2, 16, 64)
LSTM = ("train_lstm", "evaluate_lstm_truncation")
PROCESSES = 5  # of each; with fewer than 16 cores one
FIELD = re.compile(r"^ +(input|output|benchmark|priority): (.*)$", re.MULTILINE)
RULE = re.compile(r"^ *(?:local)?rule (\w+):$", re.MULTILINE)


def planned(run: Run, targets: list[str]) -> list[dict]:
    """Return the jobs of a whole run: rule, priority, files read and made, seconds."""
    done = subprocess.run(
        [*SNAKEMAKE, *targets, "--configfile", str(run.config), "--forceall", "-n"],
        capture_output=True,
        text=True,
        check=True,
    )
    jobs = []
    starts = [*RULE.finditer(done.stdout)]
    ends = [*(start.start() for start in starts[1:]), len(done.stdout)]
    for start, end in zip(starts, ends, strict=True):
        fields = dict(FIELD.findall(done.stdout[start.end() : end]))
        if "benchmark" in fields:
            seconds = float(pd.read_csv(fields["benchmark"], sep="\t")["s"].iloc[0])
            files = {kind: fields.get(kind, "").split(", ") for kind in ("input", "output")}
            priority = int(fields.get("priority", 0))
            jobs.append({"rule": start[1], "seconds": seconds, "priority": priority} | files)
    return jobs


def waits(jobs: list[dict]) -> tuple[list[set[int]], list[float]]:
    """Return which jobs each one waits for, and how long its way to the end is."""
    maker = {file: number for number, job in enumerate(jobs) for file in job["output"]}
    needs = [{maker[file] for file in job["input"] if file in maker} for job in jobs]
    after: list[set[int]] = [set() for _ in jobs]
    for number, needed in enumerate(needs):
        for other in needed:
            after[other].add(number)
    way: dict[int, float] = {}

    def to_the_end(number: int) -> float:
        if number not in way:
            further = max(map(to_the_end, after[number]), default=0.0)
            way[number] = jobs[number]["seconds"] + further
        return way[number]

    return needs, [to_the_end(number) for number in range(len(jobs))]


def replayed(jobs: list[dict], cores: int) -> tuple[float, float]:
    """Return the time that the run takes on so many cores, and its longest path, in seconds."""
    needs, way = waits(jobs)
    waiting, done = set(range(len(jobs))), set()
    running: list[tuple[float, int, int]] = []
    clock, free = 0.0, cores
    while waiting or running:
        ready = [number for number in waiting if needs[number] <= done]
        for number in sorted(ready, key=lambda n: (-jobs[n]["priority"], -way[n])):
            threads = PROCESSES if jobs[number]["rule"] in LSTM and cores >= 16 else 1
            if threads > free:
                break  # none overtakes it
            waiting.remove(number)
            free -= threads
            heapq.heappush(running, (clock + jobs[number]["seconds"], number, threads))
        clock, number, threads = heapq.heappop(running)
        done.add(number)
        free += threads
    return clock, max(way)


def main(name: str, targets: list[str], lstm: float) -> None:
    """Print the table."""
    run, rows = Run(name), []
    for cores in CORES:
        jobs = planned(run, targets)
        for job in jobs:
            if job["rule"] in LSTM and cores >= 16:
                job["seconds"] *= lstm
        total, path = replayed(jobs, cores)
        work = sum(job["seconds"] for job in jobs)
        rows.append((cores, len(jobs), work / 3600, path / 60, total / 60))
    columns = ["cores", "jobs", "hours of jobs", "longest path (min)", "run (min)"]
    table = pd.DataFrame(rows, columns=columns).round(1)
    print(f"{Path(run.folder)}, {' '.join(targets)}, LSTM at {lstm:g} of its time from 16 cores on")
    print(table.to_markdown(index=False))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", help="name of the finished run, as in results/<run>")
    parser.add_argument("targets", nargs="+", help="what to replay")
    parser.add_argument("--lstm", type=float, default=1.0)
    given = parser.parse_args()
    main(given.run, given.targets, given.lstm)
