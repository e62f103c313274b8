"""What a figure asks of the config: that what it shows is trained, and has its colours.

As in `checks`, one sentence says which key does not fit, and only what is drawn is checked.
"""

from collections.abc import Mapping

from .checks import at_most, check_beyond, each_in, has_seed, one_each
from .schema import ConfigError
from .trials import check_shown_trial


def _seeds_of(config: Mapping, task: str) -> str:
    own = "seeds" in config["networks"]["tasks"][task]
    return f"networks.tasks.{task}.seeds" if own else "networks.seeds"


def check_shown_tasks(config: Mapping, figure: str) -> None:
    """Check that a figure's tasks are trained."""
    each_in(config, f"figures.{figure}.tasks", "networks.tasks")


def check_fig1(config: Mapping) -> None:
    """Check that Fig. 1 asks only for what the sweep trains and evaluates."""
    check_shown_tasks(config, "fig1")
    at_most(config, "figures.fig1.n_singular_values", "evaluation.max_rank")
    figure, networks = config["figures"]["fig1"], config["networks"]
    for name in figure["tasks"]:
        key, trained = f"figures.fig1.tasks.{name}", networks["tasks"][name]
        has_seed(config, "figures.fig1.seed", _seeds_of(config, name))
        has_seed(config, "figures.fig1.trial.seed", _seeds_of(config, name))
        each_in(config, "figures.fig1.g", f"networks.tasks.{name}.g")
        if figure["trial"]["g"] not in trained["g"]:
            raise ConfigError(
                f"figures.fig1.trial.g is {figure['trial']['g']}, which networks.tasks.{name}.g "
                f"does not have: {trained['g']}"
            )
        one_each(config, f"{key}.colors", "figures.fig1.g")
        at_most(config, f"{key}.epochs", f"networks.tasks.{name}.epochs")
        check_shown_trial(config, name)


def check_network_size(config: Mapping) -> None:
    """Check the supplement's figure of the network size."""
    check_shown_tasks(config, "supp_network_size")
    sizes = config["supplement"]["sizes"]
    for task in config["figures"]["supp_network_size"]["tasks"]:
        if config["networks"]["N"] in sizes["N"]:  # their networks have the task's own g
            each_in(config, "supplement.sizes.g", f"networks.tasks.{task}.g")
        key = f"figures.supp_network_size.tasks.{task}.colors"
        one_each(config, key, "supplement.sizes.g")


def check_spectra(config: Mapping) -> None:
    """Check that the figure of the spectra asks only for networks that are trained."""
    check_shown_tasks(config, "supp_spectra")
    for task in config["figures"]["supp_spectra"]["tasks"]:
        each_in(config, "figures.supp_spectra.g", f"networks.tasks.{task}.g")
        has_seed(config, "figures.supp_spectra.seed", _seeds_of(config, task))
        one_each(config, f"figures.supp_spectra.tasks.{task}.colors", "figures.supp_spectra.g")
    at_most(config, "figures.supp_spectra.n_singular_values", "networks.N")


def check_robustness(config: Mapping) -> None:
    """Check that the figure of the robustness asks only for networks that are trained."""
    check_shown_tasks(config, "supp_robustness")
    one_each(config, "figures.supp_robustness.colors", "figures.supp_robustness.g")
    for task in config["figures"]["supp_robustness"]["tasks"]:
        each_in(config, "figures.supp_robustness.g", f"networks.tasks.{task}.g")


def check_fig3(config: Mapping) -> None:
    """Check that Fig. 3 asks only for networks that are trained."""
    each_in(config, "figures.fig3.targets", "linear.targets")
    each_in(config, "figures.fig3.g", "linear.g")
    epochs = config["linear"]["epochs"]
    for name, shown in config["figures"]["fig3"]["targets"].items():
        # Of the effective learning time, in which all g have the same rate
        trained = epochs * config["linear"]["targets"][name]["learning_rate"]
        if shown["learning_time"] > trained:
            raise ConfigError(
                f"figures.fig3.targets.{name}.learning_time is {shown['learning_time']}: the "
                f"networks are trained to {trained:g}, linear.epochs times their learning_rate"
            )
        one_each(config, f"figures.fig3.targets.{name}.colors", "figures.fig3.g")


def check_fig4(config: Mapping) -> None:
    """Check that Fig. 4 asks only for networks that are trained."""
    each_in(config, "figures.fig4.targets", "linear.targets")
    if 0 not in config["linear"]["g"]:
        raise ConfigError("linear.g has no 0: figures.fig4 shows values relative to those at g = 0")


def check_failing_to_learn(config: Mapping) -> None:
    """Check the figure of the linear networks that may fail to learn."""
    key = "figures.supp_failing_to_learn"
    each_in(config, f"{key}.targets", "supplement.failing.targets")
    has_seed(config, f"{key}.seed", "supplement.failing.seeds")
    for name in config["figures"]["supp_failing_to_learn"]["targets"]:
        one_each(config, f"{key}.targets.{name}.colors", "supplement.failing.g")


def check_cosine_figure(config: Mapping) -> None:
    """Check the figure of the linear networks that learn to oscillate."""
    has_seed(config, "figures.supp_cosine.seed", "supplement.cosine.seeds")
    one_each(config, "figures.supp_cosine.colors", "supplement.cosine.strengths")


def check_published(config: Mapping) -> None:
    """Check the figure of the published numbers, which repeats Fig. 2 and 4."""
    check_shown_tasks(config, "fig2")
    check_fig4(config)


# What each figure asks of the config
OF_FIGURE = {
    "fig1": check_fig1,
    "fig2": lambda config: check_shown_tasks(config, "fig2"),
    "fig3": check_fig3,
    "fig4": check_fig4,
    "supp_network_size": check_network_size,
    "supp_spectra": check_spectra,
    "supp_robustness": check_robustness,
    "supp_fig2": lambda config: check_shown_tasks(config, "fig2"),
    "supp_log_singular_values": check_fig3,
    "supp_failing_to_learn": check_failing_to_learn,
    "supp_cosine": check_cosine_figure,
    "supp_published": check_published,
    "beyond_rank": check_beyond,
    "beyond_regimes": check_beyond,
}


def check_figure(config: Mapping, figure: str) -> None:
    """Check what a figure shows."""
    OF_FIGURE.get(figure, lambda config: None)(config)
