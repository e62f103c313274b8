# The run's numbers against the published ones, and the paper's claims, checked on both.


rule compare_published:
    """How the aggregated results agree with the numbers read off the published figures."""
    input:
        tasks=figures.summaries("fig2"),
        linear=linear.summary,
        sentiment=sentiment.summary,
        published=published_numbers(),
    output:
        csv=in_report(
            f"{RUN}/agreement.csv", "agreement", AGREEMENT, "All numbers (CSV)"
        ),
        markdown=f"{RUN}/agreement.md",
    log:
        f"{RUN}/logs/compare_published.log",
    benchmark:
        f"{RUN}/benchmarks/compare_published.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        made=lambda wildcards, input: figures.made(input),
        code=code_of("compare_published"),
    script:
        "../scripts/compare_published.py"


# Without the supplement's networks, so that the main figures' claims wait for no others; with
# scope "_with_supplement" on those, too.
rule check_claims:
    """The verdict on each claim of the paper, from the aggregated results."""
    input:
        unpack(figures.checked),
        linear=linear.summary,
        sentiment=sentiment.summary,
        published=published_numbers(),
        agreement=rules.compare_published.output.csv,
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
    localrule: True
    conda:
        ENVIRONMENT
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        networks={"N": config["networks"]["N"]},
        made=lambda wildcards, input: figures.made(input),
        code=code_of("check_claims"),
    script:
        "../scripts/check_claims.py"


rule agreement:
    input:
        f"{RUN}/agreement.csv",
        f"{RUN}/agreement.md",
    localrule: True


rule claims:
    input:
        rules.agreement.input,
        f"{RUN}/claims.csv",
        f"{RUN}/claims.md",
    localrule: True


rule claims_with_supplement:
    input:
        rules.agreement.input,
        f"{RUN}/claims_with_supplement.csv",
        f"{RUN}/claims_with_supplement.md",
    localrule: True
