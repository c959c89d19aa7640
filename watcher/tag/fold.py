"""One form for matching: straight quotes, no dashes, single spaces; with the way back to the text as it was given.

Does not change letters, so that the upper-case rule still works. May import: the standard library.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

_SPACES = "\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_TABLE = str.maketrans(
    # A dash is a space: councils write medium-term, medium term and medium – term.
    dict.fromkeys(_SPACES + _DASHES, " ")
    | dict.fromkeys("\u2018\u2019\u201b`\u00b4", "'")
    | dict.fromkeys("\u201c\u201d", '"')
)
_PLAIN = bytes(ord(_TABLE.get(code, chr(code))) for code in range(256))
"""The table for the letters that Latin-1 has: all that most texts have once the others are replaced."""
_COMMON = [(letter, _TABLE[ord(letter)]) for letter in "\u2019\u2018\u2013\u201c\u201d"]
_ALL = [(chr(code), instead) for code, instead in _TABLE.items() if chr(code) != instead]
# No lookbehind: what begins with one of few letters is found many times faster.
_SEVERAL = re.compile("  +")
_DROPPED = re.compile("  +|[\u00ad\u200b-\u200d\u2060\ufeff]+")
_MARKS = "\u00ad\u200b\u200c\u200d\u2060\ufeff"

# What modern.gov and clerks append to titles: it is no part of the words and spoils the test for capitals.
_SUFFIX = re.compile(
    r"(?i:pdf\s{1,9}icon|\bPDF\s{1,9}[\d.,]{1,9}\s{0,9}[KM]B\b|\b[\d.,]{1,9}\s{1,9}[KM]B\b"
    r"|\((?:to\s{1,9}follow|verbal\s{1,9}report|agenda\s{1,9}item\s{1,9}\d{1,3})\)"
    r"|\(\d{1,2}[:.]\d\d\s{0,9}[ap]m\)|\([A-Z]{1,4}&?[A-Z]{0,4}\d{1,3}\)|\bd?\d\d/\d{5}\b)"
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in the form for matching.

    `marks` are places in `words`; from marks[i] on, `gaps[i]` letters of the original were left out before.
    """

    original: str
    words: str
    marks: tuple[int, ...] = ()
    gaps: tuple[int, ...] = ()

    def origin(self, position: int) -> int:
        """Where the letter at `position` of `words` stands in the original."""
        index = bisect_right(self.marks, position)
        return position + (self.gaps[index - 1] if index else 0)

    def stretch(self, start: int, end: int) -> str:
        """The original text of words[start:end]; not empty if that is not."""
        return self.original[self.origin(start) : self.origin(end - 1) + 1] if end > start else ""


def fold(text: str) -> Folded:
    """Fold any text. Linear in its length."""
    plain = _straight(text)
    pieces: list[str] = []
    marks: list[int] = []
    gaps: list[int] = []
    length = 0
    position = gap = len(plain) - len(plain.lstrip(" "))
    if gap:
        marks.append(0)
        gaps.append(gap)
    has_marks = not plain.isascii() and any(mark in plain for mark in _MARKS)
    for dropped in (_DROPPED if has_marks else _SEVERAL).finditer(plain, position):
        start = dropped.start() + (plain[dropped.start()] == " ")  # the first of several spaces stays
        pieces.append(plain[position:start])
        length += start - position
        position = dropped.end()
        gap += position - start
        marks.append(length)
        gaps.append(gap)
    if not marks:
        return Folded(text, plain)
    pieces.append(plain[position:])
    return Folded(text, "".join(pieces), tuple(marks), tuple(gaps))


def _straight(text: str) -> str:
    """The text through the table."""
    if text.isascii():
        return text.encode("ascii").translate(_PLAIN).decode("ascii")
    for letter, instead in _COMMON:
        text = text.replace(letter, instead)
    try:
        return text.encode("latin-1").translate(_PLAIN).decode("latin-1")
    except UnicodeEncodeError:  # Bullets, ligatures, another alphabet: still faster than letter by letter.
        for letter, instead in _ALL:
            text = text.replace(letter, instead)
        return text


def fold_title(title: str) -> Folded:
    """Fold a title without what is habitually appended to it (file sizes, `(to follow)`, times, report codes)."""
    bare = _SUFFIX.sub(lambda found: " " * len(found.group()), title)
    folded = fold(bare)
    return Folded(title, folded.words.rstrip(), folded.marks, folded.gaps)


def is_capitals(words: str) -> bool:
    """True if there are letters, and none of them is lower case."""
    return words.isupper()


_TOKENS = re.compile(
    r"\\.|\(\?[aiLmsux-]+[:)]|\(\?P<\w+>|\[\^?\]?(?:\\.|[^\]\\])*\]|(?<![A-Za-z])and(?![A-Za-z])"
    rf"|[A-Z{re.escape(_DASHES)}’]"
)
_FLAGS = re.compile(r"\(\?([aimsux]+)\)")


def fold_pattern(pattern: str) -> str:
    """A regular expression rewritten for folded text.

    Dashes are spaces, `and` is also `&`; classes and escapes stay as they are. Flags at the beginning come to hold for
    this expression alone, because it becomes a part of a larger one.
    """

    def rewrite(found: re.Match[str]) -> str:
        part = found.group()
        if part == "and":
            return "(?:and|&)"
        return part.translate(_TABLE) if len(part) == 1 else part

    if flags := _FLAGS.match(pattern):
        pattern = f"(?{flags[1]}:{pattern[flags.end() :]})"
    return _TOKENS.sub(rewrite, pattern)


def fold_words(words: str) -> str:
    """Plain words as a regular expression for folded text."""
    plain = re.escape(fold(words).words.strip()).replace(r"\ ", " ")
    return re.sub(r"(?<![A-Za-z])and(?![A-Za-z])", "(?:and|&)", plain)
