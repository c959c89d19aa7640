"""Changes in a window + a subscription -> Edition: what a digest says.

    from watcher.digest import Material, compose, to_json, from_json

Pure: does no I/O, takes changes that are already net (diff.net), knows no template and no address. May import: domain.
"""

from watcher.digest.as_json import FORM, from_json, to_json
from watcher.digest.composing import FIRST, MANY_NOT_CHECKED, OUTAGE, compose
from watcher.digest.headline import slug_of
from watcher.digest.items import best_evidence, papers_alone
from watcher.digest.material import Material, is_followed
from watcher.digest.notes import note_lines
from watcher.digest.passages import passage_lines
from watcher.digest.sentences import change_sentence
from watcher.digest.words import (
    counted,
    day_words,
    first_sentence,
    full_day_words,
    listed,
    sentence,
    shortened,
    when_words,
)

__all__ = [
    "FIRST",
    "FORM",
    "MANY_NOT_CHECKED",
    "OUTAGE",
    "Material",
    "best_evidence",
    "change_sentence",
    "compose",
    "counted",
    "day_words",
    "first_sentence",
    "from_json",
    "full_day_words",
    "is_followed",
    "listed",
    "note_lines",
    "papers_alone",
    "passage_lines",
    "sentence",
    "shortened",
    "slug_of",
    "to_json",
    "when_words",
]
