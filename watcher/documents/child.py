"""The program that opens a PDF: bytes on stdin, JSON lines on stdout, limits as arguments. Started by `reader.py`.

It is run by its path, imports nothing of the project, and first of all gives up what a PDF could use against the
machine: memory, time, files. Then one line with the number of pages, a line for each page, and a last line:

    {"pages": 7}
    {"page": 1, "size": [595, 842], "words": "a piece\\nanother", "places": [left, bottom, right, top, em, ...],
     "broken": [1]}
    {"end": true}

or `{"outcome": "encrypted"}` in place of what is missing. Places are tenths of PDF points as a viewer shows the page,
from its lower left corner, five for each piece; an em is the height of a line's type; broken are the pieces that end
within a word. Does not decide about order or paragraphs. May import: pypdfium2, the standard library.

What a page costs beyond the library's own work is mostly calls: so the places of a line's first and last letter are
asked for and no others, by functions on plain addresses, and a page's answer is one text and one list of numbers.
"""

import contextlib
import ctypes
import gc
import json
import os
import re
import resource
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

Span = tuple[int, int, bool]
"""First letter, the one behind the last, and whether a word goes on in the next line."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom: as the library has them."""

Library = Any
"""The library has no types."""

_GUTTER_EMS = 0.9
"""A space wider than this, in heights of a line, parts two columns or two cells. Justified text stays under 0.7."""

_MARKER = 5
"""Letters at a line's start that may be a bullet or a number, with room behind it."""

_SAMPLED = 6
"""So many of a page's longest lines are looked at for such spaces before all are: the places of letters cost time."""

_HYPHENS = "\x02\ufffe"
"""What PDFium writes for a hyphen at a line's end, in place of hyphen and line break."""

_LINE = re.compile(f"[^\r\n{_HYPHENS}]+")

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_KEPT_BYTES = 32 << 20
"""mallopt(3); 32 MB is the most that glibc takes for the second."""

_ERRORS = {3: "damaged", 4: "encrypted", 5: "encrypted", 6: "damaged"}  # FPDF_ERR_FORMAT, _PASSWORD, _SECURITY, _PAGE


def main(memory_bytes: int, cpu_s: int, size: int, max_pages: int, max_letters: int) -> None:
    """Read `size` bytes from stdin and answer on stdout."""
    _give_up(memory_bytes, cpu_s)
    _keep_freed_memory()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="replace", buffering=1 << 16)
    os.dup2(2, 1)  # whatever a library prints is no answer
    try:
        for answer in _answers(sys.stdin.buffer.read(size), max_pages, max_letters):
            _say(answers, answer)
    except MemoryError:
        _say(answers, {"outcome": "too_much_memory"})
    except ImportError:
        _say(answers, {"outcome": "no_reader"})
    answers.flush()
    os._exit(0)  # a library's own clearing up is one more place to crash


def _give_up(memory_bytes: int, cpu_s: int) -> None:
    """No core dumps, no written files, so much memory and CPU and no more."""
    wanted = {
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_AS: (memory_bytes, memory_bytes),
        resource.RLIMIT_CPU: (cpu_s, cpu_s + 1),
    }
    for limit, value in wanted.items():
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some; the parent's clock still runs
            resource.setrlimit(limit, value)


def _keep_freed_memory() -> None:
    """Let the C library keep what the PDF library frees with each page: to give 0.4 MB back to the system and to ask
    for it again, page after page, took a third of all time (34,000 page faults for 300 pages; 2,700 without)."""
    with contextlib.suppress(AttributeError, OSError):  # glibc has it
        set_option = ctypes.CDLL(None).mallopt
        set_option(_M_MMAP_THRESHOLD, _KEPT_BYTES)
        set_option(_M_TRIM_THRESHOLD, 2 * _KEPT_BYTES)


def _say(answers: IO[str], answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer, ensure_ascii=False) + "\n")


