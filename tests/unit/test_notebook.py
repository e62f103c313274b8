"""The notebook runs from top to bottom, and shows what it shows here."""

import base64
import io

import nbformat
import numpy as np
import pytest
from matplotlib import pyplot as plt

import notebook

LARGEST = 300_000  # bytes: it lies in the repository with its pictures


def picture(output):
    """Return the pixels of a displayed figure."""
    return plt.imread(io.BytesIO(base64.b64decode(output.data["image/png"])))


def all_outputs(path_or_notebook):
    return [o for cell in path_or_notebook.cells for o in cell.get("outputs", [])]


def test_the_notebook_shows_what_its_cells_give(root):
    path = root / "docs/explore.ipynb"
    assert path.stat().st_size < LARGEST
    kept = nbformat.read(path, as_version=4)
    nbformat.validate(kept)
    made = notebook.executed(path)
    shown, given = all_outputs(kept), all_outputs(made)
    assert [o.output_type for o in shown] == [o.output_type for o in given]
    assert [o.get("text") for o in shown] == [o.get("text") for o in given]
    pictures = [
        tuple(map(picture, pair))
        for pair in zip(shown, given, strict=True)
        if pair[0].output_type == "display_data"
    ]
    assert len(pictures) == 3  # one a question
    for old, new in pictures:
        assert old.shape == new.shape
        assert np.abs(old - new).mean() < 0.01, "python tests/notebook.py docs/explore.ipynb"


def written(folder, *sources):
    path = folder / "cells.ipynb"
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def test_cells_share_names_and_give_what_jupyter_shows(tmp_path):
    plot = "import matplotlib.pyplot as plt\nplt.plot([a, 2])\nplt.title('t');"
    path = written(tmp_path, "a = 1\nprint(a)", "a + 1", "a;", "", plot, "None")
    cells = notebook.executed(path).cells
    assert [[o.output_type for o in cell.outputs] for cell in cells] == [
        ["stream"],
        ["execute_result"],
        [],
        [],
        ["display_data"],
        [],
    ]
    assert cells[0].outputs[0].text == "1\n"
    assert cells[1].outputs[0].data["text/plain"] == "2"
    assert picture(cells[4].outputs[0]).min() < 0.5 < 1 == picture(cells[4].outputs[0]).max()


def test_a_cell_that_fails_ends_the_run(tmp_path):
    with pytest.raises(ZeroDivisionError):
        notebook.executed(written(tmp_path, "1 / 0"))
