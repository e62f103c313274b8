"""What the tests share: the paper's config, and tasks with the numbers of the config files."""

from pathlib import Path

import pytest
import torch
import yaml
from threadpoolctl import threadpool_limits

from deltaw.networks.tasks import make_task

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True, scope="session")
def one_thread():
    """Keep to one thread: the matrices are small, and other processes share the cores."""
    torch.set_num_threads(1)
    with threadpool_limits(1):  # of all libraries that the test modules have loaded
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the repository's root."""
    return ROOT


@pytest.fixture
def paper() -> dict:
    """Return the paper's config, as it is written."""
    return yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def trainings(paper) -> dict:
    """Return what the config says of each task: those of the paper, and the further ones."""
    further = yaml.safe_load((ROOT / "workflow/config/tasks.yaml").read_text(encoding="utf-8"))
    return paper["networks"]["tasks"] | further["networks"]["tasks"]


@pytest.fixture
def task(request, trainings):
    """Return the task that the test is parametrised with, by name."""
    return make_task(**trainings[request.param]["task"])
