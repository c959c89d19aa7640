"""Changes in a window + a subscription -> Edition: what a digest says.

    from watcher.digest import Material, compose, to_json, from_json

Pure: does no I/O, takes changes that are already net (diff.net), knows no template and no address. May import: domain.
"""

from watcher.digest.as_json import from_json, to_json
from watcher.digest.composing import FIRST, MANY_NOT_CHECKED, compose
from watcher.digest.headline import slug_of
from watcher.digest.material import Material, is_followed
from watcher.digest.words import day_words

__all__ = [
    "FIRST",
    "MANY_NOT_CHECKED",
    "Material",
    "compose",
    "day_words",
    "from_json",
    "is_followed",
    "slug_of",
    "to_json",
]
