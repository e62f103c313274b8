"""Copies of the workflow in folders of their own, and Snakemake run there."""

import contextlib
import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import psutil
import yaml

ROOT = Path(__file__).parents[2]
PARTS = ("Snakefile", "config.yaml", "workflow", "profiles", "envs", "CITATION.cff")
EVERYTHING = (
    *("all_figures", "all_supplementary", "claims", "claims_with_supplement"),
    "all_beyond",
)
START = [sys.executable, "workflow/start.py"]
TINY = ["--configfile", "tiny.yaml", "--cores", "2"]


class Checkout:
    """A copy of the repository's workflow, run with the tiny config.

    Parameters
    ----------
    folder : pathlib.Path
        Where the copy lies.
    """

    def __init__(self, folder: Path):
        self.folder = folder

    @classmethod
    def fresh(cls, folder: Path) -> "Checkout":
        """Copy the repository's workflow to a folder, with the tiny config and no results."""
        folder.mkdir(exist_ok=True)
        for part in PARTS:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy2
            copy(ROOT / part, folder / part)
        shutil.copy2(Path(__file__).with_name("tiny.yaml"), folder)
        checkout = cls(folder)
        checkout._write_treebank()
        return checkout

    def copy(self, folder: Path) -> "Checkout":
        """Copy this checkout with all that it has made; files keep their times."""
        shutil.copytree(self.folder, folder, symlinks=True)
        return Checkout(folder)

    def _write_treebank(self):
        """Write a treebank of random words whose sentiment is that of its first word."""
        rng, hashes = random.Random(0), {}
        (self.folder / "treebank").mkdir()
        for name, size in (("train.txt", 60), ("dev.txt", 20), ("test.txt", 20)):
            trees = []
            for _ in range(size):
                label, word = rng.choice([(0, "bad"), (1, "dull"), (3, "good"), (4, "great")])
                trees.append(f"({label} ({label} {word}) (2 word{rng.randrange(20)}))\n")
            text = "".join(trees)
            (self.folder / "treebank" / name).write_text(text, encoding="utf-8")
            hashes[name] = hashlib.sha256(text.encode()).hexdigest()
        self.configure(sentiment__corpus__sha256=hashes)

    def configure(self, **changes):
        """Lay changes (dotted keys with __ for the dot) over the tiny config."""
        path = self.folder / "tiny.yaml"
        config = yaml.safe_load(path.read_text(encoding="utf-8"))
        for key, value in changes.items():
            *parents, last = key.split("__")
            place = config
            for parent in parents:
                place = place.setdefault(parent, {})
            place[last] = value
        path.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")

    def edit(self, path: str, old: str, new: str):
        """Replace a text, where it stands first, in one of the workflow's files."""
        file = self.folder / path
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{path} has no {old!r}"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    def snakemake(self, *arguments, overlay="tiny.yaml"):
        """Run Snakemake and return the finished process, output as text."""
        command = [sys.executable, "-m", "snakemake", *arguments]
        if overlay:
            command += ["--configfile", overlay]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)

    def run(self, *targets, cores=2):
        """Run to the end; fail the test with Snakemake's words if it does not get there."""
        done = self.snakemake(*targets, "--cores", str(cores))
        assert done.returncode == 0, done.stdout + done.stderr

    def planned(self, *targets, overlay="tiny.yaml"):
        """Return how many jobs of each rule a dry run would do, without targets' own."""
        done = self.snakemake(*targets, "--dry-run", overlay=overlay)
        assert done.returncode == 0, done.stdout + done.stderr
        rows = re.findall(r"^(\w+) +(\d+)$", done.stdout + done.stderr, re.MULTILINE)
        plan = Counter({rule: int(count) for rule, count in rows})
        for name in ("total", "all_figures", *targets):
            plan.pop(name, None)
        return dict(plan)

    def start(self, *arguments):
        """Start the workflow as the make targets do, in a session of its own."""
        return subprocess.Popen(
            [*START, *TINY, *arguments],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def end(self, *arguments):
        """Run to the end as the make targets do, and return the output."""
        process = self.start(*arguments)
        output, _ = process.communicate()
        assert process.returncode == 0, output
        return output

    def results(self, run="tiny"):
        """Return the results by their path below the run's folder."""
        base = self.folder / "results" / run
        return {str(p.relative_to(base)): p for p in sorted(base.rglob("*")) if p.is_file()}


def alive(session):
    """Return the processes of a session, whatever group they have made for themselves."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(ProcessLookupError):  # it has just ended
            if os.getsid(process.pid) == session:
                found.append(process)
    return found


def kill(leader, number):
    """Send a signal to all processes of a session at once and wait until they are gone."""
    for process in alive(leader.pid):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)
    leader.communicate()
    deadline = time.monotonic() + 60
    while left := alive(leader.pid):
        assert time.monotonic() < deadline, f"still there after a kill: {left}"
        time.sleep(0.05)


def assert_same_bytes(ours, theirs, *wanted):
    """Compare datasets and PDFs with those of another run; nothing half-written is left.

    Parameters
    ----------
    ours, theirs : dict
        From `Checkout.results`; ours are a part of theirs.
    *wanted : str
        Some that ours must have.
    """
    assert not set(wanted) - set(ours), "the run did not get so far"
    for name in ours:
        if name.endswith((".nc", ".pdf")):
            assert ours[name].read_bytes() == theirs[name].read_bytes(), name
    assert not [name for name in ours if name.endswith((".part", ".checkpoint"))]
