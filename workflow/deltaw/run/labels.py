"""How figures are called, and the categories that the report and the published runs have."""

MAIN, SUPPLEMENT, CLAIMS, ABOUT = "Figures", "Supplement", "Claims", "This run"
# What a supplementary figure's name says in small letters
SPELT = {"fig2": "Fig. 2 with intervals", "lstm": "LSTM"}


def figure_label(name: str) -> tuple[str, str]:
    """Return how a figure is called, and its category.

    Parameters
    ----------
    name : str
        fig1, ... of the main text, supp_<what it shows> of the supplement.
    """
    if name.startswith("supp_"):
        first, *others = (SPELT.get(word, word) for word in name.split("_")[1:])
        return " ".join([first[0].upper() + first[1:], *others]), SUPPLEMENT
    return name.replace("fig", "Fig. "), MAIN
