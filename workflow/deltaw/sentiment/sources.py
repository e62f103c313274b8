"""Files from elsewhere: found, fetched, checked by their hash, read without unpacking.

Nothing is ever unpacked to disk: a member of an archive is read by its exact name, so no
path in an archive can lead anywhere.
"""

import hashlib
import shutil
import subprocess
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

import pooch

# Errors by which a broken archive shows itself
BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError)
MINUTES = 30  # a download takes at most


class SourceError(Exception):
    """Data that cannot be had, or that are not what they should be."""


class FetchError(SourceError):
    """A download that failed: the network, a server or a package manager."""


class Source(NamedTuple):
    """Where data came from.

    Attributes
    ----------
    origin : str
        Address, package and version, or "local file".
    sha256 : dict
        Hash of each file that was read.
    """

    origin: str
    sha256: dict[str, str]


def check_hash(path: Path, expected: str) -> None:
    """Check a file's SHA-256.

    Raises
    ------
    SourceError
    """
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != expected:
        raise SourceError(f"{path} has the SHA-256 {found}, not {expected}: fetch it again")


@contextmanager
def open_member(archive: Path | BinaryIO, member: str) -> Iterator[BinaryIO]:
    """Open a regular file of a .zip, .tar.gz or .tgz archive for reading.

    Parameters
    ----------
    archive : Path or file
        A file is a .tar.gz inside another archive.
    member : str
        Its exact name.

    Raises
    ------
    SourceError
        If the archive is broken or lacks the member.
    """
    path, file = (archive, None) if isinstance(archive, Path) else (None, archive)
    try:
        if path is not None and path.suffix == ".zip":
            with zipfile.ZipFile(path) as unpacked, unpacked.open(member) as content:
                yield content
        else:
            # "r|gz" reads the archive once, in order, so that nothing but the member is kept.
            with tarfile.open(path, "r|gz", file) as unpacked:
                found = (entry for entry in unpacked if entry.name == member and entry.isfile())
                yield unpacked.extractfile(next(found))
    except (KeyError, StopIteration) as error:
        raise SourceError(
            f"{path or 'its archive'} has no file {member}: fetch it again"
        ) from error
    except BROKEN as error:
        raise SourceError(f"{path or member} is broken ({error}): fetch it again") from error


def _run(command: list[str], what: str) -> None:
    """Run a package manager; no shell is involved."""
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=60 * MINUTES)
    except (OSError, subprocess.SubprocessError) as error:
        said = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
        raise FetchError(f"{what} could not be fetched ({said[-1] if said else error})") from error


def fetch_with_pip(package: str, version: str, sha256: str, folder: Path) -> Path:
    """Fetch the source distribution of a PyPI package; pip checks its hash.

    Raises
    ------
    SourceError
    """
    wanted = folder / "requirements.txt"
    wanted.write_text(f"{package}=={version} --hash=sha256:{sha256}\n", encoding="utf-8")
    options = ["--no-deps", "--no-binary", package, "--require-hashes", "--quiet"]
    options += ["--disable-pip-version-check", "--requirement", str(wanted), "--dest", str(folder)]
    _run([sys.executable, "-m", "pip", "download", *options], f"{package} {version} (pip)")
    return folder / f"{package}-{version}.tar.gz"


def fetch_with_npm(package: str, version: str, sha256: str, folder: Path) -> Path:
    """Fetch an npm package without installing it, and check its hash.

    Raises
    ------
    SourceError
    """
    options = ["pack", f"{package}@{version}", "--ignore-scripts", "--silent"]
    _run(["npm", *options, "--pack-destination", str(folder)], f"{package} {version} (npm)")
    path = folder / f"{package}-{version}.tgz"
    check_hash(path, sha256)
    return path


def has_npm() -> bool:
    """Return whether npm is on this machine."""
    return shutil.which("npm") is not None


def download(url: str, sha256: str, folder: Path) -> Path:
    """Fetch a file from the web and check its hash.

    Raises
    ------
    FetchError
    """
    name = url.rsplit("/", 1)[-1]
    try:
        path = pooch.retrieve(url, f"sha256:{sha256}", fname=name, path=folder)
    except (OSError, ValueError) as error:  # requests' errors are OSErrors
        raise FetchError(f"{url} could not be fetched ({error})") from error
    return Path(path)
