"""What a schema cannot say of a config: numbers that must fit each other.

Each check raises `ConfigError` with one sentence: the key, its value and what is allowed.
"""

import difflib
import math


class ConfigError(Exception):
    """A config that the workflow cannot run."""


def seeds(setting: int | list[int]) -> list[int]:
    """Return the seeds that a config entry names: a list, or 0 to n - 1."""
    return list(range(setting)) if isinstance(setting, int) else list(setting)


_INTERVALS = ("delay", "heights")
_PHASES = ("pulse", "decision", "fixation", "stimulus")


def check_finite(value, key: str = "") -> None:
    """Check that no number is NaN or infinite."""
    if isinstance(value, dict):
        for name, part in value.items():
            check_finite(part, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list):
        for part in value:
            check_finite(part, key)
    elif isinstance(value, float) and not math.isfinite(value):
        raise ConfigError(f"{key} is {value}: it must be a finite number")


def check_networks(config: dict) -> None:
    """Check the nonlinear networks, their tasks and their evaluation."""
    networks, evaluation = config["networks"], config["evaluation"]
    smallest = min(config["supplement"]["sizes"]["N"])
    for key, n in (("networks.N", networks["N"]), ("the least supplement.sizes.N", smallest)):
        if evaluation["max_rank"] > n:
            raise ConfigError(
                f"evaluation.max_rank is {evaluation['max_rank']}: it must be at most {key}, {n}"
            )
    for name, experiment in networks["tasks"].items():
        check_task(experiment["task"], networks["dt"], f"networks.tasks.{name}.task")


def check_task(task: dict, dt: float, key: str) -> None:
    """Check that intervals are in order and phases fit steps and trial."""
    for name in _INTERVALS:
        if isinstance(task.get(name), list) and task[name][0] > task[name][1]:
            raise ConfigError(f"{key}.{name} is {task[name]}: give the lower end first")
    for name in _PHASES:
        if name in task and task[name] < dt:
            raise ConfigError(f"{key}.{name} is {task[name]}: it must be at least dt, {dt}")
    if task["kind"] == "flipflop" and task["start"] + task["decision"] >= task["duration"]:
        raise ConfigError(
            f"{key}.duration is {task['duration']}: it must be above start + decision, "
            f"{task['start'] + task['decision']}, or nothing is penalised"
        )
    if task["kind"] == "romo":
        lowest, highest = task["heights"]
        if highest - lowest <= task["least_difference"]:
            raise ConfigError(
                f"{key}.least_difference is {task['least_difference']}: it must be below the "
                f"range of heights, {highest - lowest:g}, or no pair differs enough"
            )


def check_fig1(config: dict) -> None:
    """Check that Fig. 1 asks only for what the sweep trains and evaluates."""
    figure, networks = config["figures"]["fig1"], config["networks"]
    check_shown_tasks(config, "fig1")
    if figure["n_singular_values"] > config["evaluation"]["max_rank"]:
        raise ConfigError(
            f"figures.fig1.n_singular_values is {figure['n_singular_values']}: it must be at most "
            f"evaluation.max_rank, {config['evaluation']['max_rank']}"
        )
    for name, shown in figure["tasks"].items():
        _check_seed(networks, name, "figures.fig1.seed", figure["seed"])
        _check_seed(networks, name, "figures.fig1.trial.seed", figure["trial"]["seed"])
        _check_shown_task(name, shown, figure, networks)


def check_shown_tasks(config: dict, figure: str) -> None:
    """Check that a figure's tasks are trained."""
    tasks = config["networks"]["tasks"]
    for task in config["figures"][figure]["tasks"]:
        if task not in tasks:
            raise ConfigError(
                f"figures.{figure}.tasks: no task {task!r} under networks.tasks, "
                f"which has {', '.join(tasks)}"
            )


def _check_seed(networks: dict, task: str, key: str, seed: int) -> None:
    """Check that a task is trained with a seed that a figure shows."""
    own = "seeds" in networks["tasks"][task]
    place = f"networks.tasks.{task}.seeds" if own else "networks.seeds"
    available = seeds(networks["tasks"][task]["seeds"] if own else networks["seeds"])
    if seed not in available:
        raise ConfigError(f"{key} is {seed}: {place} has {available}")


