# The paper's claims, checked on the results of the run.


# Without the supplement's networks, so that the main figures' claims wait for no others; with
# scope "_with_supplement" on those, too.
rule check_claims:
    """The verdict on each claim of the paper, from the aggregated results."""
    input:
        tasks=figures.checked_summaries,
        linear=linear.summary,
        sentiment=sentiment.summary,
    output:
        csv=in_report(
            f"{RUN}/claims{{scope}}.csv", "claims", CLAIMS, "Claims{scope} (CSV)"
        ),
        markdown=f"{RUN}/claims{{scope}}.md",
    log:
        f"{RUN}/logs/check_claims{{scope}}.log",
    benchmark:
        f"{RUN}/benchmarks/check_claims{{scope}}.tsv"
    wildcard_constraints:
        scope="|_with_supplement",
    conda:
        ENVIRONMENT
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        networks={"N": config["networks"]["N"]},
        code=code_of("check_claims"),
    script:
        "../scripts/check_claims.py"


rule claims:
    input:
        f"{RUN}/claims.csv",
        f"{RUN}/claims.md",
    localrule: True


rule claims_with_supplement:
    input:
        f"{RUN}/claims_with_supplement.csv",
        f"{RUN}/claims_with_supplement.md",
    localrule: True
