"""Jobs that a dead run left in SLURM, with commands in SLURM's place that say what it would."""

import os
from types import SimpleNamespace

import pytest

from archives import command
from deltaw.run.slurm import LOGS, ClusterError, check_site, end_orphans, jobs_of


@pytest.fixture
def slurm(tmp_path, monkeypatch):
    """Return a folder of commands, and of the `queue` that squeue shows and scancel empties."""
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    command(tmp_path / "squeue", f"cat {tmp_path}/queue")
    command(tmp_path / "scancel", f'echo "$@" >> {tmp_path}/cancelled; : > {tmp_path}/queue')
    return tmp_path


def queue(slurm, *lines):
    (slurm / "queue").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def test_only_this_folders_jobs_are_cancelled(slurm, tmp_path, capsys):
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    (ours / LOGS).mkdir(parents=True)
    (tmp_path / "link").symlink_to(ours)
    queue(
        slurm,
        f"11|{ours}|rule_network_decompose_train_network",
        f"12|{theirs}|rule_train_network",
        f"13|{ours}|of another program",
        f"15|{theirs}|(null)",
        f"14|{tmp_path}/link|group_linear|odd",
    )
    assert jobs_of(ours) == ["11", "14"]
    end_orphans(ours, quiet=0, look=0)
    assert (slurm / "cancelled").read_text() == "11 14\n"
    assert "cancelling jobs that a dead run left in SLURM: 11, 14" in capsys.readouterr().out


@pytest.mark.parametrize("comment", ["", "(null)"])
def test_a_job_that_does_not_say_whose_it_is_is_left_to_the_user(slurm, tmp_path, comment):
    (tmp_path / LOGS).mkdir(parents=True)
    queue(slurm, f"13|{tmp_path}|{comment}")
    with pytest.raises(ClusterError, match=r"^job 13 .*scancel 13"):
        end_orphans(tmp_path, quiet=0, look=0)
    assert not (slurm / "cancelled").exists()


def test_a_job_that_shows_up_late_is_cancelled(slurm, tmp_path):
    command(
        slurm / "squeue",
        f'echo x >> {slurm}/looks; [ $(wc -l < {slurm}/looks) = 3 ] && echo "7|{tmp_path}|rule_a"'
        "; true",
    )
    (tmp_path / LOGS).mkdir(parents=True)
    end_orphans(tmp_path, quiet=0.5, look=0.05)
    assert (slurm / "cancelled").read_text() == "7\n"


def test_a_silent_slurm_is_no_leave_to_start(slurm, tmp_path):
    command(slurm / "squeue", "echo 'slurm_load_jobs error: Unable to contact' >&2; exit 1")
    end_orphans(tmp_path, quiet=0)  # nothing was ever submitted from here
    (tmp_path / LOGS).mkdir(parents=True)
    with pytest.raises(ClusterError, match="squeue: slurm_load_jobs error: Unable to contact"):
        end_orphans(tmp_path, quiet=0)


def test_no_slurm_no_orphans(tmp_path, monkeypatch):
    (tmp_path / LOGS).mkdir(parents=True)
    monkeypatch.setenv("PATH", str(tmp_path))
    end_orphans(tmp_path, quiet=60)


def resources(**texts):
    return {name: SimpleNamespace(raw=text) for name, text in texts.items()}


def test_account_and_partition_must_be_filled_in():
    check_site({})
    check_site(resources(slurm_account="a", slurm_partition="b", mem_mb=""))
    with pytest.raises(ClusterError, match=r"^slurm_account empty: fill in .*config\.yaml$"):
        check_site(resources(slurm_account="", slurm_partition="b"))
