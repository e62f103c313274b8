"""The digest of code follows what the code says, and only that."""

import shutil

import pytest

from deltaw import provenance


@pytest.fixture
def library(tmp_path, root, monkeypatch):
    """Return a copy of workflow/ that the digest is computed from."""
    shutil.copytree(root / "workflow", tmp_path / "workflow")
    monkeypatch.setattr(provenance, "LIBRARY", tmp_path / "workflow" / "deltaw")
    return tmp_path / "workflow"


def digests(library):
    provenance._parsed.cache_clear()
    provenance.code_digest.cache_clear()
    return {p.stem: provenance.code_digest(p) for p in sorted((library / "scripts").glob("*.py"))}


def changed(library, module, edit):
    before = digests(library)
    path = library / module
    path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
    after = digests(library)
    return {name for name in before if before[name] != after[name]}


def test_comments_docstrings_and_layout_do_not_count(library):
    def cosmetic(text):
        return '"""Another docstring."""\n\n# a comment\n' + text.split('"""', 2)[2] + "\n\n"

    for module in ("deltaw/networks.py", "deltaw/spectra.py", "scripts/train_network.py"):
        assert changed(library, module, cosmetic) == set()


@pytest.mark.parametrize(
    ("module", "scripts"),
    [
        ("deltaw/training.py", {"train_network"}),
        (
            "deltaw/tasks.py",
            {"train_network", "evaluate_truncation", "evaluate_shuffle", "simulate_trial"},
        ),
        ("deltaw/figures/fig1.py", {"plot_fig1"}),
        ("deltaw/figures/fig2.py", {"plot_fig2", "plot_supp_fig2"}),
        ("scripts/decompose.py", {"decompose"}),
    ],
)
def test_an_edit_reaches_the_scripts_that_use_it(library, module, scripts):
    assert changed(library, module, lambda text: text + "\nADDED = 1\n") == scripts


def test_style_reaches_every_figure_and_nothing_else(library):
    found = changed(library, "deltaw/figures/style.py", lambda text: text.replace("300", "301"))
    assert found == {p.stem for p in (library / "scripts").glob("plot_*.py")}


def test_plots_and_aggregation_do_not_import_torch(root):
    """Neither directly nor through the library: starting torch takes seconds."""
    for script in sorted((root / "workflow" / "scripts").glob("*.py")):
        if script.stem.startswith(("plot_", "aggregate_", "decompose")):
            files = [script]
            files += [provenance._module_path(m) for m in provenance.library_modules(script)]
            users = [f.name for f in files if "import torch" in f.read_text(encoding="utf-8")]
            assert not users, f"{script.name} reaches torch through {users}"
