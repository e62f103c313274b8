"""What is said at a run's end: where its figures are, and which networks did not learn."""

from pathlib import Path
from types import SimpleNamespace

import netCDF4
import numpy as np
import pytest
from snakemake.io import flag

from deltaw.run.plan import products, unsolved


@pytest.fixture
def workflow(tmp_path):
    """Return a workflow whose jobs have made three summaries, and one that is not there."""
    folder = tmp_path / "summary"
    folder.mkdir()
    outcomes = {
        "networks_romo_N24": ("convergence", [[0, 1], [1, 2]], "converged not_converged diverged"),
        "networks_mante_N24": ("convergence", [[0, 0]], "converged not_converged diverged"),
        "linear_failing_N24": ("diverged", [0, 1, 0], "finite diverged"),
        "sentiment_N6": (None, [], ""),
    }
    for name, (variable, values, meanings) in outcomes.items():
        with netCDF4.Dataset(folder / f"{name}.nc", "w") as file:
            if variable:
                values = np.array(values, dtype="int8")
                dims = [f"axis{k}" for k in range(values.ndim)]
                for dim, size in zip(dims, values.shape, strict=True):
                    file.createDimension(dim, size)
                made = file.createVariable(variable, "i1", dims)
                made[:] = values
                made.flag_meanings = meanings
    files = [str(folder / f"{name}.nc") for name in (*outcomes, "networks_gone_N24")]
    jobs = [SimpleNamespace(output=[file]) for file in files]
    jobs.append(SimpleNamespace(output=[str(tmp_path / "figures/fig1.pdf")]))
    return SimpleNamespace(dag=SimpleNamespace(jobs=jobs))


def test_networks_that_did_not_learn_are_counted_by_summary(workflow):
    assert unsolved(workflow) == [
        "linear_failing_N24: of 3 networks 1 diverged",
        "networks_romo_N24: of 4 networks 2 not converged, 1 diverged",
    ]


def test_files_that_are_gone_are_not_shown(tmp_path):
    names = ("fig1.pdf", "fig1.png", "fig2.pdf", "fig2.png", "claims.csv", "claims.md")
    pdf, png, *gone, csv, md = (str(tmp_path / name) for name in names)
    for path in (pdf, png, csv):
        Path(path).touch()
    jobs = [
        SimpleNamespace(output=[first, flag(second, "report")])
        for first, second in ((pdf, png), gone, (md, csv))
    ]
    shown = products(SimpleNamespace(dag=SimpleNamespace(jobs=jobs)))
    assert shown == [csv, f"{pdf}, {png}"]
