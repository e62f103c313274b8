"""Run a notebook's cells as Jupyter does, without a kernel: in order, in one namespace.

python tests/notebook.py docs/explore.ipynb

writes into the notebook what its cells print, the value of each cell's last line, and the figures
that are open at the end of a cell.
"""

import ast
import base64
import contextlib
import io
import sys
from pathlib import Path

import matplotlib as mpl
import nbformat
from matplotlib import pyplot as plt
from nbformat.v4 import new_output

DPI = 90  # of the pictures, which all lie in the repository


def executed(path: Path) -> nbformat.NotebookNode:
    """Return the notebook with the outputs of its cells, run in its folder."""
    notebook, namespace = nbformat.read(path, as_version=4), {"__name__": "__main__"}
    with contextlib.chdir(path.parent), mpl.rc_context(), plt.ion():
        mpl.use("agg")
        codes = (cell for cell in notebook.cells if cell.cell_type == "code")
        for number, cell in enumerate(codes, start=1):
            cell.execution_count = number
            cell.outputs = list(outputs(cell.source, namespace, number))
    return notebook


def outputs(source: str, namespace: dict, number: int):
    """Run a cell and yield what Jupyter would show below it."""
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(ast.Module(body, []), "cell", "exec"), namespace)
        value = last and eval(compile(ast.Expression(last.value), "cell", "eval"), namespace)
    if text := printed.getvalue():
        yield new_output("stream", name="stdout", text=text)
    if value is not None and not source.rstrip().endswith(";"):
        shown = {"text/plain": repr(value)}
        yield new_output("execute_result", data=shown, execution_count=number)
    for figure in map(plt.figure, plt.get_fignums()):
        yield new_output("display_data", data={"image/png": png(figure)})
    plt.close("all")


def png(figure) -> str:
    """Return a figure as Jupyter keeps it."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI, bbox_inches="tight")
    return base64.b64encode(buffer.getvalue()).decode()


if __name__ == "__main__":
    (name,) = sys.argv[1:]
    nbformat.write(executed(Path(name)), name)
