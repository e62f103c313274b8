"""The pages show the figures that the workflow draws."""

import re

import pytest

from deltaw.config.figures import Figures
from deltaw.config.linear import Linear
from deltaw.config.networks import Networks
from deltaw.config.schema import validate
from deltaw.config.sentiment import Sentiment


@pytest.fixture
def figures(paper) -> Figures:
    """Return the figures of the paper's config."""
    config, run = validate(paper), "results/paper"
    return Figures(config, Networks(config, run), Linear(config, run), Sentiment(config, run))


def shown(page, folder: str, prefix: str) -> set[str]:
    """Return the pictures of a folder whose names start so and that a page shows."""
    return set(re.findall(rf"{folder}/({prefix}\w+)\.png", page.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("page", "folder"), [("docs/figures.md", "paper"), ("docs/preview.md", "preview")]
)
def test_the_pages_show_the_figures_that_all_figures_draws(root, figures, page, folder):
    """They are those of the paper run (make publish) and of the preview (make gallery)."""
    kept = {path.stem for path in (root / "docs" / folder).glob("fig*.png")}
    assert set(figures.main) == kept == shown(root / page, folder, "fig")
    assert (root / "docs" / folder / "claims.md").exists()


def test_the_supplements_page_shows_what_all_supplementary_draws(root, figures):
    page = root / "docs/supplement.md"
    assert set(figures.supplementary) == shown(page, "paper", "supp_")


def test_the_pages_are_small_enough_for_a_repository(root):
    size = sum(path.stat().st_size for path in (root / "docs").rglob("*") if path.is_file())
    assert 10_000_000 < size <= 40_000_000
