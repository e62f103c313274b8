"""A copy of the workflow in a folder of its own, and Snakemake run there."""

import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
TINY = Path(__file__).with_name("tiny.yaml")
EVERYTHING = ("all_figures", "all_supplementary", "claims", "claims_with_supplement")
PARTS = ("Snakefile", "config.yaml", "workflow", "profiles", "envs")


class Checkout:
    """A copy of the repository's workflow, run with the tiny config.

    Parameters
    ----------
    folder : pathlib.Path
        Where the copy lies.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        for part in PARTS:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy2
            copy(ROOT / part, folder / part)
        shutil.copy2(TINY, folder / "tiny.yaml")
        self._write_treebank()

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

    def snakemake(self, *arguments, overlay="tiny.yaml"):
        """Run Snakemake and return the finished process, output as text."""
        command = [sys.executable, "-m", "snakemake", *arguments]
        if overlay:
            command += ["--configfile", overlay]
        return subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, env=os.environ, check=False
        )

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
        path.write_text(yaml.safe_dump(config), encoding="utf-8")

    def results(self):
        """Return the results by their path below results/tiny."""
        base = self.folder / "results" / "tiny"
        return {str(p.relative_to(base)): p for p in sorted(base.rglob("*")) if p.is_file()}


@pytest.fixture
def checkout(tmp_path):
    """Return a fresh copy of the workflow."""
    return Checkout(tmp_path)


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """Return a copy in which everything was made; tests must not change it."""
    checkout = Checkout(tmp_path_factory.mktemp("finished"))
    checkout.run(*EVERYTHING)
    return checkout


@pytest.fixture
def copy(finished, tmp_path):
    """Return a copy of the finished run that may be changed."""
    copied = object.__new__(Checkout)
    copied.folder = tmp_path / "copy"
    shutil.copytree(finished.folder, copied.folder)
    return copied
