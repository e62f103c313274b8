"""How figures are called, and the categories that the report and the published runs have."""

MAIN, SUPPLEMENT, CLAIMS, ABOUT = "Figures", "Supplement", "Claims", "This run"


def figure_label(name: str) -> tuple[str, str]:
    """Return how a figure is called, and its category.

    Parameters
    ----------
    name : str
        fig1, ... of the main text, supp_<what it shows> of the supplement.
    """
    if name.startswith("supp_"):
        words = name.removeprefix("supp_").replace("_", " ").capitalize()
        return words.replace("Fig", "Fig. "), SUPPLEMENT
    return name.replace("fig", "Fig. "), MAIN