def _check_g(networks: dict, task: str, key: str, wanted: list) -> None:
    """Check that a task is trained at all g that a figure shows."""
    available = networks["tasks"][task]["g"]
    if missing := [g for g in wanted if g not in available]:
        raise ConfigError(
            f"{key} asks for g = {missing[0]}, which networks.tasks.{task}.g does not have: "
            f"{available}"
        )


def _check_colors(key: str, colors: list, of: str, g: list) -> None:
    if len(colors) != len(g):
        raise ConfigError(f"{key}: give one for each of {of}, {g}")


def _check_shown_task(name: str, shown: dict, figure: dict, networks: dict) -> None:
    experiment, key = networks["tasks"][name], f"figures.fig1.tasks.{name}"
    _check_g(networks, name, "figures.fig1.g", figure["g"])
    _check_g(networks, name, "figures.fig1.trial.g", [figure["trial"]["g"]])
    _check_colors(f"{key}.colors", shown["colors"], "figures.fig1.g", figure["g"])
    if shown["epochs"] > experiment["epochs"]:
        raise ConfigError(
            f"{key}.epochs is {shown['epochs']}: it must be at most networks.tasks.{name}.epochs, "
            f"{experiment['epochs']}"
        )
    for parameter in shown["trial"]:
        if parameter not in experiment["task"]:
            near = difflib.get_close_matches(parameter, experiment["task"], n=1)
            guess = f"did you mean {near[0]!r}?" if near else "the task has no such parameter"
            raise ConfigError(f"{key}.trial: unknown key {parameter!r}; {guess}")
    check_task(experiment["task"] | shown["trial"], networks["dt"], f"{key}.trial")


def check_linear(config: dict) -> None:
    """Check what a schema cannot say of the linear network and its figures."""
    linear = config["linear"]
    targets = _check_constant_input(linear, "linear")
    for key in ("singular_values", "max_rank"):
        if linear[key] > linear["N"]:
            raise ConfigError(f"linear.{key} is {linear[key]}: it must be at most linear.N")
    for name in ("fig3", "fig4"):
        for shown in config["figures"][name]["targets"]:
            if shown["zhat"] not in targets:
                raise ConfigError(
                    f"figures.{name}.targets asks for zhat = {shown['zhat']}, which "
                    f"linear.targets does not have"
                )
    figure = config["figures"]["fig3"]
    missing = [g for g in figure["g"] if g not in linear["g"]]
    if missing:
        raise ConfigError(f"figures.fig3.g asks for g = {missing[0]}, which linear.g does not have")
    if any(len(shown["colors"]) != len(figure["g"]) for shown in figure["targets"]):
        raise ConfigError("figures.fig3.targets: give one of colors for each figures.fig3.g")


def _check_constant_input(settings: dict, key: str) -> list[float]:
    """Check the trial of Fig. 3a and its targets, which are returned."""
    targets = [target["zhat"] for target in settings["targets"]]
    if len(set(targets)) < len(targets):
        raise ConfigError(f"{key}.targets: give each zhat once")
    trial = settings["trial"]
    _check_penalised(trial["penalised"], settings["dt"], ("stimulus", trial["stimulus"]), key)
    return targets


def _check_penalised(penalised: float, dt: float, longest: tuple[str, float], key: str) -> None:
    """Check that the penalised time has a step and is no longer than that named part."""
    name, length = longest
    if penalised > length:
        raise ConfigError(
            f"{key}.trial.penalised is {penalised}: it must be at most the {name}, {length}"
        )
    if penalised < dt:
        raise ConfigError(
            f"{key}.trial.penalised is {penalised}: it must be at least {key}.dt, {dt}, "
            "or nothing is penalised"
        )


def check_failing(config: dict) -> None:
    """Check the linear networks that may fail to learn, and their figure."""
    settings, key = config["supplement"]["failing"], "figures.supp_failing_to_learn"
    trained = _check_constant_input(settings, "supplement.failing")
    _check_followed(config, "failing", "supp_failing_to_learn")
    for shown in config["figures"]["supp_failing_to_learn"]["targets"]:
        if shown["zhat"] not in trained:
            raise ConfigError(
                f"{key}.targets asks for zhat = {shown['zhat']}, which "
                "supplement.failing.targets does not have"
            )
        if len(shown["colors"]) != len(settings["g"]):
            raise ConfigError(f"{key}.targets: give one of colors for each supplement.failing.g")


