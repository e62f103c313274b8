"""The style: the same data give the same bytes, whatever the user's settings of matplotlib."""

import hashlib
import json
import os
import subprocess
import sys
from types import SimpleNamespace

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.mathtext import MathTextParser
from matplotlib.text import Text

import figure_data
from deltaw.figures import style
from figure_data.reading import smallest

SETTINGS = """
text.usetex: True
font.family: serif
font.size: 20
mathtext.fontset: stix
axes.grid: True
axes.facecolor: red
axes.prop_cycle: cycler("color", ["ff0000"])
figure.autolayout: True
figure.dpi: 50
lines.linewidth: 5
lines.marker: o
path.sketch: 1, 100, 2
pdf.compression: 0
pdf.fonttype: 3
savefig.bbox: tight
savefig.dpi: 50
savefig.transparent: True
xtick.direction: in
"""
DRAW = """
import json, pathlib, sys, yaml
import matplotlib, figure_data, test_style
assert matplotlib.rcParams["text.usetex"]
text, folder = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"), pathlib.Path(sys.argv[2])
made = {n: test_style.digests(n, yaml.safe_load(text), folder) for n in figure_data.MAKERS}
print(json.dumps(made))
"""


def digests(name, paper, folder):
    """Draw a figure of made-up data and return digests of its files."""
    shape = figure_data.Shape(tasks=1, lost="some", diverged="some")
    figure = figure_data.draw(name, paper, shape)
    files = {suffix: folder / f"{name}.{suffix}" for suffix in ("pdf", "png")}
    style.save(figure, SimpleNamespace(**files))
    return {s: hashlib.sha256(file.read_bytes()).hexdigest() for s, file in files.items()}


@pytest.fixture(scope="module")
def of_a_user(root, tmp_path_factory):
    """Return the digests of all figures, drawn by a user with settings and a backend of theirs."""
    folder = tmp_path_factory.mktemp("user")
    (folder / "matplotlibrc").write_text(SETTINGS, encoding="utf-8")
    paths = [root / "workflow", root / "tests", root / "tests/unit/figures"]
    settings = {
        "MATPLOTLIBRC": str(folder / "matplotlibrc"),
        "MPLBACKEND": "module://no_such_backend",
        "PYTHONPATH": os.pathsep.join(map(str, paths)),
    }
    command = [sys.executable, "-c", DRAW, root / "config.yaml", folder]
    done = subprocess.run(
        command, env=os.environ | settings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", figure_data.MAKERS)
def test_bytes_depend_on_no_setting_of_the_user(name, of_a_user, paper, tmp_path):
    assert digests(name, paper, tmp_path) == of_a_user[name]


def test_other_data_give_other_bytes(paper, tmp_path):
    first = digests("fig4", paper, tmp_path)
    paper["linear"]["g"].remove(0.5)
    second = digests("fig4", paper, tmp_path)
    assert first["png"] != second["png"]
    assert first["pdf"] != second["pdf"]


def test_drawing_leaves_the_users_settings_alone(paper):
    with mpl.rc_context({"font.size": 20}):
        figure_data.draw("fig5", paper, figure_data.SHAPES["whole"])
        assert mpl.rcParams["font.size"] == 20


def test_indices_are_at_six_points_within_the_style_alone():
    text = Text(text="$W_0$", fontsize=7)
    assert smallest(text) == pytest.approx(6)
    size = min(
        size
        for _, size, *_ in MathTextParser("path").parse("$M_0$", 72, FontProperties(size=7)).glyphs
    )
    assert size == pytest.approx(4.9)  # matplotlib's own


def test_a_legend_takes_as_many_lines_as_it_needs():
    handles = [style.line_of("a rather long name") for _ in range(12)]
    figure = style.new_figure((4, 3))
    figure.subplots()
    style.styled(style.name_above)(figure, handles)
    legend = figure.legends[0].get_window_extent()
    assert legend.width <= figure.bbox.width
    assert 1 < figure.legends[0]._ncols < 12
    assert len(figure.legends) == 1


def test_panels_beyond_z_have_letters():
    panels = list(Figure().subplots(4, 7).flat)
    style.letter(panels)
    assert [panel.get_title(loc="left") for panel in panels][25:] == ["(z)", "(aa)", "(ab)"]
