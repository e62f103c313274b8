"""Files and folders of the user that the config names."""

from pathlib import Path

from .schema import ConfigError


def local_path(named: str, key: str) -> Path:
    """Return where a file or folder lies.

    Parameters
    ----------
    named : str
        As the config has it; ~ is the user's own home, and ~name that of another.
    key : str
        Of the config.

    Raises
    ------
    ConfigError
        If there is no such home.
    """
    try:
        return Path(named).expanduser().absolute()
    except RuntimeError:
        raise ConfigError(
            f"{key} names {named}, but {named.partition('/')[0]} is no user's home; write the path "
            "without ~"
        ) from None


def exists(path: Path) -> bool:
    """Return whether something lies there; not where nothing can, as the name is too long."""
    try:
        return path.exists()
    except OSError:
        return False


def is_file(path: Path) -> bool:
    """Return whether a file lies there."""
    return exists(path) and path.is_file()
