"""A number stands in a path in one way: the rules take no other."""

import ast
import re

import pytest

from deltaw.config.common import coordinate


@pytest.fixture(scope="module")
def constraints(root):
    """Return what the rules take for each wildcard."""
    text = (root / "workflow/rules/common.smk").read_text(encoding="utf-8")
    block = re.search(r"^wildcard_constraints:\n((?:    .*\n)+)", text, re.MULTILINE)[1]
    (call,) = ast.parse(f"dict(\n{block})").body
    return {part.arg: ast.literal_eval(part.value) for part in call.value.keywords}


@pytest.mark.parametrize("number", [0, 1e-7, 0.05, 0.9, 1, 1.05, 10, 99.5, 100, 1000])
@pytest.mark.parametrize("name", ["g", "zhat"])
def test_a_strength_stands_in_a_path_as_the_config_has_it(constraints, name, number):
    assert re.fullmatch(constraints[name], coordinate(number))


@pytest.mark.parametrize(
    ("name", "texts"),
    [("N", ["2", "24", "20000"]), ("seed", ["0", "7", "10", "999999999", "1000000000"])],
)
def test_a_whole_number_stands_in_a_path_as_the_config_has_it(constraints, name, texts):
    assert all(re.fullmatch(constraints[name], text) for text in texts)


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("N", ["0", "024", "999999", "24.0", "٢"]),
        ("g", ["0.90", "00.9", "01", "1.", "1.0", ".9", "-1", "1e3"]),
        ("zhat", ["2.0", "02"]),
        ("seed", ["00", "01", "1000000001", "9999999999", 22 * "1", "1.0"]),
    ],
)
def test_no_network_has_a_second_name(constraints, name, texts):
    assert not [text for text in texts if re.fullmatch(constraints[name], text)]
