"""The table of verdicts keeps the causes on its page."""

import pandas as pd

from deltaw.tables.verdicts import NO_CAUSE, verdict_tables

CLAIMS = pd.DataFrame(
    {
        "id": ["a", "b", "c", "d"],
        "section": [1, 1, 2, 2],
        "here": ["fails", "holds", "partly", "not evaluated"],
        "published": ["holds", "holds", "", ""],
        "published_sure": [0.5, 1, None, None],
        "measured": ["x 3 [no]; y 4", "z 1", "x 3 [4 of 5]; y 2 of 9 left out; z 5", "no data"],
    }
)


def test_what_misses_the_criterion_stands_beside_a_cause_that_is_kept():
    tables = verdict_tables(CLAIMS, "| partly | – | `a` | old | bad luck |\n")
    assert "| fails | holds? | `a` | x 3 | bad luck |" in tables
    assert f"| partly | – | `c` | x 3 [4 of 5]; y 2 of 9 left out | {NO_CAUSE} |" in tables
    assert tables.count("| `") == 2
    assert "| holds? | `a` | x 3 | bad luck |" in verdict_tables(CLAIMS, tables)
    assert verdict_tables(CLAIMS, tables.replace(NO_CAUSE, "a reason")).count("a reason") == 1
