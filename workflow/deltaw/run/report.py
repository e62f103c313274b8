"""Tables of a run as pages of HTML, for its report."""

from html import escape
from pathlib import Path

import pandas as pd
import yaml

from ..config.linear import Linear
from ..config.networks import Networks
from ..config.schema import validate
from ..config.sentiment import Sentiment
from ..files import replacing
from .costs import with_total
from .results import Run
from .stale import made_otherwise

STYLE = """
body { font: 15px/1.4 system-ui, sans-serif; margin: 1.5em; color: #222; background: #fff }
table { border-collapse: collapse }
th, td { padding: .35em .8em; text-align: left; vertical-align: top; border-bottom: 1px solid #ccc }
th { border-bottom: 2px solid #888 }
td.holds { background: #dcefdc } td.partly { background: #fbefc9 } td.fails { background: #f6d9d5 }
"""
UNCHECKED = "<p>The claims have not been checked yet: <code>snakemake claims</code>.</p>"


def page(title: str, body: str) -> str:
    """Return a page that needs no other file."""
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>\n'


def table_of(frame: pd.DataFrame) -> str:
    """Return a table, its index as the first column."""
    return frame.reset_index().to_html(index=False, border=0, float_format="%.3g")


def claims_table(csv: Path) -> str:
    """Return the claims of a file as a table, the verdicts in colour."""
    answers = ["here", "published", "agree"]
    shown = [*answers, "claim", "source", "measured", "criterion"]
    table = pd.read_csv(csv, keep_default_na=False)[shown].map(escape)
    rows = table.to_html(index=False, escape=False, border=0)
    for verdict in set(table["here"]) | set(table["published"]) - {""}:
        rows = rows.replace(f"<td>{verdict}</td>", f'<td class="{verdict}">{verdict}</td>')
    return f"<h2>{csv.stem.replace('_', ' ').capitalize()}</h2>{rows}"


def _made_otherwise(run: Run) -> str:
    """Return which results were made with other settings than those of the run's config."""
    config = validate(yaml.safe_load(run.config.read_text(encoding="utf-8")))
    experiments = (kind(config, str(run.folder)) for kind in (Networks, Linear, Sentiment))
    rows = [
        f"<li>{escape(path)}: {escape(difference)}</li>"
        for path, difference in made_otherwise(*experiments).items()
    ]
    return f"<p>Made with other settings:</p><ul>{''.join(rows)}</ul>" if rows else ""


def write_pages(run: Run) -> None:
    """Write the pages that the rule run_tables lists into the run's folder `tables`."""
    config = run.config.read_text(encoding="utf-8")
    bodies = {
        "claims": "".join(map(claims_table, run.claims())) or UNCHECKED,
        "cost": table_of(with_total(run.costs())),
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
        part.write_text(with_total(costs).to_markdown(floatfmt=".3g") + "\n", encoding="utf-8")
