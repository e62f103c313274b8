# The paper's claims, checked on the results of the run.


rule check_claims:
    """The verdict on each claim of the paper, from the aggregated results."""
    input:
        tasks=summaries("fig2"),
        linear=LINEAR_SUMMARY,
        sentiment=f"{RUN}/summary/sentiment.nc",
    output:
        csv=in_report(f"{RUN}/claims.csv", "claims", CLAIMS, "Claims (CSV)"),
        markdown=f"{RUN}/claims.md",
    log:
        f"{RUN}/logs/check_claims.log",
    benchmark:
        f"{RUN}/benchmarks/check_claims.tsv"
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        networks=canonical({"N": config["networks"]["N"]}),
        code=code_of("check_claims"),
    script:
        "../scripts/check_claims.py"


rule claims:
    input:
        f"{RUN}/claims.csv",
        f"{RUN}/claims.md",
