"""How Snakemake's scheduler behaves while many jobs wait.

The workflow is copied, each of its scripts is replaced by one that only makes its files, and
Fig. 1 to 5 are asked for with more and more seeds. After some minutes each run is ended.
Snakemake's own CPU time tells what a finished job costs at that length of the queue. Writes
results/bench/scheduler.md; of 5 and 50 seeds, unless others are named:

    python tests/benchmarks/bench_scheduler.py 5 50 500
"""

import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import timing

CORES, LASTS = 16, 180.0  # seconds that jobs are looked at
SEEDS = (5, 50)
PARTS = ("Snakefile", "config.yaml", "workflow", "envs", "profiles")
STAND_IN = """from pathlib import Path

for path in snakemake.output:
    Path(path).touch()
Path(snakemake.log[0]).touch()
"""


def copied(folder):
    """Copy the workflow to a folder, with scripts that only make their files."""
    for part in PARTS:
        source = timing.ROOT / part
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, folder / part)
    for script in (folder / "workflow/scripts").glob("*.py"):
        script.write_text(STAND_IN, encoding="utf-8")


def ended(log):
    """Return how many jobs have ended by a log of Snakemake, and how many there are."""
    counts = re.findall(r"(\d+) of (\d+) steps", log.read_text(encoding="utf-8"))
    return tuple(map(int, counts[-1])) if counts else (0, 0)


def watch(process, log):
    """Return jobs in all, seconds to the first end, jobs a second, its CPU time for one, memory.

    Rate and CPU time are taken over the time after the first jobs have ended.
    """
    start, main = time.monotonic(), psutil.Process(process.pid)
    while not (first := ended(log))[0] and process.poll() is None:
        time.sleep(0.5)
    begun = latest = time.monotonic()
    used = busy = sum(main.cpu_times()[:2])
    while latest < begun + LASTS and process.poll() is None:
        latest, busy = time.monotonic(), sum(main.cpu_times()[:2])
        memory = main.memory_info().rss / 1e6
        time.sleep(1)
    done, jobs = ended(log)
    seconds = (busy - used) / (done - first[0])
    return jobs, begun - start, (done - first[0]) / (latest - begun), seconds, memory


def measured(seeds):
    """Run the stand-ins with that many seeds; return a row of the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copied(folder)
        log = folder / "log.txt"
        command = [sys.executable, "-m", "snakemake", "all_figures", "--cores", str(CORES)]
        command += ["--workflow-profile", "workflow/profiles/default"]
        command += ["--config", f"networks={{seeds: {seeds}}}", f"linear={{seeds: {seeds}}}"]
        with log.open("w") as file:
            process = subprocess.Popen(command, cwd=folder, stdout=file, stderr=file)
            row = watch(process, log)
            process.send_signal(signal.SIGINT)
            process.wait()
    return [str(seeds), *row]


def main():
    """Measure each number of seeds, and write the table."""
    names = ["seeds", "jobs", "s to the first end", "jobs a second", "its CPU s a job", "MB"]
    rows = [measured(int(seeds)) for seeds in sys.argv[1:] or SEEDS]
    timing.write("scheduler", [timing.head(), timing.table(names, rows)])


if __name__ == "__main__":
    main()
