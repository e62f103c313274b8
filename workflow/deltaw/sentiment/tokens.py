"""Sentences cut into tokens: the treebank's trees, and plain text."""

import re
from collections.abc import Iterable


def parse_tree(line: str) -> tuple[int, list[str]]:
    """Return the label of a tree's root and the tree's words.

    A node is ``(label word)`` or ``(label node node)``, labels being 0 to 4.

    Raises
    ------
    ValueError
        If the line is no such tree.
    """
    # Only a blank separates: one word of the treebank, "8 1/2", has a no-break space in it.
    pieces = re.findall(r"[()]|[^ ()]+", line)
    labels, words = [], []
    children: list[list[str]] = [[]]  # of the open nodes, outermost first; w word, n node
    expects_label = False
    for piece in pieces:
        if expects_label:
            if piece not in "01234" or len(piece) != 1:
                raise ValueError(f"{piece!r} is no label from 0 to 4")
            labels.append(int(piece))
            expects_label = False
        elif piece == "(":
            children[-1].append("n")
            children.append([])
            expects_label = True
        elif piece == ")":
            if len(children) == 1 or children.pop() not in (["w"], ["n", "n"]):
                raise ValueError("a node has neither one word nor two nodes")
        else:
            children[-1].append("w")
            words.append(piece)
    if expects_label or children != [["n"]]:
        raise ValueError("parentheses do not match")
    return labels[0], words


def treebank_tokens(words: Iterable[str]) -> str:
    """Return the treebank's words as GloVe writes them, joined by blanks: without PTB escapes."""
    text = re.sub("-LRB-", "(", " ".join(words), flags=re.IGNORECASE)
    text = re.sub("-RRB-", ")", text, flags=re.IGNORECASE)
    return text.replace(r"\/", "/").replace(r"\*", "*")


def tokens(text: str) -> str:
    """Return the tokens of plain text, joined by blanks, cut roughly as the treebank does."""
    text = re.sub(r"(n't)\b", r" \1", text.replace("’", "'"), flags=re.IGNORECASE)
    pattern = r"n't|\w+(?:[-.]\w+)*|'(?:s|re|ve|ll|d|m)\b|''|\.\.\.|[^\w\s]"
    return " ".join(re.findall(pattern, text, flags=re.IGNORECASE))