def check_cosine(config: dict) -> None:
    """Check the linear networks that learn to oscillate, and their figure."""
    settings, figure = config["supplement"]["cosine"], config["figures"]["supp_cosine"]
    trial, g_values = settings["trial"], [entry["g"] for entry in settings["strengths"]]
    longest = ("duration", trial["duration"])
    _check_penalised(trial["penalised"], settings["dt"], longest, "supplement.cosine")
    _check_followed(config, "cosine", "supp_cosine")
    if len(set(g_values)) < len(g_values):
        raise ConfigError("supplement.cosine.strengths: give each g once")
    if len(figure["colors"]) != len(g_values):
        raise ConfigError(
            "figures.supp_cosine.colors: give one for each of supplement.cosine.strengths"
        )


def _check_followed(config: dict, experiment: str, figure: str) -> None:
    """Check how many eigenvalues are followed, and the seed that is drawn full."""
    settings, key = config["supplement"][experiment], f"supplement.{experiment}"
    if settings["eigenvalues"]["number"] > settings["N"]:
        raise ConfigError(
            f"{key}.eigenvalues.number is {settings['eigenvalues']['number']}: "
            f"it must be at most {key}.N, {settings['N']}"
        )
    seed, available = config["figures"][figure]["seed"], seeds(settings["seeds"])
    if seed not in available:
        raise ConfigError(f"figures.{figure}.seed is {seed}: {key}.seeds has {available}")


def check_sentiment(config: dict) -> None:
    """Check what a schema cannot say of the sentiment analysis."""
    sentiment = config["sentiment"]
    if sentiment["max_rank"] > sentiment["units"]:
        raise ConfigError(
            f"sentiment.max_rank is {sentiment['max_rank']}: it must be at most sentiment.units, "
            f"{sentiment['units']}"
        )
    embeddings = sentiment["embeddings"]
    if embeddings["name"] == "glove" and embeddings["dimension"] != 100:
        raise ConfigError(
            f"sentiment.embeddings.dimension is {embeddings['dimension']}: "
            "with glove it must be 100"
        )


def check_fig2(config: dict) -> None:
    """Check that Fig. 2 asks only for tasks that are trained."""
    check_shown_tasks(config, "fig2")


def check_supplement(config: dict) -> None:
    """Check that the supplement's figures ask only for what is trained and decomposed."""
    networks, figures = config["networks"], config["figures"]
    for name in ("supp_network_size", "supp_spectra", "supp_robustness"):
        check_shown_tasks(config, name)
    sizes_g = config["supplement"]["sizes"]["g"]
    for task, shown in figures["supp_network_size"]["tasks"].items():
        key = f"figures.supp_network_size.tasks.{task}.colors"
        _check_colors(key, shown["colors"], "supplement.sizes.g", sizes_g)
    spectra, key = figures["supp_spectra"], "figures.supp_spectra"
    for task, shown in spectra["tasks"].items():
        _check_g(networks, task, f"{key}.g", spectra["g"])
        _check_seed(networks, task, f"{key}.seed", spectra["seed"])
        _check_colors(f"{key}.tasks.{task}.colors", shown["colors"], f"{key}.g", spectra["g"])
    if spectra["n_singular_values"] > networks["N"]:
        raise ConfigError(
            f"{key}.n_singular_values is {spectra['n_singular_values']}: it must be at most "
            f"networks.N, {networks['N']}"
        )
    robustness, key = figures["supp_robustness"], "figures.supp_robustness"
    _check_colors(f"{key}.colors", robustness["colors"], f"{key}.g", robustness["g"])
    for task in robustness["tasks"]:
        _check_g(networks, task, f"{key}.g", robustness["g"])


CHECKS = (
    check_networks,
    check_fig1,
    check_fig2,
    check_supplement,
    check_linear,
    check_failing,
    check_cosine,
    check_sentiment,
)
