"""The digest of code follows what the code says, and only that."""

import ast
import shutil
import subprocess
import sys

import pytest

from deltaw import digests
from deltaw.run.results import Run

FIGURES = list(Run("any").figures())
OF_TASK = "networks.tasks.mante"
# Script and modules that it chooses by name, of each rule
RULES = {
    "train_network": ("train_network", OF_TASK),
    "decompose": ("decompose", "networks.kinds"),
    "evaluate_truncation": (
        "evaluate_truncation",
        "networks.kinds",
        "networks.evaluation",
        OF_TASK,
    ),
    "evaluate_shuffle": ("evaluate_shuffle", "networks.kinds", "networks.evaluation", OF_TASK),
    "simulate_trial": ("simulate_trial", OF_TASK),
    "measure_dynamics": ("measure_dynamics", OF_TASK),
    "aggregate_task": ("aggregate", "networks.summary", OF_TASK),
    "find_minimal_rank": ("find_minimal_rank", OF_TASK),
    "aggregate_ranks": ("aggregate_ranks", OF_TASK),
    "aggregate_regimes": ("aggregate_regimes", OF_TASK),
    "check_beyond": ("check_beyond",),
    "train_linear": ("train_linear",),
    "decompose_linear": ("decompose", "linear.kinds"),
    "truncate_linear": ("evaluate_truncation", "linear.kinds", "linear.evaluation"),
    "shuffle_linear": ("evaluate_shuffle", "linear.kinds", "linear.evaluation"),
    "integrate_flow": ("integrate_flow",),
    "aggregate_linear": ("aggregate", "linear.summary"),
    "train_failing": ("train_failing",),
    "train_cosine": ("train_cosine",),
    "aggregate_dynamics": ("aggregate_single", "networks.summary", OF_TASK),
    "aggregate_failing": ("aggregate_single", "linear.summary"),
    "aggregate_packed": ("aggregate_single", "sentiment.summary"),
    "measure_start": ("measure_start",),
    "train_channels": ("train_channels",),
    "fetch_corpus": ("fetch_corpus",),
    "fetch_embeddings": ("fetch_embeddings",),
    "prepare_sentiment": ("prepare_sentiment",),
    "train_lstm": ("train_lstm",),
    "decompose_lstm": ("decompose_lstm",),
    "evaluate_lstm_truncation": ("evaluate_lstm_truncation",),
    "compress_lstm": ("compress_lstm",),
    "aggregate_sentiment": ("aggregate", "sentiment.summary"),
    "decompose_external": ("decompose_external",),
    "evaluate_external": ("evaluate_external",),
    "plot_external": ("plot", "figures.external"),
    "compare_published": ("compare_published",),
    "check_claims": ("check_claims",),
    **{f"plot_{figure}": ("plot", f"figures.{figure}") for figure in FIGURES},
}
PLOTS = {rule for rule in RULES if rule.startswith("plot_")}
OF_SUMMARIES = {"aggregate_task", "aggregate_ranks", "aggregate_regimes", "aggregate_dynamics"}
WITH_TRIALS = {
    *("train_network", "evaluate_truncation", "evaluate_shuffle", "simulate_trial"),
    *("measure_dynamics", "find_minimal_rank"),
}


def found(workflow):
    """Return the digest of each rule, of a copy of the folder workflow."""
    scripts = workflow / "scripts"
    return {
        rule: digests.code_digest(scripts / f"{script}.py", *modules)
        for rule, (script, *modules) in RULES.items()
    }


@pytest.fixture
def changed(root, tmp_path, monkeypatch):
    """Return a function: the rules whose digests change with an edit of some files."""

    def rules(edit, *files):
        before = found(root / "workflow")
        copy = tmp_path / "workflow"
        shutil.copytree(root / "workflow", copy)
        for path in (copy / file for file in files):
            path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
        with monkeypatch.context() as patched:
            patched.setattr(digests, "LIBRARY", copy / "deltaw")
            after = found(copy)
        return {rule for rule in RULES if before[rule] != after[rule]}

    return rules


def test_every_script_is_looked_at(root):
    scripts = {path.stem for path in (root / "workflow/scripts").glob("*.py")}
    assert {script for script, *_ in RULES.values()} == scripts


def test_comments_docstrings_and_layout_do_not_count(changed):
    def cosmetic(text):
        return '"""Another docstring."""\n\n# a comment\n' + text.split('"""', 2)[2] + "\n\n"

    files = ("networks/simulation.py", "networks/tasks/mante.py", "spectra.py", "figures/style.py")
    library = [f"deltaw/{file}" for file in files]
    assert changed(cosmetic, *library, "scripts/train_network.py") == set()


SHARING = {"train_lstm", "evaluate_lstm_truncation", "compress_lstm"}  # of an LSTM's work


def add(text):
    return text + "\nADDED = 1\n"


