"""The cluster's profile, by dry run: no SLURM is needed for that."""

import os

import pytest
import yaml
from checkouts import EVERYTHING

SLURM = "workflow/profiles/slurm"
ON_CLUSTER = ("--workflow-profile", SLURM)


@pytest.fixture
def site(checkout):
    """Return a function that fills in names of a site."""
    file = checkout.folder / SLURM / "config.yaml"

    def fill(**names):
        text = file.read_text(encoding="utf-8")
        for name, value in names.items():
            assert f'{name}: ""' in text
            text = text.replace(f'{name}: ""', f"{name}: {value}")
        file.write_text(text, encoding="utf-8")

    return fill


def test_what_a_site_must_fill_in_is_named(checkout, site):
    site(slurm_partition="short")
    done = checkout.snakemake("all_figures", "--dry-run", *ON_CLUSTER)
    assert done.returncode != 0
    wanted = "slurm_account empty: fill in the names that your cluster uses"
    assert wanted in done.stdout + done.stderr
    assert "Job stats" not in done.stdout + done.stderr


def test_a_cluster_plans_what_a_laptop_plans(checkout, site, jobs):
    site(slurm_account="lab", slurm_partition="short")
    assert checkout.planned(*EVERYTHING, *ON_CLUSTER) == jobs.counted()


def test_what_reruns_is_the_same_everywhere(root):
    profiles = [
        yaml.safe_load((root / f"workflow/profiles/{name}/config.yaml").read_text("utf-8"))
        for name in ("default", "slurm")
    ]
    triggers = [profile["rerun-triggers"] for profile in profiles]
    assert triggers[0] == triggers[1]


def test_a_silent_slurm_is_no_leave_to_start(checkout, monkeypatch):
    commands = checkout.folder / "commands"
    commands.mkdir()
    (commands / "squeue").write_text("#!/bin/sh\necho 'no contact' >&2\nexit 1\n")
    (commands / "squeue").chmod(0o755)
    monkeypatch.setenv("PATH", f"{commands}:{os.environ['PATH']}")
    (checkout.folder / ".snakemake/slurm_logs").mkdir(parents=True)
    run = checkout.start("all_figures")
    output, _ = run.communicate()
    assert run.returncode != 0
    assert output == "a dead run's jobs may still run in SLURM (squeue: no contact)\n"


def test_jobs_of_seconds_are_no_submissions(jobs):
    """What joins, compares, checks, draws or needs a network is run by Snakemake itself."""
    seconds = ("aggregate_", "compare_", "check_", "plot_", "fetch_", "prepare_", "decompose_lstm")
    rules = set(jobs.counted())
    assert {rule for rule in rules if rule.startswith(seconds)} == jobs.local() & rules
