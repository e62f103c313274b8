"""The kinds of files of all experiments: each is complete and says which rule makes it."""

from importlib import import_module

import numpy as np
import pytest

from deltaw.datasets import Kind

MODULES = [
    f"deltaw.{experiment}.{module}"
    for experiment in ("networks", "linear", "sentiment")
    for module in ("kinds", "summary")
]
MODULES += ["deltaw.networks.beyond", "deltaw.external.kinds"]
KINDS = {
    kind.name: kind
    for module in MODULES
    for kind in vars(import_module(module)).values()
    if isinstance(kind, Kind)
}
each = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())


def test_no_two_kinds_share_a_name():
    declared = {
        id(kind): kind.name
        for module in MODULES
        for kind in vars(import_module(module)).values()
        if isinstance(kind, Kind)
    }
    assert {"network", "task_summary", "linear_flow", "cosine_summary", "corpus"} <= set(KINDS)
    assert sorted(declared.values()) == sorted(KINDS)


@each
def test_the_rule_that_makes_it_is_one_of_the_workflow(kind, rules):
    assert kind.made_by in rules


@each
def test_every_variable_has_name_unit_and_type(kind):
    for name, variable in kind.variables.items():
        assert variable.long_name, name
        assert variable.units, name
        assert np.dtype(variable.dtype).kind in "fi", name


@each
def test_every_coordinate_says_what_it_is(kind):
    assert all(coordinate.long_name for coordinate in kind.coords.values())


@each
def test_what_tells_why_a_value_is_missing_is_a_flag_variable_of_the_kind(kind):
    for name, variable in kind.variables.items():
        if variable.reason:
            assert variable.may_be_nan, name
            assert kind.variables[variable.reason].flags, name
            assert kind.variables[variable.reason].dims == variable.dims, name


@each
def test_flags_are_single_words(kind):
    for variable in kind.variables.values():
        assert all(flag and flag.split() == [flag] for flag in variable.flags)
        assert len(set(variable.flags)) == len(variable.flags)
