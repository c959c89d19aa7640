"""Finds the topics of a thing that was published, with the evidence.

    title, texts -> fold (fold.py) -> find (find.py, one scan) -> judge each hit (find.py) -> weigh (weigh.py)
                 -> quote (quote.py) -> Match

Does not read topics.yaml (config does), fetch, or remember. May import: domain, the standard library.
"""

from watcher.tag.find import Finding
from watcher.tag.tagger import Tagger
from watcher.tag.weigh import Weighed

__all__ = ["Finding", "Tagger", "Weighed"]
