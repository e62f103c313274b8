"""The container recipes install the lock, and run without root's rights."""

import re

import pytest

RECIPES = ("Dockerfile", "deltaw.def")


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_installs_the_lock_by_its_hashes(root, name):
    text = (root / "envs" / name).read_text(encoding="utf-8")
    (command,) = re.findall(r"-m pip install (?:.*\\\n)*.*", text)
    assert "--require-hashes" in command
    assert re.findall(r"-r /envs/(\S+)", command) == ["requirements.lock", "torch-cpu.lock"]


def test_what_the_image_copies_is_there_and_not_ignored(root):
    text = (root / "envs/Dockerfile").read_text(encoding="utf-8")
    copied = [
        path for line in re.findall(r"^COPY ([^-].*)", text, re.M) for path in line.split()[:-1]
    ]
    kept = (root / "envs/Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    for path in copied:
        assert (root / path).exists(), path
        assert f"!{path.split('/')[0]}" in kept, path


def test_the_image_starts_the_workflow_as_another_user_than_root(root):
    lines = (root / "envs/Dockerfile").read_text(encoding="utf-8").splitlines()
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users[-1:] not in ([], ["root"])
    (start,) = [line for line in lines if line.startswith("ENTRYPOINT ")]
    assert "workflow/start.py" in start


def test_snakemake_takes_the_image_that_the_recipe_is_built_to(root):
    recipe = (root / "envs/deltaw.def").read_text(encoding="utf-8")
    (image,) = re.findall(r"apptainer build (\S+) envs/deltaw.def", recipe)
    snakefile = (root / "Snakefile").read_text(encoding="utf-8")
    assert re.findall(r'^container: "(.*)"', snakefile, re.M) == [image]
    assert "export PATH=/opt/deltaw/bin:$PATH" in recipe  # its Python, not the system's