@pytest.mark.parametrize(
    ("file", "rules"),
    [
        ("deltaw/networks/training.py", {"train_network", "find_minimal_rank"}),
        ("deltaw/networks/simulation.py", WITH_TRIALS),
        ("deltaw/products.py", WITH_TRIALS | SHARING),
        ("deltaw/networks/tasks/mante.py", WITH_TRIALS | OF_SUMMARIES),
        ("deltaw/networks/tasks/romo.py", set()),  # it is not the task of these networks
        ("deltaw/linear/evaluation.py", {"truncate_linear", "shuffle_linear"}),
        ("deltaw/linear/flow.py", {"integrate_flow", "check_claims"}),
        ("deltaw/linear/channels.py", {"train_channels"}),
        ("deltaw/linear/start.py", {"measure_start"}),
        ("deltaw/networks/perturbation.py", {"measure_dynamics"}),
        ("deltaw/sentiment/compression.py", {"compress_lstm"}),
        ("deltaw/sentiment/corpus.py", {"fetch_corpus"}),
        ("deltaw/figures/fig1.py", {"plot_fig1"}),
        ("deltaw/external/reading.py", {"decompose_external", "evaluate_external"}),
        ("deltaw/external/evaluation.py", {"evaluate_external"}),
        ("deltaw/sentiment/tokens.py", {"fetch_corpus"}),
        ("deltaw/figures/fig2.py", {"plot_fig2", "plot_supp_published"}),
        ("deltaw/claims/spectra.py", {"check_claims"}),
        ("deltaw/published/measured.py", {"compare_published", "check_claims"}),
        ("deltaw/published/page.py", {"compare_published"}),
        ("scripts/decompose.py", {"decompose", "decompose_linear"}),
        ("scripts/plot.py", PLOTS),
        # What they say changes no result
        ("deltaw/logs.py", set()),
        ("deltaw/files.py", set()),
        ("deltaw/provenance.py", set()),
    ],
)
def test_an_edit_reaches_the_rules_that_use_it(changed, file, rules):
    assert changed(add, file) == rules


def test_the_text_of_a_tree_is_the_same_in_each_version_of_python():
    """Some versions have empty fields that others lack, as the parameters of generic types."""
    (function,) = ast.parse("def f(a, *, b=None):\n    return [a] + [], 0").body
    name = "Name(id='a', ctx=Load())"
    added = f"BinOp(left=List(elts=[{name}], ctx=Load()), op=Add(), right=List(ctx=Load()))"
    returned = f"Return(value=Tuple(elts=[{added}, Constant(value=0)], ctx=Load()))"
    arguments = (
        "arguments(args=[arg(arg='a')], kwonlyargs=[arg(arg='b')], kw_defaults=[Constant()])"
    )
    expected = f"FunctionDef(name='f', args={arguments}, body=[{returned}])"
    assert digests._text(function) == expected
    function._fields = (*function._fields, "new")
    function.new = []
    assert digests._text(function) == expected


def test_how_a_string_is_written_does_not_count():
    """Python 3.12 keeps u of a string beside an f-string, and an empty string in a format."""
    of_string, of_format, letter = (
        digests._text(ast.parse(text, mode="eval").body)
        for text in ('u"a"', 'f"{x:{w}}"', '"\U0001fae8"')
    )
    assert (of_string, letter) == ("Constant(value='a')", "Constant(value='\\U0001fae8')")
    assert "Constant" not in of_format


def test_a_value_counts_and_style_reaches_every_figure_and_nothing_else(changed):
    assert changed(lambda text: text.replace("300", "301"), "deltaw/figures/style.py") == PLOTS


def test_all_modules_that_are_reached_are_named(root):
    script = root / "workflow/scripts/train_network.py"
    named = digests.library_modules(script, "networks.tasks.romo")
    assert named == sorted(named)
    assert {"networks.tasks", "networks.tasks.romo", "networks.shared_steps"} <= set(named)
    assert not {"logs", "files", "provenance", "networks.tasks.mante"} & set(named)


IMPORT = """
import runpy, sys
from importlib import import_module
scripts, modules = (argument.split() for argument in sys.argv[1:])
for script in scripts:
    try:
        runpy.run_path(f"scripts/{script}.py")
    except NameError:  # after its imports, as no snakemake is there
        pass
for module in modules:
    import_module(f"deltaw.{module}")
print("numpy" in sys.modules, "torch" in sys.modules)
"""


def test_many_short_jobs_do_not_import_torch(root):
    """Neither directly nor through the library: starting torch takes seconds."""
    light = {rule for rule in RULES if rule.startswith(("plot_", "aggregate_", "decompose"))}
    light |= {"train_linear", "truncate_linear", "shuffle_linear", "integrate_flow"}
    light |= {"measure_dynamics", "measure_start", "train_channels"}
    scripts = {RULES[rule][0] for rule in light}
    modules = {module for rule in light for module in RULES[rule][1:]}
    command = [sys.executable, "-c", IMPORT, " ".join(scripts), " ".join(modules)]
    said = subprocess.check_output(command, cwd=root / "workflow", text=True)
    assert said.split() == ["True", "False"]
