"""A run that was killed goes on with the same command and ends with the same bytes."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

START = [sys.executable, "workflow/start.py"]
TINY = ["--configfile", "tiny.yaml", "--cores", "2"]


def start(checkout, *arguments):
    """Start the workflow as the make targets do, in a process group of its own."""
    return subprocess.Popen(
        [*START, *arguments, *TINY],
        cwd=checkout.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def end(checkout, *arguments):
    """Run to the end and return its output."""
    process = start(checkout, *arguments)
    output, _ = process.communicate()
    assert process.returncode == 0, output
    return output


def kill(process, number):
    """Send the signal to the whole group and wait until all of it is gone."""
    os.killpg(process.pid, number)
    process.communicate()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise TimeoutError("the killed run is still there")


def same_bytes(checkout, finished, summary="summary/"):
    """Compare every dataset; the run must have got as far as its summary."""
    ours, theirs = checkout.results(), finished.results()
    compared = [name for name in ours if name.endswith(".nc")]
    assert [name for name in compared if name.startswith(summary)]
    for name in compared:
        assert ours[name].read_bytes() == theirs[name].read_bytes(), name
    assert not [name for name in ours if name.endswith((".part", ".checkpoint"))]


def kill_often(checkout, target, kills, rng, longest):
    """Start and kill until it was killed so often or was done; return how often it was killed."""
    for done in range(kills):
        process = start(checkout, target)
        try:
            process.communicate(timeout=rng.uniform(1.5, longest))
        except subprocess.TimeoutExpired:
            kill(process, rng.choice([signal.SIGKILL, signal.SIGTERM]))
        else:
            return done
    return kills


def test_killed_a_few_times(checkout, finished):
    assert kill_often(checkout, "aggregate_romo", 3, random.Random(1), 12) > 0
    end(checkout, "aggregate_romo")
    same_bytes(checkout, finished, "summary/romo")


@pytest.mark.slow
def test_killed_at_twenty_moments(tmp_path, finished):
    rng, kills = random.Random(2), 0
    for attempt in range(10):
        folder = tmp_path / str(attempt)
        folder.mkdir()
        checkout = type(finished)(folder)
        kills += kill_often(checkout, "all_figures", 25, rng, 15)
        end(checkout, "all_figures")
        same_bytes(checkout, finished)
        if kills >= 20:
            return
    pytest.fail(f"only {kills} kills")


def test_two_at_once_are_refused(checkout):
    first = start(checkout, "aggregate_romo")
    deadline = time.monotonic() + 60
    while not (checkout.folder / ".snakemake/locks").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    second = start(checkout, "aggregate_romo")
    output, _ = second.communicate()
    kill(first, signal.SIGKILL)
    assert second.returncode != 0
    assert output.startswith("another run is alive in ")
    assert len(output.splitlines()) == 1


def test_a_living_plain_snakemake_keeps_its_lock(checkout):
    plain = subprocess.Popen(
        [sys.executable, "-m", "snakemake", "aggregate_romo", *TINY],
        cwd=checkout.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    locks = checkout.folder / ".snakemake/locks"
    deadline = time.monotonic() + 60
    while not list(locks.glob("*")) and time.monotonic() < deadline:
        time.sleep(0.1)
    output, _ = start(checkout, "aggregate_romo").communicate()
    kept = list(locks.glob("*"))
    kill(plain, signal.SIGKILL)
    assert output.startswith("another run is alive in ")
    assert kept


def mount(folder, options):
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


@pytest.fixture
def disk(checkout):
    """Return a function that puts `results` on a disk of its own with these mount options."""
    results = checkout.folder / "results"

    def put(options):
        if not mount(results, options):
            pytest.skip("mounting a disk needs root")

    yield put
    subprocess.run(["umount", str(results)], check=False, capture_output=True)


def test_a_full_disk(checkout, disk, finished):
    disk("size=128k")
    process = start(checkout, "aggregate_romo")
    output, _ = process.communicate()
    assert process.returncode != 0
    assert "cannot be written" in output
    assert "make room or rights there" in output
    results = checkout.folder / "results"
    subprocess.run(["mount", "-o", "remount,size=64m", str(results)], check=True)
    end(checkout, "aggregate_romo")
    same_bytes(checkout, finished, "summary/romo")


def test_an_unwritable_folder(checkout, disk, finished):
    disk("size=64m,ro")
    output, _ = start(checkout, "aggregate_romo").communicate()
    assert output.startswith("results cannot be written or locked")
    assert len(output.splitlines()) == 1
    subprocess.run(["mount", "-o", "remount,rw", str(checkout.folder / "results")], check=True)
    end(checkout, "aggregate_romo")
    same_bytes(checkout, finished, "summary/romo")
