"""What a result depends on besides its inputs and parameters: the code that makes it.

A rule's digest covers its script and the library modules that the script imports, directly or
through the library. `NEUTRAL` names the modules that cannot change a result.
"""

import ast
import hashlib
from functools import cache
from importlib.util import resolve_name
from pathlib import Path

LIBRARY = Path(__file__).parent
# Words in logs, how files are put in place, and what files say of the machine.
NEUTRAL = frozenset({"logs", "files", "provenance"})


def _without_docstrings(tree: ast.Module) -> ast.Module:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, documented) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return tree


def _text(node: object) -> str:
    """Return the same text of a syntax tree in each version of Python.

    Versions differ in the fields that they know and leave empty, in empty strings within f-strings,
    and in the letters that `repr` shows.
    """
    if isinstance(node, list):
        return f"[{', '.join(map(_text, node))}]"
    if not isinstance(node, ast.AST):
        return ascii(node)
    fields = {name: value for name, value in ast.iter_fields(node) if value not in (None, [])}
    fields.pop("kind", None)  # of a string: how it was written
    if isinstance(node, ast.JoinedStr):
        fields["values"] = [part for part in node.values if getattr(part, "value", None) != ""]
    texts = (f"{name}={_text(value)}" for name, value in fields.items())
    return f"{type(node).__name__}({', '.join(texts)})"


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
    return _text(_without_docstrings(tree)), modules


def library_modules(script: Path, *further: str) -> list[str]:
    """Return the library modules that a script imports, directly or through the library.

    Parameters
    ----------
    script : pathlib.Path
    *further : str
        Modules that it chooses by name, such as the module of a task: "networks.tasks.mante".
    """
    found: set[str] = set()
    waiting = set(_parsed(script)[1]) | set(further)
    while waiting := waiting - NEUTRAL:
        name = waiting.pop()
        found.add(name)
        waiting |= _parsed(_module_path(name))[1] - found
    return sorted(found)


@cache
def code_digest(script: Path, *further: str) -> str:
    """Return a digest of a script and of all library code that can change its result.

    It is computed from syntax trees without comments and docstrings, so that mending those
    reruns nothing. Parameters are those of `library_modules`.
    """
    files = [script, *(_module_path(name) for name in library_modules(script, *further))]
    texts = [_parsed(file)[0] for file in files]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
