"""Files from elsewhere: archives that are broken or hostile, downloads that fail or fall silent."""

import shutil
import socket
import tarfile
import threading

import numpy as np
import pytest

from archives import command, tarred, zipped
from deltaw.sentiment import sources


def test_links_in_an_archive_are_not_followed(tmp_path):
    archive = tmp_path / "linked.tgz"
    with tarfile.open(archive, "w:gz") as file:
        entry = tarfile.TarInfo("wanted")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/hostname"
        file.addfile(entry)
    with (
        pytest.raises(sources.SourceError, match="has no file wanted"),
        sources.open_member(archive, "wanted") as file,
    ):
        file.read()


@pytest.mark.parametrize("suffix", ["zip", "tgz"])
@pytest.mark.parametrize("kept", [0.0, 0.3, 0.9])
def test_truncated_archives(tmp_path, suffix, kept):
    data = np.random.default_rng(1).bytes(100_000)
    path = tmp_path / f"archive.{suffix}"
    if suffix == "zip":
        zipped(path, {"member": data})
    else:
        path.write_bytes(tarred({"member": data}))
    path.write_bytes(path.read_bytes()[: int(kept * path.stat().st_size)])
    with (
        pytest.raises(sources.SourceError, match=r"is broken|has no file"),
        sources.open_member(path, "member") as file,
    ):
        file.read()


def test_a_download_with_a_wrong_hash_leaves_nothing(tmp_path, web):
    (web.folder / "file").write_bytes(b"not what was published")
    with pytest.raises(sources.FetchError, match=r"could not be fetched .*hash"):
        sources.download(f"{web.url}/file", "0" * 64, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def quick(monkeypatch):
    """Look often, and give up soon."""
    monkeypatch.setattr(sources, "SILENCE", 0.5)
    monkeypatch.setattr(sources, "LOOK", 0.02)


def fetch(monkeypatch, tmp_path, script):
    """Fetch a package with a pip that is this shell script; return its file."""
    folder = tmp_path / "folder"
    folder.mkdir()
    pip = command(tmp_path / "python", f"cd {folder}; {script}")
    monkeypatch.setattr(sources.sys, "executable", pip)
    return sources.fetch_with_pip("package", "1.0", "0" * 64, folder)


def test_a_package_is_fetched_by_its_hash(monkeypatch, tmp_path, quick, capsys):
    path = fetch(monkeypatch, tmp_path, 'echo "$@" > package-1.0.tar.gz')
    said = path.read_text()
    assert "--require-hashes" in said
    wanted = (tmp_path / "folder/requirements.txt").read_text()
    assert wanted == f"package==1.0 --hash=sha256:{'0' * 64}\n"
    assert "fetching package 1.0 (pip); it is given up when" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("echo first; echo 'ERROR: no network' >&2; exit 1", "ERROR: no network"),
        ("exit 3", "exit code 3"),
    ],
)
def test_a_package_manager_that_fails_is_told_in_its_last_words(
    monkeypatch, tmp_path, quick, script, reason
):
    message = rf"package 1\.0 \(pip\) could not be fetched \({reason}\)"
    with pytest.raises(sources.FetchError, match=message):
        fetch(monkeypatch, tmp_path, script)


def test_a_package_manager_in_which_nothing_comes_is_given_up(monkeypatch, tmp_path, quick):
    with pytest.raises(sources.FetchError, match=r"\(nothing came for 0\.5 s\)"):
        fetch(monkeypatch, tmp_path, "exec sleep 60")


def test_folders_that_vanish_meanwhile_are_passed_over(tmp_path):
    (tmp_path / "kept").write_bytes(b"1234")
    ended = threading.Event()

    def come_and_go():
        while not ended.is_set():
            (tmp_path / "unpacked/inner").mkdir(parents=True)
            shutil.rmtree(tmp_path / "unpacked")

    other = threading.Thread(target=come_and_go)
    other.start()
    try:
        assert {sources._size(tmp_path) for _ in range(3000)} == {4}
    finally:
        ended.set()
        other.join()


def test_a_slow_download_is_waited_for(monkeypatch, tmp_path, quick):
    slowly = "for k in 1 2 3 4 5 6; do sleep 0.2; echo $k >> package-1.0.tar.gz; done"
    assert fetch(monkeypatch, tmp_path, slowly).read_text().split() == list("123456")


def test_a_missing_package_manager_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not sources.has_npm()
    with pytest.raises(sources.FetchError, match=r"\(npm\) could not be fetched .*npm"):
        sources.fetch_with_npm("package", "1.0", "0" * 64, tmp_path)


def test_an_npm_package_is_checked_by_its_hash(monkeypatch, tmp_path, quick):
    command(tmp_path / "npm", f"echo content > {tmp_path}/package-1.0.tgz")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert sources.has_npm()
    with pytest.raises(sources.SourceError, match=r"package-1\.0\.tgz has the SHA-256"):
        sources.fetch_with_npm("package", "1.0", "0" * 64, tmp_path)


def test_a_server_that_falls_silent_is_given_up(monkeypatch, tmp_path):
    """It accepts a connection and never answers."""
    monkeypatch.setattr(sources, "SILENCE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/file"
        with pytest.raises(sources.FetchError, match=r"could not be fetched .*timed out"):
            sources.download(url, "0" * 64, tmp_path)
    assert list(tmp_path.iterdir()) == []