def _answers(body: bytes, max_pages: int, max_letters: int) -> Iterator[dict[str, Any]]:
    import pypdfium2_raw as pdfium  # the bare library: half of pypdfium2's own start

    gc.disable()  # nothing here goes in circles, and looking for circles takes time
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(body, len(body), None)
    if not document:
        yield {"outcome": _ERRORS.get(pdfium.FPDF_GetLastError(), "damaged")}
        return
    count = pdfium.FPDF_GetPageCount(document)
    yield {"pages": count}
    if count > max_pages:
        return
    boxes = _Boxes(pdfium)
    for index in range(count):
        answer, letters = _page(pdfium, boxes, document, index)
        max_letters -= letters
        if max_letters < 0:
            yield {"outcome": "too_large"}
            return
        yield answer
    yield {"end": True}


def _page(pdfium: Library, boxes: "_Boxes", document: Library, index: int) -> tuple[dict[str, Any], int]:
    """What stands on a page, and how many letters that is."""
    page = pdfium.FPDF_LoadPage(document, index)
    text = pdfium.FPDFText_LoadPage(page) if page else None
    if not text:
        return {"page": index + 1, "is_damaged": True}, 0
    sheet = _Sheet(pdfium, boxes, page, text)
    answer = {"page": index + 1, "size": sheet.size, **sheet.pieces()}
    pdfium.FPDFText_ClosePage(text)
    pdfium.FPDF_ClosePage(page)
    return answer, sheet.count


