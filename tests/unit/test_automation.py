"""Continuous integration, issue forms and the files on citation agree with the rest."""

import json
import re
import tomllib

import yaml


def targets(text):
    """Return the targets of make that a text calls."""
    return set(re.findall(r"\bmake ([a-z-]+)$", text, re.MULTILINE))


def test_both_continuous_integrations_run_the_same_targets(root):
    workflow = yaml.safe_load((root / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    called = targets("\n".join(step["run"] for step in steps if "run" in step))
    assert targets((root / ".ci/run").read_text(encoding="utf-8")) < called
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    assert called <= set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def test_the_version_is_the_same_everywhere(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    changes = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## (\d\S+)$", changes, re.MULTILINE)
    assert project["version"] == str(citation["version"]) == released[0]


def test_the_archive_cites_what_the_citation_cites(root):
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    archive = json.loads((root / ".zenodo.json").read_text(encoding="utf-8"))
    for name in ("title", "license", "keywords"):
        assert archive[name] == citation[name]
    authors = [
        a.get("name") or f"{a['family-names']}, {a['given-names']}" for a in citation["authors"]
    ]
    assert [creator["name"] for creator in archive["creators"]] == authors


def test_the_forms_ask_for_what_a_report_needs(root):
    wanted = {
        "number_differs": {"number", "origin", "config", "command", "commit"},
        "run_failed": {"command", "output", "log", "config", "system", "versions"},
    }
    for name, ids in wanted.items():
        path = root / f".github/ISSUE_TEMPLATE/{name}.yml"
        form = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert ids <= {field.get("id") for field in form["body"]}, name


def test_the_hooks_run_the_environments_tools(root):
    hooks = yaml.safe_load((root / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    tools = {hook["entry"].split()[2] for repo in hooks["repos"] for hook in repo["hooks"]}
    assert tools == {"ruff", "snakefmt"}
