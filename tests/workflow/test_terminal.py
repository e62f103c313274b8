"""What a run says: bars at a terminal, plain text in a file, and where its figures are."""

import os
import pty
import re
import select
import signal
import subprocess
import time

import pytest
from checkouts import START, TINY

CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")
SHUFFLE = "results/tiny/networks/romo/N24/g0/seed0/shuffle.nc"
LISTED = "Figures and tables of this run:"
SHOW_CURSOR = "\x1b[?25h"


@pytest.fixture
def copy(finished, tmp_path):
    """Return a copy of the finished run, in which one more shuffle is asked for."""
    copied = finished.copy(tmp_path / "copy")
    copied.configure(evaluation__shuffles=3)
    return copied


class Terminal:
    """A command at a terminal of its own.

    Attributes
    ----------
    text : str
        All that it has written so far, with the codes that move the cursor.
    """

    def __init__(self, folder, *arguments):
        ours, theirs = pty.openpty()
        environment = os.environ | {"TERM": "xterm", "COLUMNS": "100", "LINES": "40"}
        self.process = subprocess.Popen(
            [*START, *arguments, *TINY],
            cwd=folder,
            env=environment,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            # A shell in the background, which may have started the tests, lets them ignore it.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        os.close(theirs)
        self._screen, self.text = ours, ""

    def read(self, until="", seconds=120):
        """Read until a text is shown, or to the end; return what was read without codes."""
        deadline = time.monotonic() + seconds
        while not until or until not in CODES.sub("", self.text):
            assert time.monotonic() < deadline, self.text
            if not select.select([self._screen], [], [], 1)[0]:
                continue
            try:
                self.text += os.read(self._screen, 65536).decode(errors="replace")
            except OSError:  # the last process that wrote here has ended
                self.process.wait()
                os.close(self._screen)
                break
        return CODES.sub("", self.text)


def test_a_terminal_shows_the_time_left_and_where_the_figures_are(copy):
    copy.configure(evaluation__shuffles=2, figures__fig2__size=[6, 2])
    terminal = Terminal(copy.folder, "fig1", "fig2", "claims")
    shown = terminal.read()
    assert terminal.process.returncode == 0, shown
    assert "Jobs to do: 1, about 0.0 core hours" in shown
    assert re.search(r"Total Progress .* 0/2 +5 s left", shown)
    assert re.search("plot fig2 .* 0/1 ", shown)
    figures = "results/tiny/figures"
    listed = [f"{figures}/{name}.pdf, {figures}/{name}.png" for name in ("fig1", "fig2")]
    tables = [
        f"results/tiny/{name}.csv, results/tiny/{name}.md" for name in ("agreement", "claims")
    ]
    listed = tables + listed
    assert "\n".join([LISTED, *listed]) in shown
    assert "fig3.png" not in shown
    assert SHOW_CURSOR in terminal.text


def test_a_failed_job_is_explained_above_the_bars(copy):
    network = copy.folder / "results/tiny/networks/romo/N24/g0/seed0/network.nc"
    network.write_bytes(network.read_bytes()[:1000])
    terminal = Terminal(copy.folder, SHUFFLE)
    shown = terminal.read()
    assert terminal.process.returncode != 0
    log = "results/tiny/logs/evaluate_shuffle/romo_N24_g0_seed0.log"
    assert f"log: {log} (check log file(s) for error details)" in shown
    assert "romo/N24/g0/seed0/network.nc cannot be read" in shown
    assert "At least one job did not complete successfully." in shown
    assert SHOW_CURSOR in terminal.text


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_leaves_a_usable_terminal(copy, number):
    terminal = Terminal(copy.folder, SHUFFLE)
    terminal.read(until=" left")
    os.killpg(terminal.process.pid, number)
    shown = terminal.read()
    assert terminal.process.returncode != 0, shown
    assert "Stopped. The same command resumes." in shown
    assert SHOW_CURSOR in terminal.text
    assert not list((copy.folder / ".snakemake/locks").glob("*"))


def test_a_file_gets_plain_text(copy):
    copy.configure(evaluation__shuffles=2, figures__fig2__size=[6, 2])
    dry = copy.snakemake("fig2", "--dry-run")
    assert "plot_fig2" in dry.stdout + dry.stderr
    assert LISTED not in dry.stdout + dry.stderr
    done = subprocess.run(
        [*START, "fig2", *TINY], cwd=copy.folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    words = done.stdout + done.stderr
    assert "\x1b" not in words
    assert "rule plot_fig2:" in words
    figures = "results/tiny/figures"
    assert f"{LISTED}\n{figures}/fig2.pdf, {figures}/fig2.png\n" in words
    assert words.count(LISTED) == 1  # not once more from the job's own Snakemake
