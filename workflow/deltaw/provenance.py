"""What a result depends on besides its inputs: code and versions."""

import ast
import hashlib
import json
from functools import cache
from importlib import metadata
from importlib.util import resolve_name
from pathlib import Path

LIBRARY = Path(__file__).parent
PACKAGES = ("numpy", "scipy", "torch", "xarray", "netCDF4")


def versions() -> str:
    """Return the versions of the packages that results depend on, as JSON."""
    return json.dumps({package: metadata.version(package) for package in PACKAGES})


def _without_docstrings(tree: ast.Module) -> ast.Module:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, documented) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return tree


def _module_path(name: str) -> Path | None:
    """Return the file of a dotted name inside the library, or None if it is no module."""
    path = LIBRARY.joinpath(*name.split("."))
    candidates = [path.with_suffix(".py"), path / "__init__.py"]
    return next((c for c in candidates if name and c.is_file()), None)


def _package(path: Path) -> str:
    """Return the package that a file's relative imports start from ("" outside the library)."""
    if not path.is_relative_to(LIBRARY):
        return ""
    return ".".join(["deltaw", *path.parent.relative_to(LIBRARY).parts])


@cache
def _parsed(path: Path) -> tuple[str, frozenset[str]]:
    """Return the text that counts of a source file, and the library modules it imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            relative = "." * node.level + (node.module or "")
            base = resolve_name(relative, _package(path)) if node.level else node.module
            names |= {base} | {f"{base}.{alias.name}" for alias in node.names}
    inside = {n.removeprefix("deltaw.") for n in names if n.startswith("deltaw.")}
    inside |= {n.rpartition(".")[0] for n in inside}  # importing a module runs its package
    modules = frozenset(name for name in inside if _module_path(name))
    return ast.dump(_without_docstrings(tree)), modules


def library_modules(script: Path) -> list[str]:
    """Return the library modules that a script imports, directly or through the library."""
    found: set[str] = set()
    waiting = set(_parsed(script)[1])
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= _parsed(_module_path(name))[1] - found
    return sorted(found)


@cache
def code_digest(script: Path) -> str:
    """Return a digest of a script and of all library code that it uses.

    It is computed from syntax trees without comments and docstrings, so that mending those
    reruns nothing.
    """
    files = [script, *(_module_path(name) for name in library_modules(script))]
    texts = [_parsed(file)[0] for file in files]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]


def digest(*values) -> str:
    """Return a digest of plain values."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]
