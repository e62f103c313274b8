"""What a run took, from benchmarks as Snakemake writes them."""

import pytest

from deltaw.datasets import DatasetError
from deltaw.run.costs import as_read, by_stage, duration, memory, read_benchmarks

HEAD = "s\th:m:s\tmax_rss\tmax_vms\tmax_uss\tmax_pss\tio_in\tio_out\tmean_load\tcpu_time\n"


@pytest.fixture
def benchmarks(tmp_path):
    """Return a folder of three trainings and a plot that was too short to be measured."""
    (tmp_path / "train_network").mkdir()
    for seed, (seconds, peak, cpu) in enumerate([(3600, 300, 1800), (1800, 500, 900), (0, 9, 0)]):
        row = f"{seconds}\t0:00:00\t{peak}\t1\t1\t1\t0\t0\t50\t{cpu}\n"
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
    table = as_read(by_stage(read_benchmarks(benchmarks)))
    assert table.loc["all"].to_dict() == {
        "jobs": "4",
        "wall time": "1.5 h",
        "longest job": "1 h",
        "CPU time": "45 min",
        "peak memory": "500 MB",
    }
    assert list(table.loc["plot_fig1"])[-1] == ""


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0.1 s"),
        (4.77, "4.8 s"),
        (59.4, "59 s"),
        (61, "1 min"),
        (4700, "1.3 h"),
        (360_000, "100 h"),
        (float("nan"), ""),
    ],
)
def test_times_have_the_unit_that_suits_them(seconds, text):
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("megabytes", "text"), [(366.2, "366 MB"), (1030, "1 GB"), (1610, "1.6 GB")]
)
def test_memory_has_the_unit_that_suits_it(megabytes, text):
    assert memory(megabytes) == text


def test_a_run_without_benchmarks_says_so(tmp_path):
    with pytest.raises(FileNotFoundError, match="holds no benchmarks: the run has finished no job"):
        read_benchmarks(tmp_path)


@pytest.mark.parametrize("text", ["", "a\tb\n1\t2\n", "\0\0\0", "s\tmax_rss\tcpu_time\nx\t1\t1\n"])
def test_a_damaged_benchmark_is_named(benchmarks, text):
    (benchmarks / "plot_fig1.tsv").write_text(text)
    with pytest.raises(DatasetError, match=r"plot_fig1\.tsv is not a benchmark .*: remove it"):
        read_benchmarks(benchmarks)
