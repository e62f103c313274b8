"""What the unit tests share."""

import shutil
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def web(tmp_path_factory):
    """Serve a folder on the loopback address; return its ``url`` and ``folder``."""
    folder = tmp_path_factory.mktemp("web")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield SimpleNamespace(folder=folder, url=f"http://127.0.0.1:{server.server_port}")
        server.shutdown()


@pytest.fixture(scope="session")
def rules(root, tmp_path_factory) -> set[str]:
    """Return the names of the workflow's rules, asked of Snakemake in a folder of its own."""
    folder = tmp_path_factory.mktemp("rules")
    shutil.copytree(root / "workflow", folder / "workflow")
    for name in ("Snakefile", "config.yaml"):
        shutil.copy2(root / name, folder)
    command = [sys.executable, "-m", "snakemake", "--list-rules"]
    listed = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return {line.split()[0] for line in listed.stdout.splitlines()}
