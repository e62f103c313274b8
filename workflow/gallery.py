"""Copy a run's figures, small, and its claims to docs/<run>, for the README.

python workflow/gallery.py preview
"""

import shutil
import sys
from pathlib import Path

from PIL import Image

WIDTH = 1000  # pixels


def main(run: str) -> None:
    """Replace the gallery of a run by its figures and claims."""
    figures = sorted(Path(f"results/{run}/figures").glob("*.png"))
    if not figures:
        sys.exit(f"results/{run}/figures holds no figures: draw them first (make figures)")
    gallery = Path("docs") / run
    gallery.mkdir(parents=True, exist_ok=True)
    for old in gallery.glob("*.png"):
        old.unlink()
    for path in figures:
        with Image.open(path) as image:
            small = image.convert("RGB")
            small.thumbnail((WIDTH, WIDTH))
            small.quantize(64).save(gallery / path.name, optimize=True)
    shutil.copy(f"results/{run}/claims_with_supplement.md", gallery / "claims.md")


if __name__ == "__main__":
    main(*sys.argv[1:])
