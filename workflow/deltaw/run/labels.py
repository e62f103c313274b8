"""How figures are called, and the categories that the report and the published runs have."""

MAIN, SUPPLEMENT, BEYOND = "Figures", "Supplement", "Beyond the paper"
AGREEMENT, CLAIMS, ABOUT = "Published numbers", "Claims", "This run"
OWN = "Your own networks"
COMPARED = "supp_published"  # the figure that belongs to the published numbers
GROUPS = {"supp": SUPPLEMENT, "beyond": BEYOND}
# What a figure's name says in small letters
SPELT = {"fig2": "Fig. 2 with intervals", "lstm": "LSTM"}


def figure_label(name: str) -> tuple[str, str]:
    """Return how a figure is called, and its category.

    Parameters
    ----------
    name : str
        fig1, ... of the main text; supp_<what it shows> of the supplement; beyond_<what it
        shows> of what the paper does not ask.
    """
    group, _, shown = name.partition("_")
    if group not in GROUPS:
        return name.replace("fig", "Fig. "), MAIN
    first, *others = (SPELT.get(word, word) for word in shown.split("_"))
    category = AGREEMENT if name == COMPARED else GROUPS[group]
    return " ".join([first[0].upper() + first[1:], *others]), category
