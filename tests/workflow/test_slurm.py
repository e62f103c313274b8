"""The workflow on a real SLURM of one node, through its profile as a user fills it in."""

import re
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest
from checkouts import Checkout, assert_same_bytes, kill

ROOT = Path(__file__).parents[2]
PROFILE = "workflow/profiles/slurm"
ON_CLUSTER = ("--workflow-profile", PROFILE)
ONE_EACH = (*ON_CLUSTER, "--group-components", "network=1")  # networks a submission
CHAIN = "results/tiny/networks/romo/N24/g{}/seed0/{}.nc"

# SLURM first: where it cannot be had, nothing is run for comparison.
pytestmark = [pytest.mark.slurm, pytest.mark.usefixtures("slurm")]


@pytest.fixture(scope="session")
def slurm():
    """Start SLURM, and stop it after the last test."""
    started = subprocess.run(
        [ROOT / "tests/slurm/start.sh"], capture_output=True, text=True, check=False
    )
    if started.returncode == 77:
        pytest.skip(started.stdout.strip())
    assert started.returncode == 0, started.stdout + started.stderr
    yield
    subprocess.run([ROOT / "tests/slurm/stop.sh"], check=True, capture_output=True)


@pytest.fixture
def cluster(slurm, checkout, monkeypatch):
    """Return a copy of the workflow whose profile names account and partition."""
    file = checkout.folder / PROFILE / "config.yaml"
    text = file.read_text(encoding="utf-8")
    for name in ("slurm_account", "slurm_partition"):
        assert f'{name}: ""' in text
        text = text.replace(f'{name}: ""', f"{name}: tests")
    file.write_text(text, encoding="utf-8")
    monkeypatch.setenv("DELTAW_CHECKPOINT_SECONDS", "0.3")
    return checkout


@pytest.fixture(scope="module")
def trained_long(tmp_path_factory):
    """Return a copy in which two networks were trained for seconds, without SLURM."""
    checkout = Checkout.fresh(tmp_path_factory.mktemp("long"))
    long(checkout)
    checkout.run("sweep_romo")
    return checkout


def long(checkout):
    """Train so long that there is time to interrupt it."""
    checkout.configure(
        networks__tasks__romo__epochs=6000, figures__fig1__tasks__romo={"epochs": 6000}
    )


def submissions(checkout):
    """Return what SLURM knows of the jobs of a folder, in order."""
    said = subprocess.run(
        ["scontrol", "show", "job", "--oneliner"], capture_output=True, text=True, check=True
    ).stdout
    jobs = [dict(re.findall(r"(\S+?)=(\S+)", line)) for line in said.splitlines()]
    ours = [job for job in jobs if job.get("WorkDir") == str(checkout.folder)]
    return sorted(ours, key=lambda job: int(job["JobId"]))


def wait_until(condition, seconds=120):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.2)
    return found


def has_checkpoint(checkout, g):
    return (checkout.folder / (CHAIN.format(g, "network") + ".checkpoint")).exists()


def train_log(checkout, g):
    log = f"results/tiny/logs/train_network/romo_N24_g{g}_seed0.log"
    return (checkout.folder / log).read_text(encoding="utf-8")


def insert(checkout, script, code):
    """Put code before a script's own."""
    file = checkout.folder / f"workflow/scripts/{script}.py"
    file.write_text(code + file.read_text(encoding="utf-8"), encoding="utf-8")


def test_all_figures_have_the_bytes_of_a_local_run(cluster, finished):
    done = cluster.snakemake("all_figures", *ON_CLUSTER)
    assert done.returncode == 0, done.stdout + done.stderr
    assert_same_bytes(cluster.results(), finished.results(), "figures/fig1.pdf")
    assert {n for n in cluster.results() if n.startswith("figures/")} == {
        n for n in finished.results() if n.startswith("figures/fig")
    }
    jobs = submissions(cluster)
    assert Counter(job["Comment"].split("_")[1] for job in jobs) == {
        "network": 2,  # of five networks and of one
        "linear": 1,
        "train": 1,
        "evaluate": 1,
    }
    threads = {job["Comment"].split("_")[1]: job["NumCPUs"] for job in jobs}
    assert set(threads.values()) == {"1"}  # batches of so small an LSTM have no pieces
    assert {job["Account"] for job in jobs} == {"tests"}


