"""Tables of a run as pages of HTML, for its report."""

from html import escape
from pathlib import Path

import pandas as pd

from ..claims.table import CLAIMED, published_verdict
from ..config.files import read_over
from ..config.linear import Linear
from ..config.networks import Networks
from ..config.schema import validate
from ..config.sentiment import Sentiment
from ..files import replacing
from ..numerals import number, with_deviation
from ..published.agreement import AGREEMENT, in_words, panel_name
from ..published.page import DEFINITIONS, LEGEND, answers, panels
from .costs import as_read
from .first_page import VERDICTS, css_class
from .results import Run
from .stale import made_otherwise

STYLE = """
body { font: 15px/1.4 system-ui, sans-serif; margin: 1.5em; color: #222; background: #fff }
table { border-collapse: collapse }
th, td { padding: .35em .8em; text-align: left; vertical-align: top; border-bottom: 1px solid #ccc }
th { border-bottom: 2px solid #888; position: sticky; top: 0; background: #fff }
td.holds { background: #cfe8f7 } td.partly { background: #fbefc9 } td.fails { background: #f9d3bd }
td.not-evaluated { background: #eee }
"""
UNCHECKED = "<p>The claims have not been checked yet: <code>snakemake claims</code>.</p>"
UNCOMPARED = (
    "<p>The run has not been compared with the published numbers yet: "
    "<code>snakemake agreement</code>.</p>"
)


def page(title: str, body: str) -> str:
    """Return a page that needs no other file."""
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>\n'


def table_of(frame: pd.DataFrame) -> str:
    """Return a table of texts, its index as the first column unless it only counts."""
    named = frame.reset_index() if frame.index.name else frame
    return named.to_html(index=False, border=0)


def claims_table(csv: Path) -> str:
    """Return the claims of a file as a table, the verdict first, in colour."""
    given = CLAIMED.read(csv)
    shown = {
        "verdict": given["here"],
        "published": [published_verdict(row) for row in given.itertuples()],
        "agree": given["agree"],
        **given[["claim", "source", "measured", "criterion"]],
    }
    rows = pd.DataFrame(shown).map(escape).to_html(index=False, escape=False, border=0)
    for verdict in VERDICTS:
        rows = rows.replace(
            f"<td>{verdict}</td>", f'<td class="{css_class(verdict)}">{verdict}</td>'
        )
    return f"<h2>{csv.stem.replace('_', ' ').capitalize()}</h2>{rows}"


def agreement_tables(csv: Path) -> str:
    """Return how a run agrees with the published numbers: panel by panel, and number by number."""
    table = AGREEMENT.read(csv)
    parts = [
        f"<p>{escape(in_words(table))}</p>",
        "<h2>Panel by panel</h2>",
        table_of(panels(table)),
        *(f"<p>{escape(text.replace('*', ''))}</p>" for text in (LEGEND, DEFINITIONS)),
        "<h2>What was asked of the inferred settings before they were run</h2>",
        table_of(answers(table)),
        "<h2>Number by number</h2>",
        table_of(_numbers(table)),
    ]
    return "".join(parts)


def _numbers(table: pd.DataFrame) -> pd.DataFrame:
    """Return every published number beside ours, as people read them."""
    places = zip(table["figure"], table["panel"], table["quantity"], strict=True)
    return pd.DataFrame(
        {
            "panel": [panel_name(*place) for place in places],
            "quantity": table["quantity"].str.removesuffix("_theory").str.replace("_", " "),
            "of": table["of"],
            "g": [_known(g) for g in table["g"]],
            "at": [_known(x) for x in table["x"]],
            "this run": _with_spread(table["ours"], table["our_spread"]),
            "published": _with_spread(table["published"], table["published_spread"]),
            "difference in deviations": [_known(z, 2) for z in table["z_deviations"]],
            "not compared": table["not_compared"],
        }
    )


def _known(value: float, digits: int = 3) -> str:
    return "" if pd.isna(value) else number(value, digits)


def _with_spread(means: pd.Series, spreads: pd.Series) -> list[str]:
    pairs = zip(means, spreads, strict=True)
    return ["" if pd.isna(mean) else with_deviation(mean, spread) for mean, spread in pairs]


def _made_otherwise(run: Run) -> str:
    """Return which results were made with other settings than those of the run's config."""
    config = validate(read_over(run.config))
    experiments = (kind(config, str(run.folder)) for kind in (Networks, Linear, Sentiment))
    rows = [
        f"<li>{escape(path)}: {escape(difference)}</li>"
        for path, difference in made_otherwise(*experiments).items()
    ]
    return f"<p>Made with other settings:</p><ul>{''.join(rows)}</ul>" if rows else ""


def write_pages(run: Run) -> None:
    """Write the pages that the rule run_tables lists into the run's folder `tables`."""
    config = run.config.read_text(encoding="utf-8")
    compared = run.folder / "agreement.csv"
    bodies = {
        "claims": "".join(map(claims_table, run.claims())) or UNCHECKED,
        "agreement": agreement_tables(compared) if compared.is_file() else UNCOMPARED,
        "cost": table_of(as_read(run.costs())),
        "config": f"{_made_otherwise(run)}<pre>{escape(config)}</pre>",
        "versions": table_of(run.versions()),
    }
    for name, body in bodies.items():
        with replacing(run.folder / "tables" / f"{name}.html") as part:
            part.write_text(page(name, body), encoding="utf-8")


def write_costs(run: Run) -> None:
    """Write what the run took beside its results: cost.csv and, to read, cost.md."""
    costs = run.costs()
    with replacing(run.folder / "cost.csv") as part:
        costs.to_csv(part, index=False)
    with replacing(run.folder / "cost.md") as part:
        table = as_read(costs).to_markdown(disable_numparse=True)
        part.write_text(table + "\n", encoding="utf-8")
