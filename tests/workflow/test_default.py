"""What is planned where no target is named: the paper's main figures."""


def test_without_a_target_the_main_figures_are_planned(untouched):
    plan = untouched.planned()
    assert plan == untouched.planned("all_figures")
    assert {f"plot_fig{k}" for k in range(1, 6)} <= set(plan)


def test_the_catalogues_snakefile_plans_the_same(untouched):
    plan = untouched.planned("--snakefile", "workflow/Snakefile")
    assert plan.pop("default") == 1
    assert plan == untouched.planned()
