# What the report shows of a run besides its figures and claims; workflow/report.py writes it.


rule run_tables:
    """The run's tables in its report: make report."""
    input:
        in_report(f"{RUN}/tables/claims.html", "claims", CLAIMS, "Claims"),
        in_report(f"{RUN}/tables/agreement.html", "agreement", AGREEMENT, "Agreement"),
        in_report(f"{RUN}/tables/cost.html", "cost", ABOUT, "What the run took"),
        in_report(f"{RUN}/tables/config.html", "config", ABOUT, "Config"),
        in_report(f"{RUN}/tables/versions.html", "versions", ABOUT, "Versions"),
    localrule: True
