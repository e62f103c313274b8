# What the report shows of a run besides its figures and claims; workflow/report.py writes it.


rule run_tables:
    """The run's tables in its report: make report."""
    input:
        in_report(f"{RUN}/tables/claims.html", "Claims", CLAIMS),
        in_report(f"{RUN}/tables/cost.html", "What the run took", ABOUT),
        in_report(f"{RUN}/tables/config.html", "Config", ABOUT),
        in_report(f"{RUN}/tables/versions.html", "Versions", ABOUT),
