"""What was resolved: one entry a lettered point, in its own words, without its letter and the stop or "and" at its end.

Does not judge what a resolution means. May import: its own package, the standard library.
"""

import re
from collections.abc import Iterator, Sequence

from watcher.minutes.lines import Line

_HOW = r"(?i:(?:therefore|then|unanimously|also|subsequently|further|accordingly|moved,? seconded and)\s+)*"
_WORD = (
    r"(?P<word>RESOLVED|Resolved|resolved|AGREED|Agreed|agreed|DECISIONS?|Decisions?|DECIDED|Decided|decided|RECOMMENDED|"
    r"Recommended|recommended|RESOLUTION|Resolution|PENDERFYNWYD|Penderfynwyd|PENDERFYNIAD)\b"
)
_AFTER = (
    r"(?:\s*[,(]?\s*(?:unanimously|nem\.? con\.?|unanimous|by \w+ votes? to \w+)\s*[,)]?)?"
    r"(?P<stop>\s*[:.–—-]+)?\s*(?P<rest>.*)\Z"
)
_LABEL = re.compile(
    r"(?:(?i:it was|(?:the )?(?:committee|panel|board|cabinet|council|forum|sub-committee|commission|executive|meeting|"
    r"group)|members|accordingly,? it was|whereupon it was)\s+|"
    rf"(?:The\s+)?(?:(?:[A-Z][\w'’&-]{{1,20}}|and|of|for|on)\s+){{1,7}}(?=(?:unanimously\s+)?(?:RESOLVED|AGREED|DECIDED)\b))?"
    rf"{_HOW}{_WORD}{_AFTER}",
    re.DOTALL,
)
_IN_SENTENCE = re.compile(
    rf"[^.]{{5,400}}?\b(?:it\s+was|and|was)\s+{_HOW}(?=RESOLVED|Resolved|resolved|AGREED|DECIDED){_WORD}{_AFTER}",
    re.DOTALL,
)
"""On the motion of one, seconded by another, it was RESOLVED ..."""
_PARAGRAPH = re.compile(r"\d{1,4}(?:\.\d{1,3})+\.?\s+")
"""The number of a paragraph in minutes that number them: "4.3 RESOLVED: ..."."""
_INTRODUCED = re.compile(r"(?P<that>that|to)\b[\s,:–—-]*(?P<rest>.*)\Z", re.IGNORECASE | re.DOTALL)
_MARKER = re.compile(r"(?:\((?P<a>[a-z]{1,4}|\d{1,2})\)|(?P<b>[a-z]{1,4}|\d{1,2})[).])\s+(?=\S)", re.IGNORECASE)
_INLINE = re.compile(
    r"(?:\A|(?<=[\s:;,–-]))\((?P<mark>[a-z]{1,4}|\d{1,2})\)\s+|(?:\A|(?<=[;:]\s)|(?<=and\s))(?P<bare>[a-z]"
    r"|[ivx]{1,4}|\d{1,2})[).]\s+",
    re.IGNORECASE,
)
_TAIL = re.compile(r"\s*(?:[;,.:]\s*(?:and|or)?|\s(?:and|or))\s*\Z", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:That|To|And|The|It be|It was noted)\b")
_DONE = re.compile(r"\b(?:be|is|are|been|to)\s+\w+ed\b|\bfollowing reasons\b", re.IGNORECASE)
_THAT = re.compile(r"\A(That|To)\s*[:–—-]+\s*")
_ROMAN = re.compile(r"[ivxl]+", re.IGNORECASE)
_LONGEST = 20_000
_MOST_POINTS = 200


def read_resolutions(lines: Sequence[Line]) -> tuple[str, ...]:
    """Every point resolved in the lines of one item, in order."""
    points: list[str] = []
    index = 0
    while index < len(lines) and len(points) < _MOST_POINTS:
        found = _label(lines[index])
        if found is None:
            index += 1
            continue
        opening, index = found, index + 1
        paragraphs, index = _following(lines, index, opening)
        points += _points([opening, *paragraphs] if opening else paragraphs)
    return tuple(points)


def _label(line: Line) -> str | None:
    """The words behind "RESOLVED" at a line's beginning, None for other lines. "Agreed" alone needs that or to."""
    text = line.text[:_LONGEST]
    numbered = _PARAGRAPH.match(text)
    text = text[numbered.end() :] if numbered else text
    found = _LABEL.match(text) or _IN_SENTENCE.match(text)
    if found is None:
        return None
    word, rest = found.group("word"), found.group("rest").strip()
    introduced = _INTRODUCED.match(rest)
    is_word_alone = found.group("stop") is not None or not rest or line.is_heading
    is_word_alone = is_word_alone or word.lower() == "penderfynwyd"  # Welsh has no "that" behind it
    is_loud = word.isupper() or word.startswith(("Resolved", "resolved"))
    if not is_word_alone and introduced is None and not (is_loud and _MARKER.match(rest)):
        return None
    if word.lower().startswith(("decision", "resolution", "recommended")) and rest and found.group("stop") is None:
        return None
    return rest


