"""Files from elsewhere: found, fetched, checked by their hash, read without unpacking.

Nothing is ever unpacked to disk: a member of an archive is read by its exact name, so no
path in an archive can lead anywhere.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

import pooch

from ..logs import tell

# Errors by which a broken archive shows itself
BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError)
SILENCE = 60  # seconds after which a download in which nothing comes is given up
LOOK = 0.2  # seconds between two looks


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


def _size(folder: Path) -> int:
    """Return the bytes of all files of a folder in which others write and remove meanwhile."""
    total = 0
    for inner, _, names in os.walk(folder):  # passes over folders that are gone
        for name in names:
            with suppress(FileNotFoundError):
                total += Path(inner, name).lstat().st_size
    return total


def _run(command: list[str], what: str, folder: Path) -> None:
    """Run a package manager that works in a folder; no shell is involved.

    Raises
    ------
    FetchError
        If it fails, or nothing comes for a while.
    """
    tell(f"fetching {what}; it is given up when nothing comes for {SILENCE} s")
    environment = os.environ | {"TMPDIR": str(folder), "npm_config_cache": str(folder / "npm")}
    said = folder / "said.txt"
    try:
        with said.open("wb") as file:
            process = subprocess.Popen(command, stdout=file, stderr=file, env=environment)
            size, last = 0, time.monotonic()
            while process.poll() is None:
                time.sleep(LOOK)
                if (now := _size(folder)) != size:
                    size, last = now, time.monotonic()
                if time.monotonic() - last > SILENCE:
                    process.kill()
                    process.wait()
                    raise FetchError(f"{what} could not be fetched (nothing came for {SILENCE} s)")
    except OSError as error:
        raise FetchError(f"{what} could not be fetched ({error})") from error
    if process.returncode:
        lines = said.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        reason = lines[-1] if lines else f"exit code {process.returncode}"
        raise FetchError(f"{what} could not be fetched ({reason})")


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
    _run([sys.executable, "-m", "pip", "download", *options], f"{package} {version} (pip)", folder)
    return folder / f"{package}-{version}.tar.gz"


def fetch_with_npm(package: str, version: str, sha256: str, folder: Path) -> Path:
    """Fetch an npm package without installing it, and check its hash.

    Raises
    ------
    SourceError
    """
    options = ["pack", f"{package}@{version}", "--ignore-scripts", "--silent"]
    _run(["npm", *options, "--pack-destination", str(folder)], f"{package} {version} (npm)", folder)
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
    tell(f"fetching {url}; it is given up when nothing comes for {SILENCE} s")
    patient = pooch.HTTPDownloader(timeout=SILENCE)
    try:
        path = pooch.retrieve(url, f"sha256:{sha256}", name, folder, downloader=patient)
    except (OSError, ValueError) as error:  # requests' errors are OSErrors
        raise FetchError(f"{url} could not be fetched ({error})") from error
    return Path(path)
