"""How long a finished run would take on other numbers of cores, from its jobs' measured times.

The jobs, their threads and what they wait for come from dry runs of Snakemake, their times from its
benchmarks. A free core takes the ready job with the highest priority, and of these the one with the
longest way to the end. What part of its time a job of several threads needs was measured elsewhere
(docs/speed.md) and is an argument; it holds for jobs that had one thread. Prints a table:

    python tests/benchmarks/replay_cores.py paper all_figures claims --shared 0.45
"""

import argparse
import heapq
import re

import pandas as pd

from deltaw.run.results import Run, ending_in_a_sentence

CORES = (2, 16, 64)
FIELD = re.compile(r"^ +(input|output|benchmark|priority|threads): (.*)$", re.MULTILINE)
RULE = re.compile(r"^ *(?:local)?rule (\w+):$", re.MULTILINE)


def planned(run: Run, targets: list[str], cores: int, shared: float) -> list[dict]:
    """Return the jobs of a whole run: priority, threads, files read and made, seconds."""
    printed = run.snakemake(*targets, "--cores", str(cores), "--forceall", "-n")
    jobs = []
    for text in RULE.split(printed)[2::2]:
        fields = dict(FIELD.findall(text))
        if "benchmark" in fields:
            threads = int(fields.get("threads", 1))
            seconds = float(pd.read_csv(fields["benchmark"], sep="\t")["s"].iloc[0])
            job = {kind: fields.get(kind, "").split(", ") for kind in ("input", "output")}
            job |= {"threads": threads, "priority": int(fields.get("priority", 0))}
            jobs.append(job | {"seconds": seconds * (shared if threads > 1 else 1)})
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
    running: list[tuple[float, int]] = []
    clock, free = 0.0, cores
    while waiting or running:
        ready = [number for number in waiting if needs[number] <= done]
        for number in sorted(ready, key=lambda n: (-jobs[n]["priority"], -way[n])):
            if jobs[number]["threads"] > free:
                break  # none overtakes it
            waiting.remove(number)
            free -= jobs[number]["threads"]
            heapq.heappush(running, (clock + jobs[number]["seconds"], number))
        clock, number = heapq.heappop(running)
        done.add(number)
        free += jobs[number]["threads"]
    return clock, max(way)


def main(name: str, targets: list[str], shared: float) -> None:
    """Print the table."""
    rows = []
    for cores in CORES:
        jobs = planned(Run(name), targets, cores, shared)
        total, path = replayed(jobs, cores)
        work = sum(job["seconds"] for job in jobs)
        rows.append((cores, len(jobs), work / 3600, path / 60, total / 60))
    columns = ["cores", "jobs", "hours of jobs", "longest path (min)", "run (min)"]
    print(pd.DataFrame(rows, columns=columns).round(1).to_markdown(index=False))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", help="name of the finished run, as in results/<run>")
    parser.add_argument("targets", nargs="+", help="what to replay")
    parser.add_argument("--shared", type=float, default=1.0, help="of a job of several threads")
    given = parser.parse_args()
    with ending_in_a_sentence():
        main(given.run, given.targets, given.shared)
