"""A figure's picture in a size that suits a page."""

from pathlib import Path

from PIL import Image

from .results import RunError


def reduced(png: Path, size: int) -> Image.Image:
    """Return a picture whose longer side has at most that many pixels, in the colours it has.

    Raises
    ------
    RunError
        If the file is no picture, or not a whole one.
    """
    try:
        with Image.open(png) as image:
            small = image.convert("RGB")
    except (OSError, SyntaxError, ValueError):
        raise RunError(f"{png} is damaged: remove it and draw {png.stem} again") from None
    small.thumbnail((size, size))
    return small