class _Boxes:
    """The library's boxes of letters, by plain addresses: half of the time that its own declaration takes."""

    def __init__(self, pdfium: Library) -> None:
        found = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
        self._ask = found(ctypes.cast(pdfium.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0)
        self._room = (ctypes.c_float * 8192)()
        self.edges = [ctypes.c_float() for _ in range(4)]

    def of(self, text: int, letters: Sequence[int]) -> list[float]:
        """Left, top, right and bottom (FS_RECTF) of each of these letters, one behind the other."""
        if len(letters) * 4 > len(self._room):
            self._room = (ctypes.c_float * (len(letters) * 4))()
        ask, place = self._ask, ctypes.addressof(self._room)
        for letter in letters:
            ask(text, letter, place)
            place += 16
        return self._room[: 4 * len(letters)]


class _Sheet:
    """One page's letters, with their places as they are asked for."""

    def __init__(self, pdfium: Library, boxes: _Boxes, page: Library, text: Library) -> None:
        self._pdfium, self._boxes, self._text = pdfium, boxes, text
        self._address = ctypes.cast(text, ctypes.c_void_p).value or 0
        self.count = max(0, pdfium.FPDFText_CountChars(text))
        self._rotation = pdfium.FPDFPage_GetRotation(page)
        self.size = (round(pdfium.FPDF_GetPageWidthF(page), 1), round(pdfium.FPDF_GetPageHeightF(page), 1))
        self._origin = self._corner(page)
        self._edges = [ctypes.c_double() for _ in range(4)]

    def pieces(self) -> dict[str, Any]:
        """Lines in the order of the file, cut at gutters where the page seems to have any."""
        letters = self._letters()
        lines = _lines(letters)
        longest = sorted(lines, key=lambda line: line[0] - line[1])[:_SAMPLED]
        gaps = sum(
            1 for start, end, _ in longest if self._may_have_gaps(start, end) and self._gaps(letters, start, end)
        )
        if gaps * 2 >= len(longest):
            lines = [piece for line in lines for piece in self._cut(letters, *line)]
        return self._placed(letters, lines)

    def _letters(self) -> str:
        """One character for each place that the library counts; what is no character becomes a space."""
        buffer = (ctypes.c_ushort * (self.count + 1))()
        written = self._pdfium.FPDFText_GetText(self._text, 0, self.count, buffer)
        letters = bytes(buffer)[: max(0, written - 1) * 2].decode("utf-16-le", errors="replace")
        if len(letters) == self.count:
            return letters
        codes = map(self._pdfium.FPDFText_GetUnicode, [self._text] * self.count, range(self.count))
        return "".join(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " " for code in codes)

    def _placed(self, letters: str, lines: Sequence[Span]) -> dict[str, Any]:
        """The pieces with the places that their first and last letters span."""
        words: list[str] = []
        ends: list[int] = []
        broken: list[int] = []
        for start, end, is_broken in lines:
            said = letters[start:end]
            bare = said.strip()
            if is_broken:
                broken.append(len(words))
            words.append(bare)
            first = start if bare[0] == said[0] else start + len(said) - len(said.lstrip())
            ends += (first, first + len(bare) - 1)
        places: list[float] = []
        shown = iter(self._shown(ends))
        for (left, top, right, bottom), (left2, top2, right2, bottom2) in zip(shown, shown, strict=True):
            places += (
                left if left < left2 else left2,  # noqa: FURB136 - min() takes three times as long
                bottom if bottom < bottom2 else bottom2,  # noqa: FURB136
                right if right > right2 else right2,  # noqa: FURB136
                top if top > top2 else top2,  # noqa: FURB136
                top - bottom,
            )
        return {"words": "\n".join(words), "places": [round(10 * each) for each in places], "broken": broken}

    def _cut(self, letters: str, start: int, end: int, is_broken: bool) -> Iterator[tuple[int, int, bool]]:
        for gap in self._gaps(letters, start, end):
            yield start, gap, False
            start = gap + 1
        yield start, end, is_broken

    def _may_have_gaps(self, start: int, end: int) -> bool:
        """False for most lines: the file wrote them in one go, or piece by piece without room between the pieces."""
        count: int = self._pdfium.FPDFText_CountRects(self._text, start, end - start)
        if count < 2 or self._rotation:
            return count > 1
        left, top, right, bottom = self._edges
        ends, height, begins = float("inf"), 4.0, float("inf")
        for index in range(count):
            self._pdfium.FPDFText_GetRect(self._text, index, left, top, right, bottom)
            height = max(height, top.value - bottom.value)  # of ink: a little less than the line's
            begins = min(begins, left.value)
            if left.value - ends > _GUTTER_EMS * height and ends - begins > _MARKER * 0.5 * height:
                return True
            ends = right.value
        return False

    def _gaps(self, letters: str, start: int, end: int) -> list[int]:
        """Places of the spaces that are too wide to part two words."""
        spaces: list[int] = []
        ends: list[int] = []
        before = start + _MARKER
        for place in range(before + 1, end - 1):
            if letters[place] != " ":
                before = place
            elif letters[place + 1] != " ":
                spaces.append(place)
                ends += (before, place + 1)
        shown = iter(self._shown(ends))
        return [
            space
            for space, (_, top, right, bottom), (left, *_) in zip(spaces, shown, shown, strict=True)
            if left - right > _GUTTER_EMS * max(4.0, top - bottom)
        ]

    def _shown(self, places: Sequence[int]) -> Iterable[Box]:
        """The boxes of these letters, on the page as a viewer shows it."""
        found = iter(self._boxes.of(self._address, places))
        boxes: Iterable[Box] = zip(found, found, found, found, strict=True)
        x, y = self._origin
        if x or y:
            boxes = [(left - x, top - y, right - x, bottom - y) for left, top, right, bottom in boxes]
        return [_turned(self._rotation, *self.size, *each) for each in boxes] if self._rotation else boxes

    def _corner(self, page: Library) -> tuple[float, float]:
        """The lower left corner of what a viewer shows, in the page's own measure."""
        edges = self._boxes.edges
        if self._pdfium.FPDFPage_GetCropBox(page, *edges) or self._pdfium.FPDFPage_GetMediaBox(page, *edges):
            return min(edges[0].value, edges[2].value), min(edges[1].value, edges[3].value)
        return 0.0, 0.0


def _turned(rotation: int, width: float, height: float, left: float, top: float, right: float, bottom: float) -> Box:
    """A box on a page that the viewer turns by so many right angles."""
    if rotation == 1:
        return bottom, height - left, top, height - right
    if rotation == 2:
        return width - right, height - bottom, width - left, height - top
    return width - top, right, width - bottom, left


def _lines(letters: str) -> list[Span]:
    """Each line that is not empty."""
    spans = [line.span() for line in _LINE.finditer(letters)]
    is_hyphen = {place for hyphen in _HYPHENS if hyphen in letters for place in _places(letters, hyphen)}
    return [(start, end, end in is_hyphen) for start, end in spans if not letters[start:end].isspace()]


def _places(letters: str, sought: str) -> Iterator[int]:
    place = letters.find(sought)
    while place >= 0:
        yield place
        place = letters.find(sought, place + 1)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
