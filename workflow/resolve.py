"""Print the config that a run would use: config.yaml with overlays laid over it, checked.

python workflow/resolve.py [overlay.yaml ...]
"""

import sys
from pathlib import Path

import yaml
from snakemake.utils import update_config

from deltaw.config.files import check_file
from deltaw.config.schema import validate


def main(overlays: list[str]) -> None:
    """Print the resolved config as YAML."""
    config = {}
    for path in ["config.yaml", *overlays]:
        check_file(path)
        update_config(config, yaml.safe_load(Path(path).read_text(encoding="utf-8-sig")))
    print(yaml.safe_dump(validate(config), sort_keys=False), end="")


if __name__ == "__main__":
    main(sys.argv[1:])
