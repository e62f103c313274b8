"""Write the report of a run, finished or not, and the table of what it took.

python workflow/report.py preview

writes results/preview/report.html, one file that a browser opens without a network, and cost.csv
and cost.md beside it. Nothing is run: what has not been drawn is named and left out.
"""

import argparse
import sys

from deltaw.run.first_page import complete
from deltaw.run.labels import figure_label
from deltaw.run.report import write_costs, write_pages
from deltaw.run.results import Run, ending_in_a_sentence


def main(name: str) -> None:
    """Write the report."""
    run = Run(name)
    figures = run.figures()
    drawn = [figure for figure in figures if run.png(figure).is_file()]
    if not drawn:
        sys.exit(f"{run.folder} holds no figures: draw them first (make figures, make paper)")
    write_costs(run)
    write_pages(run)
    claims = [path.stem for path in run.claims()]  # as the rules are named
    report = run.folder / "report.html"
    style = ("--report-stylesheet", "workflow/report/style.css")
    run.snakemake("run_tables", *drawn, *claims, "--report", str(report), *style)
    missing = [figure for figure in figures if figure not in drawn]
    complete(report, run, [figure_label(figure)[0] for figure in missing])
    for figure in missing:
        print(f"not drawn, so not in the report: {figure} ({figures[figure]})")
    print(f"{report} ({report.stat().st_size / 1e6:.1f} MB), and {run.folder}/cost.csv, cost.md")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", help="name of the run, as in results/<run>")
    given = parser.parse_args()
    with ending_in_a_sentence():
        main(given.run)