def _following(lines: Sequence[Line], index: int, opening: str) -> tuple[list[str], int]:
    """The paragraphs after the label that still belong to the resolution, and the first line that does not."""
    paragraphs: list[str] = []
    last = opening
    while index < len(lines):
        line = lines[index]
        is_other = _PARAGRAPH.match(line.text) is not None or _label(line) is not None
        if is_other and not _GOES_ON.match(line.text):
            break
        is_point = _MARKER.match(line.text) is not None or line.is_bullet
        if is_point or not last or _is_continued(last, line):
            if not is_point and not line.after_gap and paragraphs:
                paragraphs[-1] = f"{paragraphs[-1]} {line.text}"
            elif not is_point and not line.after_gap and opening and not paragraphs:
                paragraphs.append(line.text)
            else:
                paragraphs.append(line.text)
        else:
            break
        last, index = line.text, index + 1
    return paragraphs, index


def _is_continued(last: str, line: Line) -> bool:
    if last.endswith((";", ",", ":", "and", "or", "–", "-")) or line.text[0].islower():
        return True
    if last.endswith("."):
        return line.after_gap and line.text.startswith("That ")
    return not line.after_gap


def _points(paragraphs: Sequence[str]) -> Iterator[str]:
    text = "\n".join(paragraphs)[:_LONGEST]
    marks = list(_first_level(text))
    if not marks or _says_it_all(text[: marks[0][0]]):
        for part in _unlettered(text):
            yield from (_THAT.sub(r"\1 ", point[0].upper() + point[1:]) for point in _clean(part))
        return
    ends = [start for start, _ in marks[1:]] + [len(text)]
    for (_, begin), end in zip(marks, ends, strict=True):
        yield from _clean(text[begin:end])


def _says_it_all(opening: str) -> bool:
    """True if the words before the letters are the resolution, and the letters only its reasons or conditions."""
    return len(opening.split()) > 6 and _DONE.search(opening) is not None


def _unlettered(text: str) -> Iterator[str]:
    """Paragraphs that each begin with That are points; lines that go on belong to the one before."""
    part = ""
    for row in text.split("\n"):
        if part and _GOES_ON.match(row) and part.rstrip().endswith((".", ";", "and", ",")):
            yield part
            part = row
        else:
            part = f"{part} {row}".strip()
    yield part


def _first_level(text: str) -> Iterator[tuple[int, int]]:
    """Where the points of the first level begin: (at the letter, behind it). (i) under (a) belongs to (a)."""
    kind, expected = "", 1
    for mark, start, end in _marks(text):
        kind = kind or ("digit" if mark.isdigit() else "roman" if mark == "i" else "letter")
        if _value(mark, kind) == expected:
            expected += 1
            yield start, end


def _marks(text: str) -> Iterator[tuple[str, int, int]]:
    """Letters and numbers of points, at the beginning of rows and inside them."""
    offset = 0
    for row in text.split("\n"):
        leading = _MARKER.match(row)
        begin = leading.end() if leading else 0
        if leading:
            yield (leading.group("a") or leading.group("b")).lower(), offset, offset + begin
        for found in _INLINE.finditer(row[begin:]):
            mark = (found.group("mark") or found.group("bare")).lower()
            yield mark, offset + begin + found.start(), offset + begin + found.end()
        offset += len(row) + 1


def _value(mark: str, kind: str) -> int:
    if kind == "digit":
        return int(mark) if mark.isdigit() else -1
    if kind == "letter":
        return ord(mark) - 96 if len(mark) == 1 and mark.isalpha() else -1
    if not _ROMAN.fullmatch(mark):
        return -1
    values = [{"i": 1, "v": 5, "x": 10, "l": 50}[letter] for letter in mark]
    return sum(-value if value < later else value for value, later in zip(values, [*values[1:], 0], strict=True))


def _clean(text: str) -> Iterator[str]:
    """The point's own words: white space folded, the stop or the "and" at its end and marks at its start taken off."""
    words = " ".join(text.split()).lstrip(" :;,–—-")
    before = None
    while before != words:
        before, words = words, _TAIL.sub("", words)
    if any(letter.isalpha() for letter in words):
        yield words
