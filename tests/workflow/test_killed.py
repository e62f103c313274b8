"""A run that was killed goes on with the same command and ends with the same bytes."""

import random
import signal
import subprocess
import sys
import time

import matplotlib.image
import numpy as np
import pytest
from checkouts import TINY, Checkout, alive, assert_same_bytes, kill

# They need a job of every rule but those of the claims and of most figures.
OF_MOST_RULES = (
    "summary/networks_romo_N24.nc",
    "networks/romo/N24/g0.9/seed0/trial.nc",
    "summary/dynamics_romo_N24.nc",
    "summary/ranks_pattern_N24.nc",
    "summary/regimes_flipflop_N24.nc",
    "summary/linear_start.nc",
    "summary/linear_channels_N24.nc",
    "summary/linear_flow_N24.nc",
    "summary/linear_failing_N24.nc",
    "summary/linear_cosine_N24.nc",
    "summary/sentiment_packed_N6.nc",
    "figures/supp_spectra.pdf",
    "figures/fig4.pdf",
    "figures/fig5.pdf",
)
COSINE = "summary/linear_cosine_N24.nc"  # made in seconds


def kill_often(checkout, targets, kills, rng, longest):
    """Start and kill until it was killed so often or was done; return how often it was killed."""
    for done in range(kills):
        process = checkout.start(*targets)
        try:
            process.communicate(timeout=rng.uniform(1.5, longest))
        except subprocess.TimeoutExpired:
            kill(process, rng.choice([signal.SIGKILL, signal.SIGTERM]))
        else:
            return done
    return kills


def test_killed_a_few_times_elsewhere(copy, finished, jobs):
    """Besides: in another folder, with another number of cores, under another run's name."""
    copy.configure(run="other")
    targets = [f"results/other/{name}" for name in OF_MOST_RULES]
    assert kill_often(copy, targets, 3, random.Random(1), 12) > 0
    copy.end(*targets, "--cores", "4")
    ours, theirs = copy.results("other"), finished.results()
    made = {name.split("/")[1].partition(".")[0] for name in ours if name.startswith("benchmarks/")}
    judging = ("plot_", "check_", "compare_")
    assert made > {rule for rule in jobs.counted() if not rule.startswith(judging)}
    assert_same_bytes(ours, theirs, "config.yaml", *OF_MOST_RULES)
    for name in (name for name in ours if name.endswith(".png")):
        pixels = [matplotlib.image.imread(found[name]) for found in (ours, theirs)]
        np.testing.assert_array_equal(*pixels)
    assert set(copy.results()) == set(theirs)


@pytest.mark.slow
def test_killed_at_twenty_moments(tmp_path, finished):
    rng, kills = random.Random(2), 0
    for attempt in range(10):
        checkout = Checkout.fresh(tmp_path / str(attempt))
        kills += kill_often(checkout, ["all_figures"], 25, rng, 15)
        checkout.end("all_figures")
        assert_same_bytes(checkout.results(), finished.results(), "figures/fig1.pdf")
        if kills >= 20:
            return
    pytest.fail(f"only {kills} kills")


LSTM = "results/tiny/sentiment/seed0/network.nc"


def test_an_lstm_that_processes_share(checkout, monkeypatch):
    monkeypatch.setenv("DELTAW_CHECKPOINT_SECONDS", "0")
    checkout.configure(sentiment__units=128, sentiment__batch=60, sentiment__epochs=300)
    network = checkout.folder / LSTM
    checkpoint = network.with_name(f"{network.name}.checkpoint")
    log = checkout.folder / "results/tiny/logs/train_lstm/seed0.log"
    checkout.end(LSTM, "--cores", "1")
    alone = network.read_bytes()
    network.unlink()
    process = checkout.start(LSTM, "--cores", "8")
    while not checkpoint.exists():
        assert process.poll() is None
        time.sleep(0.05)
    assert sum("train_lstm" in " ".join(p.cmdline()) for p in alive(process.pid)) == 3
    kill(process, signal.SIGKILL)
    assert not network.exists()
    assert checkpoint.exists()
    checkout.end(LSTM, "--cores", "8")
    assert "epoch 1/" not in log.read_text(encoding="utf-8")  # it went on where it was killed
    assert network.read_bytes() == alone


def locks(checkout):
    return list((checkout.folder / ".snakemake/locks").glob("*"))


def wait_for_locks(checkout):
    deadline = time.monotonic() + 60
    while not locks(checkout) and time.monotonic() < deadline:
        time.sleep(0.1)


def test_two_at_once_are_refused(checkout):
    first = checkout.start("sweep_romo")
    wait_for_locks(checkout)
    second = checkout.start("sweep_romo")
    output, _ = second.communicate()
    kill(first, signal.SIGKILL)
    assert second.returncode != 0
    assert output.startswith("another run is alive in ")
    assert len(output.splitlines()) == 1


def test_a_living_plain_snakemake_keeps_its_lock(checkout):
    plain = subprocess.Popen(
        [sys.executable, "-m", "snakemake", "sweep_romo", *TINY],
        cwd=checkout.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    wait_for_locks(checkout)
    output, _ = checkout.start("sweep_romo").communicate()
    kept = locks(checkout)
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


def remount(checkout, options):
    results = str(checkout.folder / "results")
    subprocess.run(["mount", "-o", f"remount,{options}", results], check=True)


def test_a_full_disk(checkout, disk, finished):
    disk("size=64k")
    process = checkout.start(f"results/tiny/{COSINE}")
    output, _ = process.communicate()
    assert process.returncode != 0
    assert "cannot be written" in output
    assert "make room or rights there" in output
    remount(checkout, "size=64m")
    checkout.end(f"results/tiny/{COSINE}")
    assert_same_bytes(checkout.results(), finished.results(), COSINE)


def test_an_unwritable_folder(checkout, disk, finished):
    disk("size=64m,ro")
    output, _ = checkout.start(f"results/tiny/{COSINE}").communicate()
    assert output.startswith("results cannot be written or locked")
    assert len(output.splitlines()) == 1
    remount(checkout, "rw")
    checkout.end(f"results/tiny/{COSINE}")
    assert_same_bytes(checkout.results(), finished.results(), COSINE)