FAILING = """\
import pathlib
tries = pathlib.Path(f"tries-g{snakemake.wildcards.g}")
with tries.open("a") as file:
    file.write("x")
if snakemake.wildcards.g == "0.9" or tries.read_text() == "x":
    raise RuntimeError(f"a planned failure at g = {snakemake.wildcards.g}")
"""
THREADS = """\
import json, os, pathlib
names = "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "SLURM_CPUS_PER_TASK"
pathlib.Path("threads.json").write_text(" ".join(os.environ[name] for name in names))
"""


def test_a_failure_is_retried_once_and_its_log_printed(cluster):
    cluster.configure(networks__threads=2)
    insert(cluster, "decompose", FAILING)
    insert(cluster, "train_network", THREADS)
    spectra = [CHAIN.format(g, "spectrum") for g in ("0", "0.9")]
    done = cluster.snakemake(*spectra, *ONE_EACH)
    said = done.stdout + done.stderr
    assert done.returncode != 0
    assert (cluster.folder / spectra[0]).exists()
    assert not (cluster.folder / spectra[1]).exists()
    for g in ("0", "0.9"):
        assert (cluster.folder / f"tries-g{g}").read_text() == "xx"
    assert "RuntimeError: a planned failure at g = 0.9" in said
    jobs = submissions(cluster)
    assert len(jobs) == 4
    assert {job["NumCPUs"] for job in jobs} == {"2"}
    assert (cluster.folder / "threads.json").read_text() == "2 2 2 2"
    memory = [int(job["MinMemoryNode"].rstrip("M")) for job in jobs]
    assert memory == [700, 700, 1400, 1400]


def test_a_time_limit_is_survived_from_the_checkpoint(cluster, trained_long):
    long(cluster)
    limit = ["train_network:runtime=1+20*(attempt-1)", "decompose:runtime=0"]
    target = CHAIN.format("0", "spectrum")
    run = cluster.start(target, *ONE_EACH, "--set-resources", *limit)
    wait_until(lambda: has_checkpoint(cluster, "0"))
    stop_processes(submissions(cluster)[0]["JobId"])  # now it will not be done in time
    output, _ = run.communicate()
    assert run.returncode == 0, output
    assert [job["JobState"] for job in submissions(cluster)] == ["TIMEOUT", "COMPLETED"]
    assert "going on from" in train_log(cluster, "0")
    assert_same(cluster, trained_long, target)


def stop_processes(job):
    """Stop, without ending, what runs in a job."""
    said = subprocess.run(
        ["scontrol", "listpids", job], capture_output=True, text=True, check=True
    ).stdout
    for line in said.splitlines()[1:]:
        subprocess.run(["kill", "-STOP", line.split()[0]], check=False)


def assert_same(checkout, other, *paths):
    for path in [CHAIN.format("0", "network"), *paths]:
        assert (checkout.folder / path).read_bytes() == (other.folder / path).read_bytes(), path


def test_a_cancelled_job_is_retried(cluster, trained_long):
    long(cluster)
    target = CHAIN.format("0", "spectrum")
    run = cluster.start(target, *ONE_EACH)
    wait_until(lambda: has_checkpoint(cluster, "0"))
    subprocess.run(["scancel", submissions(cluster)[0]["JobId"]], check=True)
    output, _ = run.communicate(timeout=240)
    assert run.returncode == 0, output
    assert [job["JobState"] for job in submissions(cluster)] == ["CANCELLED", "COMPLETED"]
    assert_same(cluster, trained_long, target)


def test_a_killed_run_goes_on_although_its_jobs_still_ran(cluster, trained_long):
    long(cluster)
    run = cluster.start("sweep_romo", *ONE_EACH)
    wait_until(lambda: has_checkpoint(cluster, "0") and has_checkpoint(cluster, "0.9"))
    kill(run, signal.SIGKILL)
    orphans = submissions(cluster)
    assert [job["JobState"] for job in orphans] == ["RUNNING", "RUNNING"]
    output = cluster.end("sweep_romo", *ONE_EACH)
    assert "cancelling jobs that a dead run left in SLURM" in output
    jobs = submissions(cluster)
    states = [job["JobState"] for job in jobs]
    assert states == ["CANCELLED", "CANCELLED", "COMPLETED", "COMPLETED"]
    assert max(job["EndTime"] for job in jobs[:2]) <= min(job["StartTime"] for job in jobs[2:])
    assert "going on from" in train_log(cluster, "0")
    assert_same_bytes(cluster.results(), trained_long.results(), "summary/networks_romo_N24.nc")
