"""Nothing in the workflow executes or unpickles what it reads.

One file is the exception, as the user asks for it by name: external.<name>.evaluate.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "workflow").rglob("*.py"))
RULES = [ROOT / "Snakefile", *sorted((ROOT / "workflow").rglob("*.smk"))]
MODULES = {"pickle", "marshal", "shelve", "dill", "joblib"}
CALLS = {"eval", "exec", "os.system", "os.popen", "yaml.load", "yaml.unsafe_load", "pd.read_pickle"}


def calls(tree):
    """Yield the dotted name and the keywords of each call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), {k.arg: ast.unparse(k.value) for k in node.keywords}


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_unsafe_calls(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name.partition(".")[0] for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module.partition(".")[0]]
        assert not MODULES & set(names)
    for name, keywords in calls(tree):
        assert name not in CALLS
        if name == "torch.load":
            assert keywords.get("weights_only") == "True"
        if name == "np.load":
            assert keywords.get("allow_pickle", "False") == "False"
        if name.startswith("subprocess."):
            assert "shell" not in keywords
        if name.endswith(".extractall"):
            assert "filter" in keywords


@pytest.mark.parametrize("path", RULES, ids=lambda p: p.name)
def test_rules_run_scripts_only(path):
    """No rule builds a shell command, from config values or otherwise."""
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    assert not [line for line in lines if line.startswith(("shell:", "run:", "shell("))]
