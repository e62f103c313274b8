"""Files and functions are as small as docs/code.md says."""

import ast

import pytest

LONGEST = {"deltaw": 250, "scripts": 50}  # lines of a file
FUNCTION, ARGUMENTS = 40, 6


def modules(root):
    return [(place, p) for place in LONGEST for p in (root / "workflow" / place).rglob("*.py")]


def functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def arguments(function):
    given = function.args
    names = [a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return [name for name in names if name not in ("self", "cls")]


def test_no_file_is_too_long(root):
    found = [
        path.name
        for place, path in modules(root)
        if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST[place]
    ]
    assert not found


@pytest.mark.parametrize(
    ("size", "limit"),
    [(lambda f: f.end_lineno - f.lineno + 1, FUNCTION), (lambda f: len(arguments(f)), ARGUMENTS)],
    ids=["lines", "arguments"],
)
def test_no_function_is_too_large(root, size, limit):
    found = [
        f"{path.name}: {function.name}"
        for _, path in modules(root)
        for function in functions(path)
        if size(function) > limit
    ]
    assert not found
