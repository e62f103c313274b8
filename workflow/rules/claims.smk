# The paper's claims, checked on the results of the run.


def checked_summaries(wildcards):
    """Return the tasks' summaries that the claims are checked on, with or without supplement."""
    files = summaries("fig2")
    if wildcards.scope:
        files += summaries("supp_network_size", SIZES["N"])
        files += summaries("supp_robustness")
    return list(dict.fromkeys(files))


# Without the supplement's networks, so that the main figures' claims wait for no others; with
# scope "_with_supplement" on those, too.
rule check_claims:
    """The verdict on each claim of the paper, from the aggregated results."""
    input:
        tasks=checked_summaries,
        linear=LINEAR_SUMMARY,
        sentiment=SENTIMENT_SUMMARY,
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
    localrule: True


rule claims_with_supplement:
    input:
        f"{RUN}/claims_with_supplement.csv",
        f"{RUN}/claims_with_supplement.md",
    localrule: True
