"""What a run took, from benchmarks as Snakemake writes them."""

import pytest

from deltaw.run.costs import by_stage, read_benchmarks, with_total

HEAD = "s\th:m:s\tmax_rss\tmax_vms\tmax_uss\tmax_pss\tio_in\tio_out\tmean_load\tcpu_time\n"


@pytest.fixture
def benchmarks(tmp_path):
    """Return a folder of three trainings and a plot that was too short to be measured."""
    (tmp_path / "train_network").mkdir()
    for seed, (seconds, memory, cpu) in enumerate([(3600, 300, 1800), (1800, 500, 900), (0, 9, 0)]):
        row = f"{seconds}\t0:00:00\t{memory}\t1\t1\t1\t0\t0\t50\t{cpu}\n"
        (tmp_path / f"train_network/romo_seed{seed}.tsv").write_text(HEAD + row)
    short = "0.01\t0:00:00\t-\t-\t-\t-\t-\t-\t-\t-\n"
    (tmp_path / "plot_fig1.tsv").write_text(HEAD + short)
    return tmp_path


def test_jobs_are_summed_by_stage(benchmarks):
    stages = by_stage(read_benchmarks(benchmarks)).set_index("stage")
    assert list(stages.index) == ["train_network", "plot_fig1"]
    training = stages.loc["train_network"]
    assert training.to_dict() == {
        "jobs": 3,
        "wall_hours": 1.5,
        "longest_seconds": 3600,
        "cpu_hours": 0.75,
        "peak_memory_mb": 500,
    }
    assert stages.loc["plot_fig1"].isna()["peak_memory_mb"]


def test_the_total_sums_time_and_takes_the_largest_memory(benchmarks):
    total = with_total(by_stage(read_benchmarks(benchmarks))).loc["all"]
    assert total["jobs"] == 4
    assert total["wall time (h)"] == pytest.approx(1.5)
    assert total["CPU time (core h)"] == 0.75
    assert total["longest job (s)"] == 3600
    assert total["peak memory (MB)"] == 500


def test_a_run_without_benchmarks_says_so(tmp_path):
    with pytest.raises(FileNotFoundError, match="holds no benchmarks: the run has finished no job"):
        read_benchmarks(tmp_path)
