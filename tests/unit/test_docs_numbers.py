"""Numbers and verdicts on the pages are those of the published runs."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from deltaw.claims import CLAIMS
from deltaw.claims.table import CLAIMED, published_verdict
from deltaw.run.results import claims_in

ROOT = Path(__file__).parents[2]
README, VERDICTS = ROOT / "README.md", ROOT / "docs/verdicts.md"
RUNS = ("paper", "published")  # those of README's table, once they are published
LINK = re.compile(r"\[[^]]*\]\([^)]*\)")


@cache
def text(page):
    return page.read_text(encoding="utf-8")


@cache
def verdicts(run):
    return CLAIMED.read(claims_in(ROOT / "docs" / run)[-1]).set_index("id")


def counted(run):
    """Return how many claims a published run has, and how many have each verdict."""
    count = Counter(verdicts(run)["here"])
    return [count.total(), *(count[v] for v in ("holds", "partly", "fails", "not evaluated"))]


def test_the_table_of_runs_is_that_of_the_published_runs():
    rows = re.findall(r"^\| \[`(\w+)`\]\(docs/.*?\) \|.*?\| (\d.*) \|$", text(README), re.MULTILINE)
    assert [run for run, _ in rows] == [run for run in RUNS if (ROOT / f"docs/{run}").is_dir()]
    for run, cells in rows:
        page = text(ROOT / f"docs/{run}/agreement.md")
        judged, within = re.search(r"(\d+) can be judged; (\d+) of these \(", page).groups()
        share = f"{int(within) / int(judged):.0%}".replace("%", " %")
        assert cells.split(" | ") == [*map(str, counted(run)), f"{within} of {judged} ({share})"]


def test_counts_of_verdicts_are_those_of_the_published_runs():
    found = re.findall(
        r"[Oo]f (\d+) claims (\d+) hold, (\d+) hold partly, (\d+) fails?, and (\d+)",
        " ".join(text(VERDICTS).split()),
    )
    assert [list(map(int, counts)) for counts in found] == [counted(run) for run in RUNS]


NUMBER = re.compile(r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?")


def numbers(words):
    return [number.replace(",", "") for number in NUMBER.findall(words)]


def untraceable(said, row):
    """Return the numbers of a sentence that no number of a claim's row is, rounded as they are."""
    known = [float(n) for n in numbers(" ".join(row))]
    parts = [100 * n for n in known if n <= 1]
    per_cent = set(numbers(" ".join(re.findall(r"[\d.,]+(?= ?%)", said))))
    lost = []
    for n in dict.fromkeys(numbers(said)):
        candidates = known + parts if n in per_cent else known
        if float(n) not in {round(k, len(n.partition(".")[2])) for k in candidates}:
            lost.append(n)
    return lost


def test_verdicts_and_numbers_of_the_readme_are_those_of_the_published_run():
    row_of = r"^\|.*\| (\w+) \| (\w+\??|–) \| (.*?) \| `(\w+)` \|$"
    rows = re.findall(row_of, text(README), re.MULTILINE)
    assert len(rows) > 5
    for here, published, said, name in rows:
        row = verdicts("paper").loc[name]
        assert (here, published) == (row["here"], published_verdict(row) or "–"), name
        own = LINK.sub("", said)  # a number of another run leads to its page
        assert untraceable(own, row[["measured", "measured_published"]]) == [], name


def test_a_number_that_is_not_in_the_row_is_found():
    row = ["epoch 75.8 ± 2.7; 0.922 of it, 2,490 [3 of 5]"]
    assert untraceable("epoch 76, 0.92 or 92 %, 2,490, 3 of 5", row) == []
    assert untraceable("epoch 77, 0.93, 4 of 5, 93 %", row) == ["77", "0.93", "4", "93"]
    assert untraceable("92 networks", row) == ["92"]  # a part of one is so many per cent


@pytest.mark.parametrize("name", ["README.md", "docs/verdicts.md"])
def test_the_number_of_claims_is_right(name):
    assert re.search(r"checks (\d+) statements", text(ROOT / name))[1] == str(len(CLAIMS))
