"""The figures: what each reads and shows. A module of `deltaw.figures` draws it."""

from collections.abc import Callable, Mapping, Sequence

from snakemake.io import expand

from . import figure_checks
from .beyond import Beyond
from .common import published_numbers
from .linear import Linear
from .made import Made
from .networks import Networks
from .schema import canonical
from .sentiment import Sentiment


class Figures:
    """What the rules of the figures and of the claims ask of the config.

    Parameters
    ----------
    config : dict
        The config, validated.
    networks, linear, sentiment
        The experiments.

    Attributes
    ----------
    reads : dict
        For each figure a function: its input files, by the names that its module gives them.
    made : Made
        With what parameters they must have been made.
    """

    def __init__(self, config: dict, networks: Networks, linear: Linear, sentiment: Sentiment):
        self.config, self.shown = config, config["figures"]
        self.networks, self.linear, self.sentiment = networks, linear, sentiment
        self.made = Made(networks, linear, sentiment)
        beyond = Beyond(networks)
        of_linear = {"summary": linear.summary}
        of_sentiment = {"summary": sentiment.summary}
        self.reads: dict[str, Callable[[], dict]] = {
            "fig1": lambda: {"summaries": self.summaries("fig1"), "trials": self._trials()},
            "fig2": lambda: {"summaries": self.summaries("fig2")},
            "fig3": lambda: of_linear | {"flows": linear.shown_flows()},
            "fig4": lambda: of_linear,
            "fig5": lambda: of_sentiment,
            "supp_network_size": lambda: {"summaries": self._of_all_sizes()},
            "supp_spectra": lambda: {"spectra": self._spectra()},
            "supp_robustness": lambda: {"summaries": self.summaries("supp_robustness")},
            "supp_fig2": lambda: {"summaries": self.summaries("fig2")},
            "supp_lstm_details": lambda: of_sentiment,
            "supp_log_singular_values": lambda: of_linear,
            "supp_failing_to_learn": lambda: {"summary": linear.failing_summary},
            "supp_cosine": lambda: {"summary": linear.cosine_summary},
            "supp_published": self._compared,
            "beyond_rank": lambda: {"summaries": beyond.of_ranks()},
            "beyond_regimes": lambda: {"summaries": beyond.of_regimes()},
        }
        self.supplementary = [name for name in self.reads if name.startswith("supp_")]
        self.beyond = [name for name in self.reads if name.startswith("beyond_")]
        others = {*self.supplementary, *self.beyond}
        self.main = [name for name in self.reads if name not in others]

    def summaries(self, figure: str, sizes: Sequence[int] = ()) -> list[str]:
        """Return the aggregated datasets of the tasks that a figure shows, by default at one N."""
        n = list(sizes) or self.config["networks"]["N"]
        return expand(self.networks.summary, task=self.shown[figure]["tasks"], N=n)

    def _of_all_sizes(self) -> list[str]:
        return self.summaries("supp_network_size", self.config["supplement"]["sizes"]["N"])

    def _trials(self) -> list[str]:
        """Return the trials that Fig. 1 draws, one a task."""
        shown, trial = self.shown["fig1"], self.shown["fig1"]["trial"]
        n = self.config["networks"]["N"]
        return self.networks.files("trial.nc", shown["tasks"], n, [trial["g"]], trial["seed"])

    def _spectra(self) -> list[str]:
        """Return the spectra of the networks that supp_spectra shows, g by g for each task."""
        shown, n = self.shown["supp_spectra"], self.config["networks"]["N"]
        return self.networks.files("spectrum.nc", shown["tasks"], n, shown["g"], shown["seed"])

    def _compared(self) -> dict:
        """Return what the figure of the published numbers shows, and these numbers."""
        return {
            "summaries": self.summaries("fig2"),
            "linear": self.linear.summary,
            "sentiment": self.sentiment.summary,
            "published": published_numbers(),
        }

    def checked(self, wildcards) -> dict:
        """Return the summaries that the claims are checked on besides linear and sentiment."""
        tasks, start = self.summaries("fig2"), {"start": self.linear.start}
        if not wildcards.scope:
            return {"tasks": tasks} | start
        tasks += self._of_all_sizes() + self.summaries("supp_robustness") + self._followed()
        return start | {"tasks": list(dict.fromkeys(tasks)), **self._of_supplement()}

    def _followed(self) -> list[str]:
        """Return the aggregated datasets of the tasks whose trainings are followed."""
        networks = self.config["networks"]
        tasks = [task for task in networks["tasks"] if self.networks.settings(task)["follow"]]
        return expand(self.networks.summary, task=tasks, N=networks["N"])

    def _of_supplement(self) -> dict:
        """Return the supplement's aggregates besides those of tasks."""
        linear, networks = self.linear, self.networks
        tasks, n = self.shown["fig2"]["tasks"], self.config["networks"]["N"]
        return {
            "failing": linear.failing_summary,
            "cosine": linear.cosine_summary,
            "channels": linear.channels,
            "flow": linear.flow_summary,
            "packed": self.sentiment.packed_summary,
            "dynamics": expand(networks.dynamics_summary, task=tasks, N=n),
        }

    def inputs(self, figure: str) -> Callable:
        """Return an input function: what a figure reads, if the config has it."""

        def files(wildcards):
            figure_checks.check_figure(self.config, figure)
            return self.reads[figure]()

        return files

    def options(self, figure: str) -> Callable:
        """Return a function: what a figure shows, its part of the config and what it refers to."""

        def options(wildcards):
            figure_checks.check_figure(self.config, figure)
            return self.shown[figure] | self._further(figure)

        return options

    def _further(self, figure: str) -> dict:
        """Return what a figure takes from other parts of the config."""
        supplement, linear = self.config["supplement"], self.config["linear"]
        if figure in ("fig3", "fig4"):
            return {"targets": _targets(self.shown[figure], linear)}
        if figure == "supp_log_singular_values":
            return {"g": self.shown["fig3"]["g"], "targets": _targets(self.shown["fig3"], linear)}
        if figure == "supp_failing_to_learn":
            return {"targets": _targets(self.shown[figure], supplement["failing"])}
        if figure == "supp_network_size":
            return {"g": supplement["sizes"]["g"]}
        if figure == "supp_fig2":
            return {"tasks": self.shown["fig2"]["tasks"]}
        if figure == "supp_published":
            return self._shown_before()
        if figure in self.beyond:
            titles = {name: task["title"] for name, task in self.config["beyond"]["tasks"].items()}
            return {"titles": titles, **self._of_beyond(figure)}
        if figure == "supp_cosine":
            return canonical({name: supplement["cosine"][name] for name in ("dt", "trial")})
        return {}

    def _of_beyond(self, figure: str) -> dict:
        asked = self.config["beyond"]
        if figure == "beyond_regimes":
            return {"tasks": asked["regimes"]["tasks"]}
        return {name: asked[name] for name in ("ranks", "g", "correlation")}

    def _shown_before(self) -> dict:
        """Return the looks of the figures that the figure of the published numbers repeats."""
        shown, linear = self.shown, self.config["linear"]
        colors = shown["supp_lstm_details"]["colors"] | shown["fig5"]["colors"]
        looks = {"tasks": shown["fig2"]["tasks"], "targets": _targets(shown["fig4"], linear)}
        return looks | {"colors": colors}


def _targets(shown: Mapping, experiment: Mapping) -> dict:
    """Return the targets that a figure shows, each with its zhat, by their names."""
    return {
        name: look | {"zhat": experiment["targets"][name]["zhat"]}
        for name, look in shown["targets"].items()
    }
