"""Write the tables of docs/config.md, docs/data.md and docs/verdicts.md, below each page's mark.

python workflow/describe.py
"""

from pathlib import Path

import yaml

from deltaw.claims.table import CLAIMED
from deltaw.config.schema import validate
from deltaw.run.results import claims_in
from deltaw.tables import filled
from deltaw.tables.config import config_tables
from deltaw.tables.data import data_tables
from deltaw.tables.verdicts import verdict_tables

ROOT = Path(__file__).parents[1]


def pages() -> dict[Path, str]:
    """Return the text that each page should have."""
    config, overlay = (
        yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
        for name in ("config.yaml", "workflow/config/tasks.yaml")
    )
    further = overlay["networks"]["tasks"]
    claims = CLAIMED.read(claims_in(ROOT / "docs/paper")[-1])
    verdicts = (ROOT / "docs/verdicts.md").read_text(encoding="utf-8")
    tables = {
        "config.md": config_tables(validate(config), further),
        "data.md": data_tables(),
        "verdicts.md": verdict_tables(claims, verdicts),
    }
    return {
        ROOT / "docs" / name: filled(ROOT / "docs" / name, text) for name, text in tables.items()
    }


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
