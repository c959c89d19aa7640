"""Many words as one regular expression that looks at each letter once: common beginnings are shared.

Does not match anything itself. May import: the standard library.
"""

import re
from collections.abc import Iterable


class _Node(dict[str, "_Node"]):
    """The letters that may follow; `is_end` if a word may stop here."""

    is_end = False


def trie_expression(words: Iterable[str]) -> str:
    """A regular expression (without groups that capture) that matches exactly these words, the longest first.

    Raises ValueError for no words at all: an empty alternation would match everywhere.
    """
    root = _Node()
    for word in words:
        node = root
        for letter in word:
            node = node.setdefault(letter, _Node())
        node.is_end = True
    if not root or root.is_end:
        raise ValueError("a trie needs at least one word, and no empty one")
    return _expression(root)


def _expression(node: _Node) -> str:
    branches = [re.escape(letter) + _expression(following) for letter, following in sorted(node.items())]
    if not branches:
        return ""
    whole = branches[0] if len(branches) == 1 and not node.is_end else f"(?:{'|'.join(branches)})"
    return f"{whole}?" if node.is_end else whole
